#!/usr/bin/env bash
# Spark's settings have Kubernetes call this before it ends an executor: SIGPWR asks the executor to hand over what it
# holds, and Kubernetes sends SIGTERM when this ends or the pod's grace time is over.
set -euo pipefail
# The executor, which entrypoint.sh has become.
executor=${1:-1}
kill -s PWR "$executor"
while kill -0 "$executor" 2>/dev/null; do
  sleep 1
done
