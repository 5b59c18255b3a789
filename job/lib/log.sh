#!/usr/bin/env bash
# The form of log lines. Sourced by job/submit.sh.

# check_log: conf/log4j2.properties reads ALMKD_LOG itself; another value would print its pattern in place of lines.
check_log() {
  [[ ${ALMKD_LOG:-text} == @(text|json) ]] ||
    fail "ALMKD_LOG is \"$ALMKD_LOG\"; expected text or json"
  # Set but empty, Log4j would take it for a form without a name.
  export ALMKD_LOG=${ALMKD_LOG:-text}
}
