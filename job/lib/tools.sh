#!/usr/bin/env bash
# Checks of the machine, before anything is done. Sourced by job/submit.sh.

# check_tools: tells all that is missing at once.
check_tools() {
  problems=()
  check_machine
  check_java java
  # With a jar and a Spark at hand, neither compiler nor Maven is needed.
  if jar_is_stale || spark_home_is_stale; then
    check_java javac
    check_maven
  fi
  ((${#problems[@]} == 0)) || fail "cannot run on this machine:" "${problems[@]}"
}

check_machine() {
  local found
  found="$(uname -s) $(uname -m)"
  if [[ $found != "Linux x86_64" ]]; then
    problems+=("  found $found, need Linux x86_64: the native libraries are for no other")
  elif ! grep -qw avx2 /proc/cpuinfo; then
    problems+=("  found a processor without AVX2, which the native libraries need")
  fi
}

check_maven() {
  local oldest="Apache Maven 3.6.3" remedy="need Maven 3.6.3 or newer (Debian: apt-get install maven)" found
  if ! command -v mvn >/dev/null; then
    problems+=("  found no mvn; $remedy")
    return
  fi
  # Without a Java, a problem that is named already, Maven cannot tell its version.
  ((${#problems[@]} == 0)) || return 0
  found=$(mvn --batch-mode --version 2>&1 | grep -m 1 -o -E 'Apache Maven [0-9.]+') ||
    found="no version in what mvn --version prints"
  if [[ $(printf '%s\n' "$oldest" "$found" | sort -V | head -n 1) != "$oldest" ]]; then
    problems+=("  found $found in $(command -v mvn); $remedy")
  fi
}
