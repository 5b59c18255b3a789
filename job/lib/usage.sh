#!/usr/bin/env bash
# Help. Sourced by job/submit.sh.

usage() {
  cat <<'END'
usage: job/submit.sh MODE [COMMAND] RUN.conf [--overlay FILE] [key=value ...]
       job/submit.sh MODE sweep SWEEP.conf [--dry-run] [--only AXIS=LABEL,...] [--cell N] [key=value ...]
       job/submit.sh MODE report|audit|lemma RUN_FOLDER
       job/submit.sh MODE [COMMAND] --help

Runs COMMAND (distill where none is named) on Spark, and builds first what is missing. MODE is where:

  local       inside one JVM of this machine
  standalone  on a standalone cluster of Spark; ALMKD_MASTER=spark://HOST:7077
  yarn        on Hadoop YARN; HADOOP_CONF_DIR names the folder of its settings
  k8s         in pods of Kubernetes; ALMKD_MASTER=k8s://https://HOST:6443, ALMKD_IMAGE

RUN.conf is a file of this machine or an address (s3a:, hdfs:, file:), which is opened where the
driver runs; a FILE of keys overrides its keys, and key=value, in HOCON, overrides both. Paths
count from the folder you are in, on YARN from your folder on HDFS. RUN_FOLDER is the folder of a
finished run; options of COMMAND may stand after it. "job/submit.sh local --help" lists the commands.

  job/submit.sh local conf/runs/quickstart.conf
  job/submit.sh local my.conf method=fixed mixing.fixed.lambda=0.9
  job/submit.sh local doctor my.conf
  job/submit.sh local sweep conf/sweeps/example.conf --dry-run
  job/submit.sh local report runs/quickstart-25523ab7
  job/submit.sh yarn my.conf run.dir=hdfs:///user/me/runs

Environment:
  ALMKD_DRIVER_MEMORY    heap of the driver, at least 768m     (3g)
  ALMKD_SPARK_CONF       properties file of Spark              (conf/spark/MODE.conf)
  ALMKD_LOG              form of log lines, text or json       (text)
  SPARK_HOME             Spark 3.5 for Scala 2.12 to run with  (assembled in target/spark-home)
  JAVA_HOME              JDK 17 or newer                       (java on the PATH)
local:
  ALMKD_CORES            tasks at a time                       (all cores)
standalone, yarn, k8s:
  ALMKD_DEPLOY_MODE      client: the driver runs here;
                         cluster: it runs on the cluster       (standalone: client; yarn, k8s: cluster)
  ALMKD_EXECUTORS        a number, or LEAST-MOST as 2-8 for as
                         many as there is work for             (ALMKD_SPARK_CONF; standalone: all cores)
  ALMKD_EXECUTOR_CORES   tasks at a time of each executor      (ALMKD_SPARK_CONF: 1)
  ALMKD_EXECUTOR_MEMORY  heap of each executor, at least 768m  (ALMKD_SPARK_CONF: 3g)
k8s:
  ALMKD_NAMESPACE        namespace of the pods                 (default)
  ALMKD_UPLOAD           s3a: or hdfs: folder by way of which
                         RUN.conf reaches the driver, where it is a file of this machine

In cluster mode the exit code of the run does not reach you: status.json in its folder has it
(deploy/README.md).
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
