"""What the folder of a run or a sweep says of how it ended, and what follows from it for a scheduler.

Exit codes do not reach a scheduler everywhere: YARN's cluster mode makes 1 of all but 0, and
spark-submit ends with 0 on Kubernetes whatever became of the driver. The folder tells it wherever
the driver ran. Nothing here needs Airflow; Python 3.8 or newer.
"""

import csv
import enum
import io
import json
import re
import time
from datetime import datetime, timedelta, timezone
from typing import Callable, NamedTuple, Optional

# Configuration, data, divergence: the same again would end the same.
FINAL_CODES = (2, 3, 4)

# How often a driver says that it lives, where status.json does not tell; three times that without a word, and it is
# taken for dead.
HEARTBEAT_SECONDS = 60
POLL_SECONDS = 30

# Reads a file of the folder; None where it is not there.
Read = Callable[[str], Optional[str]]


class Outcome(enum.Enum):
    """Where a run stands."""

    NEW = "has not begun"
    ALIVE = "has a driver that lives"
    DONE = "is done"
    RESUMABLE = "did not end, or ended for a reason that may pass: the same run id goes on"
    FAILED = "failed for a reason that will not pass"


class Verdict(NamedTuple):
    """Where a run stands, and in words."""

    outcome: Outcome
    message: str
    # What a failure was read from, word for word: each attempt has a name and a heartbeat of its own. Of a sweep it is
    # the manifest, which stays as it was where all cells fail as before: such a sweep is retried in vain.
    trace: Optional[str] = None


def of_run(read: Read, now: datetime) -> Verdict:
    """Judges a run by its status.json."""
    text = read("status.json")
    if text is None:
        return Verdict(Outcome.NEW, "found no status.json: the run has not begun")
    try:
        status = json.loads(text)
        state = status["state"]
        heartbeat = _instant(status["heartbeat"])
        patience = timedelta(seconds=3 * float(status.get("heartbeatSeconds", HEARTBEAT_SECONDS)))
    except (ValueError, KeyError, TypeError, OverflowError):
        # It is overwritten in place; whoever reads it meanwhile may find half of it.
        return Verdict(Outcome.RESUMABLE, "status.json is damaged and says nothing")
    if state == "SUCCEEDED":
        return Verdict(Outcome.DONE, "run {} succeeded".format(status.get("runId")))
    if state == "RUNNING":
        silent = now - heartbeat
        if silent < patience:
            return Verdict(Outcome.ALIVE, "{} works on the run".format(status.get("owner")))
        return Verdict(
            Outcome.RESUMABLE,
            "{} has not been heard of for {:.0f} s: it died".format(
                status.get("owner"), silent.total_seconds()
            ),
        )
    message = status.get("message") or "no message"
    code = status.get("exitCode")
    if state == "FAILED" and code in FINAL_CODES:
        return Verdict(Outcome.FAILED, "exit code {}: {}".format(code, message), text)
    return Verdict(Outcome.RESUMABLE, "{}, exit code {}: {}".format(state, code, message))


def of_sweep(read: Read, now: datetime) -> Verdict:
    """Judges a sweep by the answer that it writes once all cells have ended."""
    manifest = read("summary.manifest.json")
    cells = read("cells.csv") if manifest is not None else None
    if cells is None:
        return Verdict(Outcome.NEW, "found no answer: not all cells have ended")
    rows = list(csv.DictReader(io.StringIO(cells)))
    bad = [row for row in rows if row["state"] != "SUCCEEDED"]
    if not bad:
        return Verdict(Outcome.DONE, "all {} cells succeeded".format(len(rows)))
    message = "{} of {} cells did not succeed, the first of them {}: {}".format(
        len(bad), len(rows), bad[0]["runId"], bad[0]["message"]
    )
    final = all(row["state"] == "FAILED" and int(row["exitCode"]) in FINAL_CODES for row in bad)
    return Verdict(Outcome.FAILED if final else Outcome.RESUMABLE, message, manifest)


def supervise(
    judge: Callable[[Read, datetime], Verdict],
    read: Read,
    submit: Callable[[], object],
    log: Callable[[str], None],
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> Verdict:
    """Submits a run unless it is done, and returns where it stands after that.

    A driver that outlived its scheduler is followed to its end, not started a second time. What the
    submission says counts only where the folder does not know better, and an old failure does not
    count: a submission that did not reach the folder is worth another.
    """

    def followed() -> Verdict:
        verdict = judge(read, now())
        while verdict.outcome is Outcome.ALIVE:
            log("{}; waiting for it".format(verdict.message))
            sleep(POLL_SECONDS)
            verdict = judge(read, now())
        return verdict

    before = followed()
    log("before the submission: {}".format(before.message))
    if before.outcome is Outcome.DONE:
        return before
    error: Optional[Exception] = None
    try:
        submit()
    except Exception as e:  # whatever went wrong there, the folder says what became of the run
        error = e
        log("the submission ended with: {}".format(e))
    verdict = followed()
    if verdict.outcome is Outcome.FAILED and verdict.trace == before.trace:
        verdict = Verdict(
            Outcome.RESUMABLE,
            "nothing new since the submission; before it: {}".format(before.message),
        )
    if verdict.outcome is Outcome.DONE or error is None:
        return verdict
    final = exit_code(error) in FINAL_CODES
    outcome = Outcome.FAILED if final else verdict.outcome
    return Verdict(outcome, "{}; the submission ended with: {}".format(verdict.message, error))


def exit_code(error: Exception) -> Optional[int]:
    """Returns the exit code of spark-submit that Airflow's message names, where it reached Airflow."""
    found = re.search(r"Error code is: (\d+)", str(error))
    return int(found.group(1)) if found else None


def _instant(text: str) -> datetime:
    # Java writes up to nine digits of a second and Z; Python before 3.11 reads neither.
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", text)
    if match is None:
        raise ValueError(text)
    return datetime.fromisoformat(match.group(1)).replace(tzinfo=timezone.utc)
