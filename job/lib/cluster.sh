#!/usr/bin/env bash
# What standalone, YARN and Kubernetes have in common. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # mode, command and arguments are set by job/submit.sh, patterns by settings.sh

# settings_cluster MASTER DEPLOY_MODE: the mode where none is asked for. Sets deploy_mode and what executors are like.
settings_cluster() {
  deploy_mode=${ALMKD_DEPLOY_MODE:-$2}
  [[ $deploy_mode == client || $deploy_mode == cluster ]] ||
    fail "ALMKD_DEPLOY_MODE is \"$deploy_mode\"; expected client (the driver runs here) or cluster (it runs there)"
  check_form ALMKD_EXECUTORS "$count(-$count)?" "a number, or LEAST-MOST as 2-8 for as many as there is work for"
  check_form ALMKD_EXECUTOR_CORES "$count" "a whole number of at least 1"
  check_heap ALMKD_EXECUTOR_MEMORY
  options+=(--master "$1" --deploy-mode "$deploy_mode" --name almkd)
  [[ -z ${ALMKD_EXECUTOR_MEMORY-} ]] || options+=(--executor-memory "$ALMKD_EXECUTOR_MEMORY")
  [[ -z ${ALMKD_EXECUTOR_CORES-} ]] || options+=(--executor-cores "$ALMKD_EXECUTOR_CORES")
  case ${ALMKD_EXECUTORS-} in
    "") ;;
    *-*) executors_as_needed "${ALMKD_EXECUTORS%-*}" "${ALMKD_EXECUTORS#*-}" ;;
    *) options+=(--num-executors "$ALMKD_EXECUTORS") ;;
  esac
}

# executors_as_needed LEAST MOST
executors_as_needed() {
  (($1 <= $2)) || fail "ALMKD_EXECUTORS is \"$1-$2\"; expected the smaller number first"
  options+=(--conf spark.dynamicAllocation.enabled=true --conf "spark.dynamicAllocation.minExecutors=$1"
    --conf "spark.dynamicAllocation.maxExecutors=$2"
    # Without an external shuffle service an executor stays while its shuffle files are needed.
    --conf spark.dynamicAllocation.shuffleTracking.enabled=true)
}

# each_run_file FUNCTION: calls it with the index of each argument that names a file of keys on this machine.
# Addresses (s3a:, hdfs:, file:) are opened where the driver runs.
each_run_file() {
  local i
  split_options
  for ((i = 1; i < ${#arguments[@]}; i++)); do
    if [[ ${arguments[i - 1]} == --@(config|overlay) && ! ${arguments[i]} =~ ^[a-z0-9]+: ]]; then
      "$1" "$i"
    fi
  done
}

# split_options: makes two arguments of --config=FILE and of --overlay=FILE, which are right as well.
split_options() {
  local argument words=()
  for argument in "${arguments[@]}"; do
    case $argument in
      --config=* | --overlay=*) words+=("${argument%%=*}" "${argument#*=}") ;;
      *) words+=("$argument") ;;
    esac
  done
  arguments=("${words[@]}")
}

# ship_run_file INDEX: a driver that runs elsewhere finds it in its working folder, by its name alone: of a link, that of
# what it leads to, since Spark follows links before it sends a file.
ship_run_file() {
  local path=${arguments[$1]} name other
  [[ -f $path && -r $path ]] || refuse "cannot read \"$path\" in $PWD; expected a readable file after ${arguments[$1 - 1]}"
  path=$(realpath "$path")
  name=${path##*/}
  [[ $path != *[,#]* ]] || refuse "cannot send \"$path\" to the driver; expected a path without , and #"
  for other in ${files[@]+"${files[@]}"}; do
    [[ ${other##*/} != "$name" ]] || refuse "cannot send two files called \"$name\" to the driver; rename one of them"
  done
  files+=("$path")
  arguments[$1]=$name
}

# add_files: tells spark-submit of the files that go with the job.
add_files() {
  local IFS=,
  ((${#files[@]} == 0)) || options+=(--files "${files[*]}")
}
