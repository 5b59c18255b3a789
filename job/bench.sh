#!/usr/bin/env bash
# Measures the parts of the job whose speed was promised; "job/bench.sh --help" says how.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in "$root"/job/lib/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

usage() {
  cat <<'END'
usage: job/bench.sh [--only PART[,PART...]] [--out FILE]

Measures on this machine and prints one JSON object (to FILE with --out): facts of the machine, and
for each measurement median, min, p90, repetitions, and, where one was set, the target and whether
it was met. Nothing else should run meanwhile. All parts take about 20 minutes.

  step          a training step of the network 14-50-20
  round         a round of two workers against an empty Spark job
  epoch         an epoch of two workers: our rounds, and dl4j-spark's master
  lambda        a lambda pass in closed form, and with stored per-row gradients
  soft-labels   a teacher's logits
  packing       shards from blocks
  images        networks for images of 32 pixels on one thread: steps, inference, a teacher's logits
  images-epoch  epochs of WRN-16-1 with one and two workers, and what their time goes into
  soak          what the process holds at round 200 and at round 1,000 of a training
  soak-executors
                the same of each of four executors with heaps of 1 GiB, shards in mapped files

Where a Python with PyTorch is installed (Debian: apt-get install python3-torch), the same work is
measured in PyTorch, too, with the ratio of ours to it; with libopenblas0 it is not held back by
Debian's reference BLAS. Environment as for job/submit.sh.
END
}

only=
out=
while (($# > 0)); do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --only | --out)
      [[ -n ${2-} ]] || refuse "$1 needs a value"
      declare "${1#--}=$2"
      shift 2
      ;;
    *) refuse "unknown argument \"$1\"" ;;
  esac
done

# find_torch: a Python that has PyTorch; Debian's own comes behind others on the PATH.
find_torch() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import torch' 2>/dev/null; then
      printf '%s\n' "$python"
      return
    fi
  done
}

# shellcheck disable=SC2034 # read by job/lib/settings.sh
mode=local
check_tools
check_settings
mkdir -p "$root/target"
if spark_home_is_stale; then
  assemble_spark_home "$root/target/spark-home"
fi
export SPARK_HOME=${SPARK_HOME:-$root/target/spark-home}
maven -Pbench process-classes compiler:testCompile@default-testCompile dependency:build-classpath@bench-class-path

torch=()
python=$(find_torch)
if [[ -n $python ]]; then
  torch=("$python" "$root/job/bench/torch_bench.py")
else
  printf 'job/bench.sh: found no Python with PyTorch; only our own numbers are measured\n' >&2
fi

set_environment
result=$(mktemp)
trap 'rm -f "$result"' EXIT
executor_options=$(sed -n 's/^spark.executor.extraJavaOptions *//p' "$root/conf/spark/standalone.conf")
# With the flags of job/submit.sh, also for executors where there are some, and the classes of the build in place of the jar.
# shellcheck disable=SC2154 # properties and memory are set by check_settings
"$SPARK_HOME/bin/spark-submit" --properties-file "$properties" --driver-memory "$memory" \
  --conf "spark.executor.extraJavaOptions=$executor_options" \
  --driver-class-path "$root/target/bench-classes:$root/target/classes:$(<"$root/target/bench.classpath")" \
  --class org.almkd.bench.Bench spark-internal "$result" "$only" "${torch[@]}" >&2
if [[ -n $out ]]; then
  cp "$result" "$out"
else
  cat "$result"
fi
