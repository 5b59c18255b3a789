"""What follows from the folder of a run or a sweep."""

import json
import unittest
from datetime import datetime, timedelta, timezone

import almkd_status as status
from almkd_status import Outcome

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=timezone.utc)
HEADER = "number,dataset,runSeed,dataSeed,runId,state,exitCode,message\n"


def run_says(state, silent=timedelta(0), **more):
    heartbeat = (NOW - silent).strftime("%Y-%m-%dT%H:%M:%S.123456789Z")
    return json.dumps({"runId": "r", "state": state, "owner": "7@host", "heartbeat": heartbeat, **more})


def of_run(text):
    return status.of_run({"status.json": text}.get, NOW)


def of_sweep(cells, manifest="{}"):
    files = {"cells.csv": cells, "summary.manifest.json": manifest}
    return status.of_sweep(files.get, NOW)


class RunTest(unittest.TestCase):
    def test_outcome_follows_from_the_status(self):
        for expected, text in [
            (Outcome.NEW, None),
            (Outcome.DONE, run_says("SUCCEEDED", exitCode=0)),
            (Outcome.ALIVE, run_says("RUNNING", timedelta(seconds=170))),
            (Outcome.RESUMABLE, run_says("RUNNING", timedelta(seconds=190))),
            (Outcome.ALIVE, run_says("RUNNING", timedelta(seconds=80), heartbeatSeconds=30.0)),
            (Outcome.RESUMABLE, run_says("RUNNING", timedelta(seconds=100), heartbeatSeconds=30.0)),
            (Outcome.RESUMABLE, run_says("RESUMABLE", exitCode=75)),
            (Outcome.RESUMABLE, run_says("RESUMABLE", exitCode=143)),
            (Outcome.RESUMABLE, run_says("FAILED", exitCode=1, message="lost")),
            (Outcome.RESUMABLE, run_says("FAILED", exitCode=5, message="storage")),
            (Outcome.FAILED, run_says("FAILED", exitCode=2, message="unknown key")),
            (Outcome.FAILED, run_says("FAILED", exitCode=3, message="row 7")),
            (Outcome.FAILED, run_says("FAILED", exitCode=4, message="NaN")),
            (Outcome.RESUMABLE, ""),
            (Outcome.RESUMABLE, '{"runId": "r", "sta'),
            (Outcome.RESUMABLE, "[1]"),
            (Outcome.RESUMABLE, '{"state": "RUNNING", "heartbeat": "yesterday"}'),
            (Outcome.RESUMABLE, run_says("RUNNING").replace("{", '{"heartbeatSeconds": 1e999, ', 1)),
        ]:
            with self.subTest(text=text):
                self.assertIs(of_run(text).outcome, expected)

    def test_message_says_what_the_run_said(self):
        self.assertEqual(
            of_run(run_says("FAILED", exitCode=3, message="row 7")).message, "exit code 3: row 7"
        )
        silent = of_run(run_says("RUNNING", timedelta(seconds=200)))
        self.assertIn("7@host has not been heard of for 200 s", silent.message)

    def test_heartbeat_may_have_no_fraction(self):
        text = '{"state": "RUNNING", "owner": "o", "heartbeat": "2026-03-01T02:29:30Z"}'
        self.assertIs(of_run(text).outcome, Outcome.ALIVE)


class SweepTest(unittest.TestCase):
    def test_outcome_follows_from_the_cells(self):
        good = "0,digits,0,0,a-1,SUCCEEDED,0,\n"
        for expected, cells in [
            (Outcome.NEW, None),
            (Outcome.DONE, HEADER + good),
            (Outcome.FAILED, HEADER + good + '1,wine,0,0,a-2,FAILED,3,"row 7, column b"\n'),
            (Outcome.RESUMABLE, HEADER + "1,wine,0,0,a-2,FAILED,3,x\n2,iris,0,0,a-3,FAILED,5,y\n"),
            (Outcome.RESUMABLE, HEADER + good + "1,wine,0,0,a-2,MISSING,-1,not run to its end\n"),
        ]:
            with self.subTest(cells=cells):
                self.assertIs(of_sweep(cells).outcome, expected)

    def test_answer_without_its_manifest_is_none(self):
        self.assertIs(of_sweep(HEADER + "0,d,0,0,a,SUCCEEDED,0,\n", None).outcome, Outcome.NEW)

    def test_message_names_the_first_cell(self):
        message = of_sweep(HEADER + '1,wine,0,0,a-2,FAILED,3,"row 7, column b"\n').message
        self.assertEqual(
            message, "1 of 1 cells did not succeed, the first of them a-2: row 7, column b"
        )


class SuperviseTest(unittest.TestCase):
    """A folder whose status changes with each look, and a submission that does as it is told."""

    def supervise(self, *looks, judge=status.of_run, error=None):
        self.looks, self.slept, self.submitted = list(looks), [], 0

        def read(name):
            return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

        def submit():
            self.submitted += 1
            if error is not None:
                raise error

        return status.supervise(
            judge, read, submit, lambda line: None, self.slept.append, lambda: NOW
        )

    def test_run_that_is_done_is_not_submitted(self):
        verdict = self.supervise(run_says("SUCCEEDED"))
        self.assertIs(verdict.outcome, Outcome.DONE)
        self.assertEqual(self.submitted, 0)

    def test_driver_that_lives_is_followed_not_doubled(self):
        verdict = self.supervise(run_says("RUNNING"), run_says("RUNNING"), run_says("SUCCEEDED"))
        self.assertIs(verdict.outcome, Outcome.DONE)
        self.assertEqual((self.submitted, self.slept), (0, [30, 30]))

    def test_run_that_stopped_is_submitted_again(self):
        for stopped in [run_says("RESUMABLE"), run_says("FAILED", exitCode=2), run_says("RUNNING", timedelta(hours=1))]:
            verdict = self.supervise(stopped, run_says("SUCCEEDED"))
            self.assertIs(verdict.outcome, Outcome.DONE)
            self.assertEqual(self.submitted, 1)

    def test_driver_that_outlives_its_submission_is_followed(self):
        lost = RuntimeError("connection lost")
        verdict = self.supervise(None, run_says("RUNNING"), run_says("SUCCEEDED"), error=lost)
        self.assertIs(verdict.outcome, Outcome.DONE)
        self.assertEqual((self.submitted, self.slept), (1, [30]))

    def test_exit_code_0_proves_nothing(self):
        self.assertIs(self.supervise(None, run_says("FAILED", exitCode=3)).outcome, Outcome.FAILED)
        self.assertIs(self.supervise(None).outcome, Outcome.NEW)

    def test_failure_of_an_earlier_attempt_is_not_that_of_the_submission(self):
        old = run_says("FAILED", timedelta(hours=1), exitCode=3, attempt="a")
        lost = RuntimeError("Cannot execute: spark-submit x. Error code is: 1.")
        for error in (None, lost):
            verdict = self.supervise(old, error=error)
            self.assertIs(verdict.outcome, Outcome.RESUMABLE)
            self.assertIn("nothing new since the submission; before it: exit code 3", verdict.message)
        refused = RuntimeError("Cannot execute: spark-submit x. Error code is: 2.")
        self.assertIs(self.supervise(old, error=refused).outcome, Outcome.FAILED)
        new = run_says("FAILED", exitCode=3, attempt="b")
        self.assertIs(self.supervise(old, new, error=lost).outcome, Outcome.FAILED)

    def test_answer_of_an_earlier_sweep_is_not_that_of_the_submission(self):
        cells = HEADER + "1,wine,0,0,a-2,FAILED,3,x\n"
        verdict = self.supervise("old", cells, "old", cells, judge=status.of_sweep)
        self.assertIs(verdict.outcome, Outcome.RESUMABLE)
        verdict = self.supervise("old", cells, "new", cells, judge=status.of_sweep)
        self.assertIs(verdict.outcome, Outcome.FAILED)

    def test_exit_code_that_reached_airflow_counts_where_the_folder_is_silent(self):
        for code, expected in [(2, Outcome.FAILED), (1, Outcome.NEW), (5, Outcome.NEW)]:
            error = RuntimeError("Cannot execute: spark-submit x. Error code is: {}.".format(code))
            verdict = self.supervise(None, error=error)
            self.assertIs(verdict.outcome, expected)
            self.assertIn("Error code is", verdict.message)


if __name__ == "__main__":
    unittest.main()
