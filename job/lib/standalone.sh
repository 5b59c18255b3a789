#!/usr/bin/env bash
# A standalone cluster of Spark. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # arguments and deploy_mode are set by job/submit.sh and job/lib/cluster.sh

settings_standalone() {
  local master=${ALMKD_MASTER-}
  [[ $master =~ ^spark://[^/]+:[0-9]+(,[^/]+:[0-9]+)*$ ]] ||
    fail "ALMKD_MASTER is \"$master\"; expected the address of the master, as spark://HOST:7077"
  settings_cluster "$master" client
  # Here executors are counted by their cores; of --num-executors this cluster knows nothing.
  if [[ ${ALMKD_EXECUTORS-} =~ ^$count$ ]]; then
    options+=(--total-executor-cores $((ALMKD_EXECUTORS * ${ALMKD_EXECUTOR_CORES:-1})))
    [[ -n ${ALMKD_EXECUTOR_CORES-} ]] || options+=(--executor-cores 1)
  fi
  # Files do not travel to the driver in this mode: all machines must see the project's folder and the run file.
  [[ $deploy_mode == client ]] || each_run_file name_run_file
}

# name_run_file INDEX: by an address that does not depend on the driver's working folder.
name_run_file() {
  arguments[$1]=file:$(realpath "${arguments[$1]}")
}
