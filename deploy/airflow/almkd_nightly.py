"""A distillation each night by spark-submit: standalone or YARN, client or cluster mode.

Master, deploy mode and queue are those of the connection. A retry has the run id of the logical date and so goes on
from the last checkpoint; a night that is done is not run again.
"""

from datetime import datetime, timedelta

from almkd_operators import METRICS, AlmkdSubmitOperator

try:  # Airflow 3
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

JAR = "hdfs:///apps/almkd/almkd.jar"
RUN_FILE = "hdfs:///apps/almkd/nightly.conf"
RUN_DIR = "hdfs:///data/almkd/runs"

with DAG(
    "almkd_nightly",
    description="Distils a student from last night's data",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=5)},
    tags=["almkd"],
) as dag:
    AlmkdSubmitOperator(
        task_id="distil",
        conn_id="spark_default",
        application=JAR,
        name="almkd nightly-{{ ts_nodash }}",
        folder=RUN_DIR + "/nightly-{{ ts_nodash }}",
        application_args=[
            "distill",
            "--config",
            RUN_FILE,
            "run.dir=" + RUN_DIR,
            "run.id=nightly-{{ ts_nodash }}",
        ],
        conf={
            "spark.executor.instances": "4",
            "spark.executor.memory": "4g",
            # Native arrays live outside the heap; YARN counts both.
            "spark.driver.memoryOverheadFactor": "1.1",
            "spark.executor.memoryOverheadFactor": "1.1",
            **METRICS,
        },
        driver_memory="4g",
        execution_timeout=timedelta(hours=8),
    )
