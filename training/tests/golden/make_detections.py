"""Writes detections.json: `cd training && python3 tests/golden/make_detections.py`.

The .NET detector is tested against the same file, so the two cannot drift apart.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from kws_training.keyword.detector import detect  # noqa: E402
from test_detector import LABELS, _rules  # noqa: E402

SEED = 2024


def recording(random, decisions=240):
    """Words that rise and fall over about eight decisions, some of them twice, with flicker and rivals."""
    rows = random.uniform(0, 0.3, (decisions, len(LABELS)))
    at = 0
    while at < decisions - 8:
        label, peak = random.integers(2, len(LABELS)), random.uniform(0.3, 1)
        for i in range(8):
            flicker = 0.4 if random.random() < 0.15 else 1
            rows[at + i, label] = peak * flicker * np.sin(np.pi * (i + 1) / 9)
        at += int(random.integers(2, 20))
    return np.round(rows, 3)


def main():
    random = np.random.default_rng(SEED)
    cases = []
    for name, threshold, smoothing, refractory, early, odds in (
            ("default", 0.8, 3, 10, 0, 8), ("low threshold", 0.5, 3, 10, 0, 8), ("no smoothing", 0.7, 1, 10, 0, 8),
            ("short refractory", 0.6, 2, 3, 0, 8), ("long smoothing", 0.45, 5, 15, 0, 8), ("no refractory", 0.5, 1, 0, 0, 8),
            ("early answers", 0.6, 6, 10, 3, 1.5), ("early answers of one window", 0.5, 4, 6, 1, 6)):
        posteriors = recording(random)
        found = detect(posteriors, _rules(threshold, smoothing, refractory, early, odds))
        cases.append({"name": name, "threshold": threshold, "smoothing_windows": smoothing,
                      "early_windows": early, "early_odds": odds, "refractory_decisions": refractory, "posteriors": posteriors.tolist(),
                      "detections": [[d.label, d.decision] for d in found]})
    certificate = {"generator": "training/tests/golden/make_detections.py, NumPy double precision", "seed": SEED,
                   "tolerance": "none: labels and decision numbers are compared exactly"}
    text = json.dumps({"birth_certificate": certificate, "labels": LABELS, "cases": cases}, separators=(",", ":"))
    Path(__file__).with_name("detections.json").write_text(text + "\n", encoding="utf-8")
    print([len(case["detections"]) for case in cases])


if __name__ == "__main__":
    main()
