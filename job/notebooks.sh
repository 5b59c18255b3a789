#!/usr/bin/env bash
# Executes the notebooks without a browser, on runs of their own; "job/notebooks.sh --help" says how.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<'END'
usage: job/notebooks.sh [RUN_FOLDER]

Executes notebooks/*.ipynb and writes them as pages to target/notebooks/: on a small sweep, which is
run first, and on RUN_FOLDER, or on a run of the sweep where none is given. A run that has not been
audited yet is. The notebooks themselves stay as they are.

Needs jupyter-nbconvert, python3-ipykernel, python3-pandas, python3-matplotlib (Debian: apt-get install).
END
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac
(($# <= 1)) || { usage >&2; exit 2; }

out=$root/target/notebooks
mkdir -p "$out"
"$root/job/sweep.sh" "$root/conf/sweeps/example.conf" run.dir="$out/runs" sweep.seeds=3 >&2
run=${1-}
if [[ -z $run ]]; then
  # One that has learned lambdas.
  lambdas=("$out"/runs/example-*/lambdas)
  run=${lambdas[0]%/lambdas}
fi
if [[ ! -f $run/audit/audit.manifest.json ]]; then
  "$root/job/submit.sh" local audit "$run" >&2
fi

ALMKD_RUN=$(realpath "$run")
ALMKD_SWEEP=$out/runs/example-answer
export ALMKD_RUN ALMKD_SWEEP
# Debian's: another Python that comes first on the PATH lacks what the notebooks import.
jupyter=/usr/bin/jupyter
[[ -x $jupyter ]] || jupyter=jupyter
"$jupyter" nbconvert --log-level WARN --execute --ExecutePreprocessor.timeout=120 \
  --to html --output-dir "$out" "$root"/notebooks/*.ipynb >&2
printf '%s\n' "$out"/*.html
