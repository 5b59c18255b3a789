#!/usr/bin/env bash
# Builds target/almkd.jar and a SPARK_HOME where they are missing or old. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # root is set by job/submit.sh

# build: one at a time; whoever waited finds everything done. Sets SPARK_HOME.
build() {
  mkdir -p "$root/target"
  exec {lock}>"$root/target/submit.lock"
  flock "$lock"
  if jar_is_stale; then
    printf 'Building target/almkd.jar (the first time, Maven fetches what it needs)\n' >&2
    maven -Dmaven.test.skip=true package
  fi
  if spark_home_is_stale; then
    printf 'Assembling a minimal Spark in target/spark-home\n' >&2
    assemble_spark_home "$root/target/spark-home"
  fi
  exec {lock}>&-
  export SPARK_HOME=${SPARK_HOME:-$root/target/spark-home}
}

jar_is_stale() {
  local jar=$root/target/almkd.jar
  # A build that was stopped on its way leaves a small jar without the libraries.
  [[ -n $(find "$jar" -size +50M 2>/dev/null) ]] || return 0
  # Folders count, too: a file that is deleted changes only its folder.
  [[ -n $(find "$root/pom.xml" "$root/src/main" -newer "$jar" -print -quit) ]]
}

# maven ARGUMENT...: in the project's folder, where Maven finds .mvn.
maven() {
  if ! (cd "$root" && mvn --quiet "$@" >&2); then
    printf 'job/submit.sh: cannot build: mvn %s failed with the messages above\n' "$*" >&2
    exit 1
  fi
}
