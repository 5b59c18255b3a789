"""A distillation each night on Kubernetes, by the Spark operator: spark-application.yaml beside this file says how.

A retry has the run id of the logical date and so goes on from the last checkpoint; a night that is done is not run
again.
"""

from datetime import datetime, timedelta

from almkd_operators import AlmkdKubernetesOperator

try:  # Airflow 3
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG

with DAG(
    "almkd_nightly_kubernetes",
    description="Distils a student from last night's data, on Kubernetes",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=5)},
    params={
        "image": "registry.example.org/almkd:0.1.0",
        "run_file": "s3a://example/almkd/nightly.conf",
        "run_dir": "s3a://example/almkd/runs",
    },
    tags=["almkd"],
) as dag:
    AlmkdKubernetesOperator(
        task_id="distil",
        namespace="almkd",
        application_file="spark-application.yaml",
        folder="{{ params.run_dir }}/nightly-{{ ts_nodash }}",
        application_args=[
            "distill",
            "--config",
            "{{ params.run_file }}",
            "run.dir={{ params.run_dir }}",
            "run.id=nightly-{{ ts_nodash }}",
        ],
        storage_conn_id="aws_default",
        execution_timeout=timedelta(hours=8),
    )
