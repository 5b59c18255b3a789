#!/usr/bin/env bash
# Spark inside one JVM of this machine. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # count is set by job/lib/settings.sh

settings_local() {
  local cores=${ALMKD_CORES-}
  check_form ALMKD_CORES "$count" "a whole number of at least 1"
  # A master in the properties file stands unless cores are asked for.
  if [[ -n $cores ]] || ! has_property spark.master; then
    # As on a cluster, the run ends when one task failed four times.
    # The JVM counts the cores: nproc would obey OMP_NUM_THREADS, and no limit of a container.
    options+=(--master "local[${cores:-*},4]")
  fi
  export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
}
