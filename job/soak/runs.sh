#!/usr/bin/env bash
# Runs that are killed. Sourced by job/soak.sh.
# shellcheck disable=SC2034,SC2154 # root, run, dir, properties, memory, ... are set by job/soak.sh and job/lib

# start NAME ARGUMENT...: a driver in the background; sets driver to its process.
start() {
  local name=$1 options=(--properties-file "$properties" --driver-memory "$memory")
  shift
  if [[ -n $cluster ]]; then
    options+=(--master "${ALMKD_MASTER:-local-cluster[2,1,1024]}" --conf spark.executor.memory=1g
      --conf spark.executor.cores=1 --conf spark.cores.max=2
      --conf spark.speculation=true --conf spark.speculation.interval=100ms
      --conf spark.speculation.quantile=0.5 --conf spark.task.maxFailures=1000
      --conf "spark.executor.extraClassPath=$root/target/almkd.jar"
      --conf "spark.executor.extraJavaOptions=-Dalmkd.soak=$$")
  else
    options+=(--master "local[${ALMKD_CORES:-*},4]")
  fi
  mkdir -p "$dir/$name"
  "$SPARK_HOME/bin/spark-submit" "${options[@]}" --driver-class-path "$root/target/almkd.jar" \
    --class org.almkd.Main spark-internal distill --config "$run" "run.dir=$dir/$name" run.id=soak \
    "$@" >>"$dir/$name.log" 2>&1 &
  driver=$!
}

# finish: waits for the driver; sets code to its exit code.
finish() {
  code=0
  wait "$driver" 2>/dev/null || code=$?
  driver=
}

# facts FOLDER: all that must be the same whenever the run ends.
facts() {
  local table manifest files=() shards
  sha256sum <"$1/report.json" | sed 's/-/report/'
  sha256sum <"$1/metrics.jsonl" | sed 's/-/metrics/'
  jq --raw-output '.student.parametersSha256' "$1/report.json"
  for table in "$1"/lambdas/epoch-*; do
    manifest=$(find "$table" -name '*.manifest.json' | sort | head -n 1)
    mapfile -t shards < <(jq --raw-output --arg folder "${manifest%.manifest.json}" \
      '.manifest.entries[] | "\($folder)/\(.name)"' "$manifest")
    printf '%s: %d shards\n' "${table##*/}" "${#shards[@]}"
    files+=("${shards[@]}")
  done
  ((${#files[@]} == 0)) ||
    java -cp "$root/target/almkd.jar:$SPARK_HOME/jars/*" "$root/job/soak/LambdaRows.java" "${files[@]}"
}

# compare NAME: prints what differs from the run that nobody killed.
compare() {
  facts "$dir/$1/soak" >"$dir/$1.facts"
  if ! diff "$dir/whole.facts" "$dir/$1.facts"; then
    printf 'DIFFERENT: %s\n' "$dir/$1" >&2
    exit 1
  fi
  [[ ! -e $dir/$1/soak/checkpoints ]] || { printf 'checkpoints stay in %s\n' "$dir/$1" >&2; exit 1; }
}

# executor_processes: those of this soak; the driver's own command line names the mark, too.
executor_processes() {
  pgrep -f "almkd.soak=$$ .*CoarseGrainedExecutorBackend"
}

# kill_executors SECONDS: one at random, at random moments, until it is stopped. A new one takes its time to start, which
# grows with that of the run.
kill_executors() {
  local found
  while sleep $((RANDOM % ($1 / 3 + 1) + 1)); do
    mapfile -t found < <(executor_processes)
    ((${#found[@]} == 0)) || kill -KILL "${found[RANDOM % ${#found[@]}]}" 2>/dev/null || true
  done
}

stop_all() {
  [[ -z ${killer-} ]] || kill "$killer" 2>/dev/null || true
  [[ -z ${driver-} ]] || kill -KILL "$driver" 2>/dev/null || true
  [[ -z $cluster ]] || executor_processes | xargs --no-run-if-empty kill -KILL || true
}
