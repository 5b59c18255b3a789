"""What the mapped tasks of a sweep are given: one task for each data set of a list."""

import json


def sweep_tasks(data_sets, sweep_file, run_dir, time):
    """Returns the folder and the arguments of each task, in the order of the data sets' names.

    :param data_sets: JSON, {"digits": ["data.csv.path=hdfs:///data/digits.csv", "data.classes=10"], ...}
    :param time: the logical date as Airflow writes it into names. It stands in the names of the runs, too: rows may have
        changed since the last sweep, and a run of the same name and configuration that is done is not run again
    :raises ValueError: if there is none, as where an asset or a request has started the DAG without one
    """
    if not time:
        raise ValueError("found a DAG run without a logical date; expected one, which names the sweep; start it with one")
    return [
        {
            "folder": "{}/{}-{}".format(run_dir, name, time),
            "application_args": [
                "sweep",
                "--config",
                sweep_file,
                "run.dir=" + run_dir,
                "run.name={}-{}".format(name, time),
                "sweep.name={}-{}".format(name, time),
                *overrides,
            ],
        }
        for name, overrides in sorted(json.loads(data_sets).items())
    ]
