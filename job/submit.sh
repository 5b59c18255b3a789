#!/usr/bin/env bash
# Runs an almkd command on Spark; "job/submit.sh --help" says how.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in "$root"/job/lib/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

case "${1-}" in
  -h | --help) usage; exit 0 ;;
  "") usage >&2; exit 2 ;;
  local | standalone | yarn | k8s) mode=$1; shift ;;
  *) refuse "unknown mode \"$1\"; modes: local, standalone, yarn, k8s" ;;
esac

command=(distill)
if is_command "${1-}"; then
  command=("$1")
  shift
  if [[ ${command[0]} == store && $# -gt 0 ]]; then
    # verify or vacuum
    command+=("$1")
    shift
  fi
elif is_help "${1-}"; then
  command=()
fi
if is_help "${1-}" || needs_no_run_file "${command[0]-}" "${1-}"; then
  arguments=("$@")
elif takes_folder "${command[@]}" && [[ -n ${1-} && $1 != *.conf && $1 != -* ]]; then
  check_run_folder "$1"
  arguments=(--run "$@")
else
  check_run_file "${1-}"
  arguments=(--config "$@")
fi
# Help is printed here, whatever the mode.
# shellcheck disable=SC2034 # read by job/lib/settings.sh
! asks_for_help "${arguments[@]}" || mode=local

check_tools
check_settings
check_log
build
submit "${command[@]}" "${arguments[@]}"
