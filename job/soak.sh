#!/usr/bin/env bash
# Kills runs at random moments and compares how they end; "job/soak.sh --help" says how.
# shellcheck disable=SC2034 # the parts in job/soak read what is set here
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in "$root"/job/lib/*.sh "$root"/job/soak/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

usage() {
  cat <<'END'
usage: job/soak.sh [--kills N] [--cluster] [--executors] [--seed S] [--dir FOLDER] [RUN.conf] [key=value ...]

Runs RUN.conf (the quickstart where none is named) once to its end. Then starts it again and again
under one id, kills its driver with SIGKILL after a random time, each third time with SIGTERM, N
times in all (10), and lets it end. Report, metrics, every row of every lambda table and the digest
of the student must be those of the run that nobody killed; the exit code is 0 if they are.

  --cluster    two executors in JVMs of their own, with speculation, in place of local mode: of Spark's
               local-cluster, or of the standalone cluster on this machine that ALMKD_MASTER names
  --executors  with --cluster: kills executors at random all the while, too
  --seed       of the random times (1)
  --dir        where the runs lie (a new temporary folder)

Needs jq. Environment as for job/submit.sh.
END
}

kills=10 seed=1 dir='' cluster='' executors='' run=$root/conf/runs/quickstart.conf
while (($# > 0)); do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --kills | --seed | --dir)
      [[ -n ${2-} ]] || refuse "$1 needs a value"
      declare "${1#--}=$2"
      shift 2
      ;;
    --cluster | --executors) declare "${1#--}=yes"; shift ;;
    -*) refuse "unknown option \"$1\"" ;;
    *.conf) check_run_file "$1"; run=$1; shift ;;
    *) break ;;
  esac
done
[[ -z $executors || -n $cluster ]] || refuse "--executors needs --cluster"
command -v jq >/dev/null || fail "found no jq; expected it on the PATH (Debian: apt-get install jq)"

RANDOM=$seed
dir=${dir:-$(mktemp -d -t almkd-soak.XXXXXX)}
mode=local
check_tools
check_settings
build
set_environment
trap stop_all EXIT
soak "$@"
