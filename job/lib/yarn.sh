#!/usr/bin/env bash
# Hadoop YARN. Sourced by job/submit.sh.
# shellcheck disable=SC2034,SC2154 # files is read by cluster.sh; root is set by job/submit.sh, deploy_mode by job/lib/cluster.sh

settings_yarn() {
  [[ -z ${ALMKD_MASTER-} || $ALMKD_MASTER == yarn ]] ||
    fail "ALMKD_MASTER is \"$ALMKD_MASTER\"; expected nothing: HADOOP_CONF_DIR tells where YARN is"
  local folder=${HADOOP_CONF_DIR:-${YARN_CONF_DIR-}}
  [[ -n $folder && -r $folder/yarn-site.xml ]] ||
    fail "HADOOP_CONF_DIR is \"$folder\"; expected the folder of yarn-site.xml and core-site.xml of the cluster"
  settings_cluster yarn cluster
  if [[ $deploy_mode == cluster ]]; then
    local log=${LOG4J_CONFIGURATION_FILE:-$root/conf/log4j2.properties}
    log=$(realpath "$log")
    files=("$log")
    options+=(--conf "spark.yarn.appMasterEnv.LOG4J_CONFIGURATION_FILE=${log##*/}")
    [[ ${ALMKD_LOG-} != json ]] || options+=(--conf spark.yarn.appMasterEnv.ALMKD_LOG=json)
    each_run_file ship_run_file
    add_files
  fi
}
