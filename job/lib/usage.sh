#!/usr/bin/env bash
# Help. Sourced by job/submit.sh.

usage() {
  cat <<'END'
usage: job/submit.sh local [COMMAND] RUN.conf [key=value ...]
       job/submit.sh local sweep SWEEP.conf [--dry-run] [--only AXIS=LABEL,...] [--cell N] [key=value ...]
       job/submit.sh local report|audit|lemma RUN_FOLDER
       job/submit.sh local [COMMAND] --help

Runs COMMAND (distill where none is named) on Spark inside one JVM of this machine, and builds
first what is missing. RUN.conf and the paths in it count from the folder you are in; key=value
overrides a key of RUN.conf, in HOCON. RUN_FOLDER is the folder of a finished run; options of
COMMAND may stand after it. "job/submit.sh local --help" lists the commands.

  job/submit.sh local conf/runs/quickstart.conf
  job/submit.sh local my.conf method=fixed mixing.fixed.lambda=0.9
  job/submit.sh local doctor my.conf
  job/submit.sh local sweep conf/sweeps/example.conf --dry-run
  job/submit.sh local report runs/quickstart-cc9995f5

Environment:
  ALMKD_CORES           tasks at a time                       (all cores)
  ALMKD_DRIVER_MEMORY   heap of the JVM, as 3g or 512m        (3g)
  ALMKD_SPARK_CONF      properties file of Spark              (conf/spark/local.conf)
  ALMKD_LOG             form of log lines, text or json       (text)
  SPARK_HOME            Spark 3.5 for Scala 2.12 to run with  (assembled in target/spark-home)
  JAVA_HOME             JDK 17 or newer                       (java on the PATH)
END
}

# refuse MESSAGE: says what is wrong with what was typed, and what is right.
refuse() {
  printf 'job/submit.sh: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

# fail MESSAGE...: says what is wrong with the machine or its settings, a line each.
fail() {
  printf 'job/submit.sh: %s\n' "$@" >&2
  exit 2
}
