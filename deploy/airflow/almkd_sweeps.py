"""Each week the same sweep over many data sets: one mapped task a data set, each one Spark application.

DATA_SETS is a JSON file: {"digits": ["data.csv.path=hdfs:///data/digits.csv", "data.classes=10"], ...}. It is read
when the DAG runs, so that a data set more is a task more. A retry runs only the cells that have not finished.
"""

from datetime import datetime, timedelta

from almkd_data_sets import sweep_tasks
from almkd_operators import METRICS, AlmkdSweepOperator, read_with_spark

try:  # Airflow 3
    from airflow.sdk import DAG, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task

JAR = "hdfs:///apps/almkd/almkd.jar"
SWEEP_FILE = "hdfs:///apps/almkd/sweep.conf"
DATA_SETS = "hdfs:///apps/almkd/data-sets.json"
RUN_DIR = "hdfs:///data/almkd/sweeps"

with DAG(
    "almkd_sweeps",
    description="Compares methods on every data set of the list",
    schedule="0 3 * * 6",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    max_active_tasks=4,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=5)},
    tags=["almkd"],
) as dag:

    @task
    def data_sets(ts_nodash=None):
        return sweep_tasks(read_with_spark(DATA_SETS), SWEEP_FILE, RUN_DIR, ts_nodash)

    @task
    def answers(folders):
        for folder in folders:
            print(folder)
            print(read_with_spark(folder + "/summary.md"))

    sweeps = AlmkdSweepOperator.partial(
        task_id="sweep",
        conn_id="spark_default",
        application=JAR,
        conf={
            "spark.executor.instances": "4",
            "spark.executor.memory": "4g",
            # Native arrays live outside the heap; YARN counts both.
            "spark.driver.memoryOverheadFactor": "1.1",
            "spark.executor.memoryOverheadFactor": "1.1",
            **METRICS,
        },
        driver_memory="4g",
        execution_timeout=timedelta(hours=24),
    ).expand_kwargs(data_sets())
    answers(sweeps.output)
