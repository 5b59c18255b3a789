"""The DAGs under stand-ins of three versions of Airflow."""

import importlib
import json
import os
import re
import stat
import sys
import tempfile
import unittest

import stub_airflow
from stub_airflow import AirflowException, AirflowFailException, Dag

HEARTBEAT = "2026-03-01T02:00:00Z"


def load(name, version):
    stub_airflow.install(version)
    return importlib.import_module(name)


def rendered(value, folder=""):
    """Fills in what Jinja would."""
    if isinstance(value, str):
        for name, filled in [
            ("ts_nodash", "20260301T020000"),
            ("params.run_dir", "s3a://" + folder),
            ("params.run_file", "s3a://run.conf"),
        ]:
            value = value.replace("{{ " + name + " }}", filled)
        if "{{" in value:
            raise AssertionError("not known here: " + value)
        return value
    return [rendered(part, folder) for part in value]


class DagsTest(unittest.TestCase):
    def each(self, name):
        for version in stub_airflow.VERSIONS:
            with self.subTest(version=version):
                yield load(name, version)

    def test_nightly_run_is_the_same_for_the_same_night(self):
        for module in self.each("almkd_nightly"):
            distil = module.dag.tasks["distil"]
            arguments = rendered(distil.application_args)
            self.assertEqual(arguments[0], "distill")
            self.assertIn("run.id=nightly-20260301T020000", arguments)
            directory = next(a for a in arguments if a.startswith("run.dir="))[len("run.dir=") :]
            self.assertEqual(rendered(distil.folder), directory + "/nightly-20260301T020000")
            self.assertIn("folder", type(distil).template_fields)
            self.assertIn("application_args", type(distil).template_fields)

    def test_sweeps_are_mapped_over_the_data_sets(self):
        for name, read in [("almkd_sweeps", "read_with_spark"), ("almkd_sweeps_kubernetes", "read_with_airflow")]:
            for module in self.each(name):
                tasks = module.dag.tasks
                self.assertEqual(sorted(tasks), ["answers", "data_sets", "sweep"])
                self.assertEqual(tasks["sweep"].upstream, {"data_sets"})
                self.assertIn("sweep", tasks["answers"].upstream)
                setattr(module, read, lambda address, *storage: '{"wine": ["data.classes=3"], "digits": []}')
                mapped = tasks["data_sets"].function(ts_nodash="20260301T030000")
                self.assertEqual(
                    [m["folder"].rsplit("/", 1)[1] for m in mapped], ["digits-20260301T030000", "wine-20260301T030000"]
                )
                wine = tasks["sweep"].one(mapped[1])
                self.assertEqual(wine.folder, module.RUN_DIR + "/wine-20260301T030000")
                self.assertEqual(wine.application_args[:3], ["sweep", "--config", module.SWEEP_FILE])
                self.assertIn("sweep.name=wine-20260301T030000", wine.application_args)
                # Else next week's sweep would find this week's runs done.
                self.assertIn("run.name=wine-20260301T030000", wine.application_args)
                self.assertEqual(wine.application_args[-1], "data.classes=3")
                self.assertIs(type(wine).judge, sys.modules["almkd_status"].of_sweep)
                for none in (None, ""):
                    with self.assertRaisesRegex(ValueError, "without a logical date"):
                        tasks["data_sets"].function(ts_nodash=none)

    def test_kubernetes_run_is_the_same_for_the_same_night(self):
        for module in self.each("almkd_nightly_kubernetes"):
            distil = module.dag.tasks["distil"]
            self.assertEqual(rendered(distil.folder, "runs"), "s3a://runs/nightly-20260301T020000")
            self.assertEqual(
                rendered(distil.application_args, "runs"),
                ["distill", "--config", "s3a://run.conf", "run.dir=s3a://runs", "run.id=nightly-20260301T020000"],
            )
            self.assertIn("folder", type(distil).template_fields)
            self.assertIn("application_args", type(distil).template_fields)

    def test_application_asks_for_parameters_that_the_dag_has(self):
        for name, task in [("almkd_nightly_kubernetes", "distil"), ("almkd_sweeps_kubernetes", "sweep")]:
            for module in self.each(name):
                given = module.dag.tasks[task].given
                with open(os.path.join(os.path.dirname(module.__file__), given["application_file"])) as text:
                    asked = re.findall(r"{{ params\.(\w+) }}", text.read())
                self.assertEqual(asked, ["image"])
                self.assertIn("image", module.dag.given["params"])

    def test_every_dag_retries(self):
        for name in ("almkd_nightly", "almkd_nightly_kubernetes", "almkd_sweeps", "almkd_sweeps_kubernetes"):
            for module in self.each(name):
                self.assertGreater(module.dag.given["default_args"]["retries"], 0)
                self.assertFalse(module.dag.given["catchup"])

    def test_keyword_that_airflow_does_not_know_is_refused(self):
        for version in stub_airflow.VERSIONS:
            operators = load("almkd_operators", version)
            with Dag("d"), self.assertRaisesRegex(TypeError, "memory_of_driver"):
                operators.AlmkdSubmitOperator(task_id="t", folder="f", memory_of_driver="1g")
            with Dag("d"), self.assertRaisesRegex(TypeError, "memory_of_driver"):
                operators.AlmkdSweepOperator.partial(task_id="t", memory_of_driver="1g")
            with self.assertRaisesRegex(TypeError, "schedule_interval"):
                Dag("d", schedule_interval="@daily")


class ExecuteTest(unittest.TestCase):
    """Operators on a folder of this machine, read as each of them reads it."""

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = self.temporary.name
        # In place of Spark's: prints the file whose address comes last.
        program = os.path.join(self.folder, "bin", "spark-class")
        os.mkdir(os.path.dirname(program))
        with open(program, "w") as script:
            script.write('#!/bin/sh\n[ "$1 $2" = "org.apache.hadoop.fs.FsShell -cat" ] && LC_ALL=C exec cat "$3"\n')
        os.chmod(program, stat.S_IRWXU)
        os.environ["SPARK_HOME"] = self.folder

    def tearDown(self):
        del os.environ["SPARK_HOME"]
        self.temporary.cleanup()

    def write(self, state, **more):
        status = {"runId": "r", "state": state, "owner": "o", "heartbeat": HEARTBEAT, **more}
        with open(os.path.join(self.folder, "status.json"), "w") as file:
            json.dump(status, file)

    def operators(self):
        for version in stub_airflow.VERSIONS:
            operators = load("almkd_operators", version)
            for operator in ("AlmkdSubmitOperator", "AlmkdKubernetesOperator"):
                with self.subTest(version=version, operator=operator), Dag("d"):
                    if operator == "AlmkdSubmitOperator":
                        made = operators.AlmkdSubmitOperator(task_id="t", folder=self.folder)
                    else:
                        made = operators.AlmkdKubernetesOperator(
                            task_id="t",
                            folder="s3a://" + self.folder,
                            application_file='{"spec": {"mode": "cluster"}}',
                            application_args=["distill", "run.id=r"],
                        )
                    made.submitted = 0
                    yield made
            path = os.path.join(self.folder, "status.json")
            if os.path.exists(path):
                os.remove(path)

    def submit(self, operator, *status, error=None, **more):
        def submitted(operator):
            operator.submitted += 1
            if status:
                self.write(*status, **more)
            if error is not None:
                raise error

        type(operator).submit = submitted
        return operator.execute({})

    def test_success_is_what_the_folder_says(self):
        for operator in self.operators():
            lost = AirflowException("Cannot execute: spark-submit. Error code is: 1.")
            self.write("RESUMABLE", exitCode=143)
            self.assertEqual(self.submit(operator, "SUCCEEDED", error=lost, exitCode=0), operator.folder)
            self.assertEqual(self.submit(operator), operator.folder)
            self.assertEqual(operator.submitted, 1, "a run that is done is not submitted again")

    def test_what_may_pass_is_retried(self):
        for operator in self.operators():
            for state, code in [("RESUMABLE", 75), ("FAILED", 5), ("FAILED", 1), ("RUNNING", None)]:
                with self.assertRaises(AirflowException) as raised:
                    self.submit(operator, state, exitCode=code)
                self.assertNotIsInstance(raised.exception, AirflowFailException)

    def test_what_will_not_pass_is_not_retried(self):
        for operator in self.operators():
            for code in (2, 3, 4):
                with self.assertRaisesRegex(AirflowFailException, "exit code {}: why".format(code)):
                    self.submit(operator, "FAILED", exitCode=code, message="why")

    def test_application_is_given_the_arguments(self):
        for operator in self.operators():
            if type(operator).__name__ == "AlmkdKubernetesOperator":
                self.submit(operator, "SUCCEEDED", exitCode=0)
                self.assertEqual(
                    json.loads(operator.application_file),
                    {"spec": {"mode": "cluster", "arguments": ["distill", "run.id=r"]}},
                )

    def test_failure_of_an_earlier_attempt_is_retried(self):
        for operator in self.operators():
            self.write("FAILED", exitCode=3)
            with self.assertRaisesRegex(AirflowException, "nothing new since the submission") as raised:
                self.submit(operator, error=AirflowException("no cluster"))
            self.assertNotIsInstance(raised.exception, AirflowFailException)

    def test_configuration_that_never_became_a_run_is_not_retried(self):
        for operator in self.operators():
            if os.path.exists(os.path.join(self.folder, "status.json")):
                os.remove(os.path.join(self.folder, "status.json"))
            error = AirflowException("Cannot execute: spark-submit. Error code is: 2.")
            with self.assertRaisesRegex(AirflowFailException, "found no status.json"):
                self.submit(operator, error=error)

    def test_submission_without_a_trace_is_retried(self):
        for version in stub_airflow.VERSIONS:
            operators = load("almkd_operators", version)
            with Dag("d"):
                operator = operators.AlmkdSubmitOperator(task_id="t", folder=self.folder)
            operator.submitted = 0
            with self.assertRaises(AirflowException) as raised:
                self.submit(operator)
            self.assertNotIsInstance(raised.exception, AirflowFailException)

    def test_reader_that_fails_is_not_a_missing_file(self):
        for version in stub_airflow.VERSIONS:
            operators = load("almkd_operators", version)
            with self.assertRaisesRegex(AirflowException, "cannot read"):
                operators.read_with_spark(self.folder)


if __name__ == "__main__":
    unittest.main()
