#!/usr/bin/env bash
# Settings that every mode has, from the environment. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # root and mode are set by job/submit.sh

# check_settings: before anything is built. Sets properties, memory, and options for spark-submit.
check_settings() {
  properties=${ALMKD_SPARK_CONF:-$root/conf/spark/$mode.conf}
  [[ -f $properties && -r $properties ]] ||
    fail "ALMKD_SPARK_CONF is \"$properties\"; expected a readable properties file of Spark"
  [[ -z ${SPARK_HOME-} || -x $SPARK_HOME/bin/spark-submit ]] ||
    fail "SPARK_HOME is \"$SPARK_HOME\", without an executable bin/spark-submit;" \
      "expected the folder of a Spark 3.5; unset SPARK_HOME to have one assembled"
  check_heap ALMKD_DRIVER_MEMORY
  memory=${ALMKD_DRIVER_MEMORY:-3g}
  options=(--properties-file "$properties" --driver-memory "$memory")
  "settings_$mode"
}

# shellcheck disable=SC2034 # read by those who call check_form
size='[1-9][0-9]{0,7}[kmgtKMGT]'
# shellcheck disable=SC2034
count='[1-9][0-9]{0,5}'

# check_form VARIABLE PATTERN WORDS: of a variable that may be unset or empty.
check_form() {
  [[ ${!1-} =~ ^($2)?$ ]] || fail "$1 is \"${!1}\"; expected $3"
}

# check_heap VARIABLE: that of a heap. 512 MiB of it are set aside for what lives shortly (conf/spark), and Spark does not
# start with what a smaller one leaves.
check_heap() {
  local words="a size of at least 768m, as 3g or 1024m" kibibytes
  check_form "$1" "$size" "$words"
  [[ -n ${!1-} ]] || return 0
  case ${!1} in
    *[kK]) kibibytes=${!1%?} ;;
    *[mM]) kibibytes=$((${!1%?} * 1024)) ;;
    *) return 0 ;;
  esac
  ((kibibytes >= 768 * 1024)) || fail "$1 is \"${!1}\"; expected $words"
}

# has_property KEY: whether the properties file gives it.
has_property() {
  grep -Eq "^\s*${1//./\\.}[[:space:]=:]" "$properties"
}

# set_environment: what a driver on this machine finds in its environment, where the user has not set it.
set_environment() {
  # Native threads of one replica: several would spin and starve each other.
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
  # One heap of native memory for each of many threads keeps growing where few keep their size.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  # Else each large array of a step is mapped anew from the kernel and cleared: a sixth of a step on images.
  export MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-536870912}
  export MALLOC_TRIM_THRESHOLD_=${MALLOC_TRIM_THRESHOLD_:-536870912}
  export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$root/conf/log4j2.properties}
}

# submit ARGUMENT...: becomes spark-submit, so that signals and the exit code are the JVM's.
submit() {
  set_environment
  exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" --class org.almkd.Main \
    "${jar:-$root/target/almkd.jar}" "$@"
}
