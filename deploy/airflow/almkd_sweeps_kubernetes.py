"""Each week the same sweep over many data sets on Kubernetes, by the Spark operator: one mapped task a data set, each
one SparkApplication, as spark-application.yaml beside this file says.

DATA_SETS is a JSON file as in almkd_sweeps.py: {"digits": ["data.csv.path=s3a://...", "data.classes=10"], ...}. Airflow
reads it when the DAG runs, so that a data set more is a task more. A retry runs only the cells that have not finished.
"""

from datetime import datetime, timedelta

from almkd_data_sets import sweep_tasks
from almkd_operators import AlmkdKubernetesSweepOperator, read_with_airflow

try:  # Airflow 3
    from airflow.sdk import DAG, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task

SWEEP_FILE = "s3a://example/almkd/sweep.conf"
DATA_SETS = "s3a://example/almkd/data-sets.json"
RUN_DIR = "s3a://example/almkd/sweeps"
STORAGE = "aws_default"

with DAG(
    "almkd_sweeps_kubernetes",
    description="Compares methods on every data set of the list, on Kubernetes",
    schedule="0 3 * * 6",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    max_active_tasks=4,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    params={"image": "registry.example.org/almkd:0.1.0"},
    tags=["almkd"],
) as dag:

    @task
    def data_sets(ts_nodash=None):
        return sweep_tasks(read_with_airflow(DATA_SETS, STORAGE), SWEEP_FILE, RUN_DIR, ts_nodash)

    @task
    def answers(sweeps):
        for sweep in sweeps:
            print(sweep["folder"])
            print(read_with_airflow(sweep["folder"] + "/summary.md", STORAGE))

    given = data_sets()
    # What a task of this kind returns is not kept (do_xcom_push would look for it in the pod): the folders are known.
    AlmkdKubernetesSweepOperator.partial(
        task_id="sweep",
        namespace="almkd",
        application_file="spark-application.yaml",
        storage_conn_id=STORAGE,
        execution_timeout=timedelta(hours=24),
    ).expand_kwargs(given) >> answers(given)
