"""Airflow operators that submit almkd and judge by its folder how it ended; Airflow 2.8 or newer, and 3."""

import json
import os
import subprocess
import tempfile

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

import almkd_status as status

try:  # Airflow 3
    from airflow.sdk import ObjectStoragePath
except ImportError:  # Airflow 2
    from airflow.io.path import ObjectStoragePath

try:  # later ones of Airflow 3
    from airflow.sdk.exceptions import AirflowException, AirflowFailException
except ImportError:
    from airflow.exceptions import AirflowException, AirflowFailException

try:
    import yaml  # comes with the provider
    from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator
except ImportError:  # the provider is installed only where Spark runs on Kubernetes
    SparkKubernetesOperator = None

# Since Airflow 3.3 the operator wants to find a YARN application again by itself, and refuses cluster mode without
# the ResourceManager's REST address. Here the folder of the run serves for that.
_NOT_DURABLE = {"durable": False} if hasattr(SparkSubmitOperator, "execute_resumable") else {}


# How trainings go, for Prometheus, as conf/spark has it for job/submit.sh.
METRICS = {
    "spark.plugins": "org.almkd.SparkMetricsPlugin",
    "spark.metrics.namespace": "almkd",
    "spark.metrics.conf.*.sink.prometheusServlet.class": "org.apache.spark.metrics.sink.PrometheusServlet",
    "spark.metrics.conf.*.sink.prometheusServlet.path": "/metrics/prometheus",
    "spark.ui.prometheus.enabled": "true",
    "spark.executor.processTreeMetrics.enabled": "true",
}


def read_with_spark(address):
    """Reads a file by the Hadoop of the Spark that submits, as far as its core-site.xml reaches: s3a:, hdfs:, file:."""
    home = os.environ.get("SPARK_HOME")
    program = os.path.join(home, "bin", "spark-class") if home else "spark-class"
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        if not {"HADOOP_CONF_DIR", "YARN_CONF_DIR"} & set(environment):
            # Hadoop's shell does not start without a core-site.xml; one in Spark's conf goes before this one.
            environment["HADOOP_CONF_DIR"] = folder
            with open(os.path.join(folder, "core-site.xml"), "w") as file:
                file.write("<configuration/>")
        done = subprocess.run(
            [program, "org.apache.hadoop.fs.FsShell", "-cat", address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            env=environment,
        )
    if done.returncode == 0:
        return done.stdout
    if "No such file or directory" in done.stderr:
        return None
    raise AirflowException("cannot read {}: {}".format(address, done.stderr[-1000:]))


def read_with_airflow(address, conn_id=None):
    """Reads a file by Airflow's own object storage, where no Spark is at hand; s3a: is s3: there."""
    path = ObjectStoragePath(address.replace("s3a://", "s3://", 1), conn_id=conn_id)
    try:
        with path.open("r") as file:
            return file.read()
    except FileNotFoundError:
        return None


def execute_judged(operator, judge, read, submit):
    """Runs what an operator submits; retries go on where it stopped, and are spared where they are no use."""
    verdict = status.supervise(
        judge,
        lambda name: read("{}/{}".format(operator.folder.rstrip("/"), name)),
        submit,
        operator.log.info,
    )
    if verdict.outcome is status.Outcome.DONE:
        return operator.folder
    message = "{}: {}".format(operator.folder, verdict.message)
    if verdict.outcome is status.Outcome.FAILED:
        raise AirflowFailException(message)
    raise AirflowException(message)


class AlmkdSubmitOperator(SparkSubmitOperator):
    """Submits a run by spark-submit: local, standalone, YARN.

    :param folder: folder of the run (templated)
    """

    template_fields = (*SparkSubmitOperator.template_fields, "folder")
    judge = staticmethod(status.of_run)

    def __init__(self, *, folder, **kwargs):
        super().__init__(java_class="org.almkd.Main", **_NOT_DURABLE, **kwargs)
        self.folder = folder

    def execute(self, context):
        submit = super().execute
        return execute_judged(self, self.judge, read_with_spark, lambda: submit(context))


class AlmkdSweepOperator(AlmkdSubmitOperator):
    """Submits a sweep by spark-submit.

    :param folder: folder of the sweep's answer (templated)
    """

    judge = staticmethod(status.of_sweep)


if SparkKubernetesOperator is not None:

    class AlmkdKubernetesOperator(SparkKubernetesOperator):
        """Submits a run as a SparkApplication.

        :param folder: folder of the run (templated)
        :param application_args: what stands after spark-submit's jar elsewhere; becomes spec.arguments (templated)
        :param storage_conn_id: connection by which Airflow reads the folder
        """

        template_fields = (*SparkKubernetesOperator.template_fields, "folder", "application_args")
        judge = staticmethod(status.of_run)

        def __init__(self, *, folder, application_args, storage_conn_id=None, **kwargs):
            super().__init__(**kwargs)
            self.folder = folder
            self.application_args = application_args
            self.storage_conn_id = storage_conn_id

        def execute(self, context):
            # Airflow has put the file's text, rendered, in place of its name.
            application = yaml.safe_load(self.application_file)
            application["spec"]["arguments"] = self.application_args
            # JSON is YAML as well.
            self.application_file = json.dumps(application)
            submit = super().execute
            return execute_judged(
                self,
                self.judge,
                lambda address: read_with_airflow(address, self.storage_conn_id),
                lambda: submit(context),
            )

    class AlmkdKubernetesSweepOperator(AlmkdKubernetesOperator):
        """Submits a sweep as a SparkApplication.

        :param folder: folder of the sweep's answer (templated)
        """

        judge = staticmethod(status.of_sweep)
