"""What trainings without a source say about strangers' hands, put into the manifest of the model that saw all of them."""

import json
from pathlib import Path

import numpy as np

from ..errors import TrainingError
from ..package import read_manifest, write_manifest
from .letters import LETTERS

METRIC = "leave_one_source_out_accuracy"
_LEAST_SHARE = 0.05
"""Rarer confusions are left out: they are more chance than likeness of two signs."""


def add_commands(commands):
    """Adds `cross-signer` to the parser."""
    command = commands.add_parser("cross-signer", help="put the figures of leave-one-source-out trainings into a package")
    command.add_argument("--package", required=True, help="package of the model trained on all sources")
    command.add_argument("--left-out", required=True, nargs="+", metavar="PACKAGE",
                         help="packages of trainings with the recipe's key leave_out, one for each source")
    command.set_defaults(command=lambda options: cross_signer(options.package, options.left_out))


def cross_signer(package, left_out):
    """Writes the mean accuracy on the left-out sources to the manifest's metrics, and how often each letter is taken for
    which other one, a mean over the sources that have it, to `reading.confusions` (for the correction of words)."""
    counts = [_counts(Path(folder)) for folder in left_out]
    accuracies = [matrix.trace() / matrix.sum() for matrix in counts]
    manifest = read_manifest(package)
    manifest["metrics"] = [m for m in manifest["metrics"] if m["name"] != METRIC] + [{
        "name": METRIC, "value": round(float(np.mean(accuracies)), 4),
        "data": f"mean of {len(counts)} shorter trainings, each measured on the source it was trained without",
        "samples": int(sum(matrix.sum() for matrix in counts))}]
    manifest["reading"]["confusions"] = confusions(counts)
    write_manifest(Path(package) / "manifest.json", manifest)
    for folder, matrix, accuracy in zip(left_out, counts, accuracies):
        print(f"{_source(Path(folder)):<16} {int(matrix.sum()):>6} photos  {100 * accuracy:5.1f} %")
    print(f"{'mean':<16} {'':>6}         {100 * np.mean(accuracies):5.1f} %")


def confusions(counts):
    """Letter -> other letter -> share, from matrices [labels, labels] of counts (rows are what was signed)."""
    table = {}
    for row, letter in enumerate(LETTERS):
        shares = [matrix[row] / matrix[row].sum() for matrix in counts if matrix[row].sum()]
        if not shares:
            continue
        mean = np.mean(shares, axis=0)
        likely = [(LETTERS[other], round(float(mean[other]), 2)) for other in range(len(LETTERS))
                  if other != row and mean[other] >= _LEAST_SHARE]
        if likely:
            table[letter] = dict(sorted(likely, key=lambda pair: -pair[1]))
    return table


def _source(folder):
    return read_manifest(folder)["training"]["recipe"].get("leave_out", "")


def _counts(folder):
    source = _source(folder)
    file = folder / f"confusion-left_out_{source}.json"
    if not source or not file.is_file():
        raise TrainingError(f"--left-out {folder}: no package of a training with leave_out")
    return np.array(json.loads(file.read_text(encoding="utf-8"))["counts"])
