"""The part of Airflow that the DAGs use, as stand-ins that refuse every keyword they do not know.

Names and keywords are those of Airflow 2.8, 3.0 and 3.3 and of providers that all of these can have. It checks
imports, names and wiring; it runs nothing of Airflow.
"""

import inspect
import json
import logging
import sys
import types

VERSIONS = ("2.8", "3.0", "3.3")

_DAG = {
    "dag_id", "description", "schedule", "start_date", "end_date", "catchup", "default_args", "max_active_runs",
    "max_active_tasks", "tags", "params", "doc_md", "dagrun_timeout", "render_template_as_native_obj",
    "on_failure_callback", "on_success_callback",
}
_OPERATOR = {
    "task_id", "retries", "retry_delay", "retry_exponential_backoff", "max_retry_delay", "execution_timeout",
    "trigger_rule", "depends_on_past", "pool", "priority_weight", "queue", "owner", "doc_md", "on_failure_callback",
    "params", "do_xcom_push", "email_on_failure",
}
_SUBMIT = {
    "application", "conf", "conn_id", "files", "py_files", "archives", "driver_class_path", "jars", "java_class",
    "packages", "exclude_packages", "repositories", "total_executor_cores", "executor_cores", "executor_memory",
    "driver_memory", "keytab", "principal", "proxy_user", "name", "num_executors", "status_poll_interval",
    "application_args", "env_vars", "verbose", "spark_binary", "properties_file", "yarn_queue",
}
_SUBMIT_TEMPLATED = (
    "application", "conf", "files", "py_files", "jars", "driver_class_path", "packages", "exclude_packages", "keytab",
    "principal", "proxy_user", "name", "application_args", "env_vars", "properties_file",
)
_KUBERNETES = {
    "image", "code_path", "namespace", "name", "application_file", "template_spec", "get_logs",
    "success_run_history_limit", "startup_timeout_seconds", "log_events_on_failure", "reattach_on_restart",
    "delete_on_termination", "kubernetes_conn_id",
}


def _refuse(what, given, known):
    unknown = set(given) - known
    if unknown:
        raise TypeError("{}: unknown keywords {}".format(what, sorted(unknown)))


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class Dag:
    current = None

    def __init__(self, dag_id, **given):
        _refuse("DAG", given, _DAG)
        self.dag_id, self.given, self.tasks = dag_id, given, {}

    def __enter__(self):
        Dag.current = self
        return self

    def __exit__(self, *error):
        Dag.current = None

    def add(self, task_id, task):
        if task_id in self.tasks:
            raise ValueError("two tasks are called " + task_id)
        self.tasks[task_id] = task


class XComArg:
    """What a task will return."""

    def __init__(self, task_id):
        self.task_id = task_id


class BaseOperator:
    template_fields = ()
    keywords = set()

    def __init__(self, **given):
        _refuse(type(self).__name__, given, self.keywords | _OPERATOR)
        self.given = given
        self.log = logging.getLogger(given["task_id"])
        self.upstream = set()
        for field in type(self).template_fields:
            setattr(self, field, given.get(field))
        Dag.current.add(given["task_id"], self)

    @classmethod
    def partial(cls, **given):
        own = {
            name
            for kind in cls.__mro__
            if "__init__" in vars(kind)
            for name in inspect.signature(kind.__init__).parameters
        }
        _refuse(cls.__name__ + ".partial", given, cls.keywords | _OPERATOR | own)
        return Partial(cls, given)

    def execute(self, context):
        """Does what the test has put in its place."""
        return type(self).submit(self)


class Partial:
    def __init__(self, operator, given):
        self.operator, self.given = operator, given

    def expand_kwargs(self, upstream):
        if not isinstance(upstream, XComArg):
            raise TypeError("expected what a task returns")
        self.upstream = {upstream.task_id}
        self.output = XComArg(self.given["task_id"])
        Dag.current.add(self.given["task_id"], self)
        return self

    def __rshift__(self, downstream):
        Dag.current.tasks[downstream.task_id].upstream.add(self.given["task_id"])
        return downstream

    def one(self, given):
        """Returns the operator of one mapped task."""
        if set(given) & set(self.given):
            raise TypeError("mapped twice: {}".format(sorted(set(given) & set(self.given))))
        with Dag("one"):
            return self.operator(**self.given, **given)


class Function:
    """A function decorated with ``task``."""

    def __init__(self, function):
        self.function = function
        self.upstream = set()

    def __call__(self, *given):
        self.upstream = {value.task_id for value in given if isinstance(value, XComArg)}
        Dag.current.add(self.function.__name__, self)
        return XComArg(self.function.__name__)


class ObjectStoragePath:
    """A local file in place of an object."""

    opened = []

    def __init__(self, address, conn_id=None):
        ObjectStoragePath.opened.append((address, conn_id))
        self.path = address.split("://", 1)[1]

    def open(self, mode):
        return open(self.path, mode)


def install(version):
    """Puts the stand-ins of a version in place of whatever was imported before."""
    for name in [n for n in sys.modules if n.split(".")[0] == "airflow" or n.startswith("almkd_")]:
        del sys.modules[name]

    class SparkSubmitOperator(BaseOperator):
        keywords = set(_SUBMIT)
        template_fields = _SUBMIT_TEMPLATED

    if version == "3.3":
        SparkSubmitOperator.keywords.add("durable")
        SparkSubmitOperator.execute_resumable = lambda self, context: None

    class SparkKubernetesOperator(BaseOperator):
        keywords = _KUBERNETES
        template_fields = ["application_file", "namespace", "template_spec", "kubernetes_conn_id"]

    _module(
        "airflow.providers.apache.spark.operators.spark_submit",
        SparkSubmitOperator=SparkSubmitOperator,
    )
    _module(
        "airflow.providers.cncf.kubernetes.operators.spark_kubernetes",
        SparkKubernetesOperator=SparkKubernetesOperator,
    )
    # Python without Airflow has none; what tests write is JSON.
    _module("yaml", safe_load=json.loads)
    exceptions = {
        "AirflowException": AirflowException,
        "AirflowFailException": AirflowFailException,
    }
    if version == "3.3":
        _module("airflow.sdk.exceptions", **exceptions)
    else:
        _module("airflow.exceptions", **exceptions)
    if version == "2.8":
        _module("airflow", DAG=Dag)
        _module("airflow.decorators", task=Function)
        _module("airflow.io.path", ObjectStoragePath=ObjectStoragePath)
    else:
        _module("airflow.sdk", DAG=Dag, task=Function, ObjectStoragePath=ObjectStoragePath)


def _module(name, **members):
    """Makes a module, and the packages around it."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        path = ".".join(parts[:end])
        if path not in sys.modules:
            sys.modules[path] = types.ModuleType(path)
            sys.modules[path].__path__ = []
    vars(sys.modules[name]).update(members)
