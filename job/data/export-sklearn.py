#!/usr/bin/env python3
"""Writes three small data sets that scikit-learn carries as CSV, for conf/sweeps/self-distillation.conf.

usage: job/data/export-sklearn.py [FOLDER]

Needs scikit-learn (Debian: apt-get install python3-sklearn) and no network. FOLDER (target/data of this project) gets
digits.csv (1797 rows, 64 features, 10 classes), wine.csv (178, 13, 3) and breast-cancer.csv (569, 30, 2): a column id,
the features in scikit-learn's order, and the label 0, 1, ... The same release of scikit-learn writes the same bytes.
"""

import csv
import os
import sys
from pathlib import Path

# Where Debian's scikit-learn is, whatever Python comes first on the PATH.
DEBIAN_PYTHON = "/usr/bin/python3"
DEFAULT_FOLDER = Path(__file__).resolve().parent.parent.parent / "target" / "data"


def refuse(message):
    sys.exit(f"job/data/export-sklearn.py: {message}")


def loaders():
    try:
        from sklearn import datasets
    except ImportError:
        if sys.executable != DEBIAN_PYTHON and os.access(DEBIAN_PYTHON, os.X_OK):
            os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, *sys.argv])
        refuse("found no scikit-learn; expected a Python that has it (Debian: apt-get install python3-sklearn)")
    return {
        "digits": datasets.load_digits,
        "wine": datasets.load_wine,
        "breast-cancer": datasets.load_breast_cancer,
    }


def column(name):
    """Names of columns without blanks: "mean radius" becomes mean_radius."""
    return str(name).replace(" ", "_").replace("/", "_per_")


def export(data, path):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *map(column, data.feature_names), "label"])
        for row, (features, label) in enumerate(zip(data.data, data.target)):
            writer.writerow([row, *(repr(float(feature)) for feature in features), int(label)])


def main(arguments):
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        print(__doc__.strip())
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    folder = Path(arguments[0]) if arguments else DEFAULT_FOLDER
    for name, load in loaders().items():
        data = load()
        path = folder / f"{name}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            export(data, path)
        except OSError as error:
            refuse(f"cannot write {path}: {error}")
        print(f"{path}: {len(data.target)} rows, {data.data.shape[1]} features, {len(data.target_names)} classes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
