"""What the mapped tasks of a sweep are given: one task for each data set of a list."""

import json


def sweep_tasks(data_sets, sweep_file, run_dir, day):
    """Returns the folder and the arguments of each task, in the order of the data sets' names.

    :param data_sets: JSON, {"digits": ["data.csv.path=hdfs:///data/digits.csv", "data.classes=10"], ...}
    :param day: tells the sweep from those of other days
    """
    return [
        {
            "folder": "{}/{}-{}".format(run_dir, name, day),
            "application_args": [
                "sweep",
                "--config",
                sweep_file,
                "run.dir=" + run_dir,
                "run.name=" + name,
                "sweep.name={}-{}".format(name, day),
                *overrides,
            ],
        }
        for name, overrides in sorted(json.loads(data_sets).items())
    ]
