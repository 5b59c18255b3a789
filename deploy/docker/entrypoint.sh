#!/usr/bin/env bash
# What a container of almkd runs. Spark on Kubernetes calls it with "driver ARGUMENT..." or "executor" and says the rest
# in the environment; anything else is run as a command.
set -euo pipefail

SPARK_HOME=${SPARK_HOME:-/opt/spark}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

run_driver() {
  # The address that executors reach the driver by is the pod's; Spark gives it as SPARK_DRIVER_BIND_ADDRESS.
  exec "$SPARK_HOME/bin/spark-submit" \
    --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" \
    --conf "spark.executorEnv.SPARK_DRIVER_POD_IP=$SPARK_DRIVER_BIND_ADDRESS" \
    --deploy-mode client "$@"
}

# java_options: of the executor, in the order of their numbers: SPARK_JAVA_OPT_0, SPARK_JAVA_OPT_1, ...
java_options() {
  local name
  options=()
  while IFS= read -r name; do
    options+=("${!name}")
  done < <(compgen -e | grep -E '^SPARK_JAVA_OPT_[0-9]+$' | sort -t _ -k 4 -n)
}

run_executor() {
  local path="${SPARK_CONF_DIR:-$SPARK_HOME/conf}:$SPARK_HOME/jars/*"
  path=${SPARK_EXTRA_CLASSPATH:+$SPARK_EXTRA_CLASSPATH:}${HADOOP_CONF_DIR:+$HADOOP_CONF_DIR:}$path
  java_options
  # Becomes the JVM, so that signals reach it.
  exec "$java" "${options[@]}" "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" \
    -cp "$path" org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
    --driver-url "$SPARK_DRIVER_URL" \
    --executor-id "$SPARK_EXECUTOR_ID" \
    --cores "$SPARK_EXECUTOR_CORES" \
    --app-id "$SPARK_APPLICATION_ID" \
    --hostname "$SPARK_EXECUTOR_POD_IP" \
    --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" \
    --podName "$SPARK_EXECUTOR_POD_NAME"
}

case "${1-}" in
  driver) shift; run_driver "$@" ;;
  executor) run_executor ;;
  "") printf 'entrypoint.sh: found no command; expected driver, executor or a command such as /opt/spark/bin/spark-submit\n' >&2; exit 2 ;;
  *) exec "$@" ;;
esac
