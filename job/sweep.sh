#!/usr/bin/env bash
# Runs the cells of a sweep file: job/sweep.sh SWEEP.conf [options] [key=value ...]; "job/sweep.sh --help" lists options.
set -euo pipefail

exec "$(dirname "${BASH_SOURCE[0]}")/submit.sh" local sweep "$@"
