#!/usr/bin/env bash
# The check of the JDK. Sourced by job/submit.sh.

# check_java java|javac: 17 or newer, in JAVA_HOME where that is set, as Maven and Spark look for it.
check_java() {
  local program=${JAVA_HOME:+$JAVA_HOME/bin/}$1 found version
  local remedy="need a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless)"
  if [[ -n ${JAVA_HOME-} ]]; then
    remedy+="; JAVA_HOME is $JAVA_HOME: name the folder of a JDK, or unset it"
  fi
  if ! command -v "$program" >/dev/null; then
    problems+=("  found no $program; $remedy")
    return
  fi
  # Lines of JAVA_TOOL_OPTIONS may come before the version.
  found=$("$program" -version 2>&1 | grep -m 1 -E '^(openjdk|java|javac) ') ||
    found="no version in what $program -version prints"
  version=$(sed -E 's/^[^0-9]*(1\.)?([0-9]+).*/\2/' <<<"$found")
  if ! [[ $version =~ ^[0-9]+$ ]] || ((version < 17)); then
    problems+=("  found $found in $(command -v "$program"); $remedy")
  fi
}
