#!/usr/bin/env bash
# Kubernetes. Sourced by job/submit.sh.
# shellcheck disable=SC2034,SC2154 # jar is read by settings.sh; root is set by job/submit.sh, deploy_mode by job/lib/cluster.sh

settings_k8s() {
  local master=${ALMKD_MASTER-} role
  [[ $master =~ ^k8s://https?://[^/]+ ]] ||
    fail "ALMKD_MASTER is \"$master\"; expected the address of the API server, as k8s://https://HOST:6443"
  settings_cluster "$master" cluster
  [[ -n ${ALMKD_IMAGE-} ]] || has_property spark.kubernetes.container.image ||
    fail "ALMKD_IMAGE is not set; expected the name of an image made from deploy/docker/Dockerfile"
  [[ -z ${ALMKD_IMAGE-} ]] || options+=(--conf "spark.kubernetes.container.image=$ALMKD_IMAGE")
  [[ -z ${ALMKD_NAMESPACE-} ]] || options+=(--conf "spark.kubernetes.namespace=$ALMKD_NAMESPACE")
  for role in driver executor; do
    has_property "spark.kubernetes.$role.podTemplateFile" ||
      options+=(--conf "spark.kubernetes.$role.podTemplateFile=$root/deploy/k8s/base/$role-pod.yaml")
  done
  if [[ $deploy_mode == cluster ]]; then
    jar=local:///opt/almkd/almkd.jar
    [[ ${ALMKD_LOG-} != json ]] || options+=(--conf spark.kubernetes.driverEnv.ALMKD_LOG=json)
    files=()
    each_run_file ship_run_file
    ((${#files[@]} == 0)) || upload
    add_files
  fi
}

# upload: files of this machine reach the driver's pod by way of a folder that both can use.
upload() {
  if [[ -n ${ALMKD_UPLOAD-} ]]; then
    options+=(--conf "spark.kubernetes.file.upload.path=$ALMKD_UPLOAD")
  else
    has_property spark.kubernetes.file.upload.path ||
      fail "ALMKD_UPLOAD is not set; expected an s3a: or hdfs: folder through which ${files[0]##*/} is sent to the driver;" \
        "or name the run file by an address: s3a:, hdfs:, or file: for one in the image"
  fi
}
