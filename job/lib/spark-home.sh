#!/usr/bin/env bash
# A minimal SPARK_HOME from the Maven artifacts that pom.xml names. Sourced by job/submit.sh.
# shellcheck disable=SC2154 # root is set by job/submit.sh

# Only the assembled one can be stale: a SPARK_HOME that is set is used as it is.
spark_home_is_stale() {
  local release=$root/target/spark-home/RELEASE
  [[ -z ${SPARK_HOME-} && (! -f $release || $root/pom.xml -nt $release) ]]
}

# assemble_spark_home FOLDER
assemble_spark_home() {
  rm -rf "$1"
  mkdir -p "$1/bin" "$1/conf"
  maven dependency:copy-dependencies@spark-home dependency:copy@spark-home-flatbuffers
  cp "$root"/job/lib/spark-home/spark-{class,submit} "$1/bin/"
  # Spark takes this file for the mark of a distribution. Written last: without it all is done anew.
  printf 'Minimal Spark of almkd: the jars that its pom.xml names\n' >"$1/RELEASE"
}
