#!/usr/bin/env bash
# Spark inside one JVM of this machine. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # root is set by job/submit.sh

check_settings() {
  properties=${ALMKD_SPARK_CONF:-$root/conf/spark/local.conf}
  memory=${ALMKD_DRIVER_MEMORY:-3g}
  cores=${ALMKD_CORES-}
  [[ -f $properties && -r $properties ]] ||
    fail "ALMKD_SPARK_CONF is \"$properties\"; expected a readable properties file of Spark"
  [[ $memory =~ ^[1-9][0-9]*[kmgtKMGT]$ ]] ||
    fail "ALMKD_DRIVER_MEMORY is \"$memory\"; expected a size, as 3g or 512m"
  [[ $cores =~ ^([1-9][0-9]*)?$ ]] ||
    fail "ALMKD_CORES is \"$cores\"; expected a whole number of at least 1"
  [[ -z ${SPARK_HOME-} || -x $SPARK_HOME/bin/spark-submit ]] ||
    fail "SPARK_HOME is \"$SPARK_HOME\", without an executable bin/spark-submit;" \
      "expected the folder of a Spark 3.5; unset SPARK_HOME to have one assembled"
}

# set_environment: what the JVM finds in its environment, where the user has not set it.
set_environment() {
  # Native threads of one replica: several would spin and starve each other.
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
  # One heap of native memory for each of many threads keeps growing where few keep their size.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  # Else each large array of a step is mapped anew from the kernel and cleared: a sixth of a step on images.
  export MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-536870912}
  export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-536870912}
  export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
  export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$root/conf/log4j2.properties}
}

# run_local ARGUMENT...: becomes spark-submit, so that signals and the exit code are the JVM's.
run_local() {
  local options=(--properties-file "$properties" --driver-memory "$memory")
  # A master in the properties file stands unless cores are asked for.
  if [[ -n $cores ]] || ! grep -Eq '^\s*spark\.master[[:space:]=:]' "$properties"; then
    # As on a cluster, the run ends when one task failed four times.
    # The JVM counts the cores: nproc would obey OMP_NUM_THREADS, and no limit of a container.
    options+=(--master "local[${cores:-*},4]")
  fi
  set_environment
  exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" --class org.almkd.Main \
    "$root/target/almkd.jar" "$@"
}
