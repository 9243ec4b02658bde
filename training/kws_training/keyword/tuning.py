"""Thresholds chosen by what they cost: the lowest ones that keep false alarms under a target."""

from dataclasses import dataclass

import numpy as np

# Equal steps in log-odds: posteriors crowd near 1, where a step of 0.01 is a large one.
GRID = [round(float(1 / (1 + np.exp(-x))), 4) for x in np.arange(-0.4, 4.61, 0.2)]
MARGIN = 0.5  # the share of the target that tuning aims for, since the audio it is tuned on flatters


@dataclass(frozen=True)
class Fit:
    """Fitted thresholds (label -> value); `limited` are labels whose threshold stopped at the miss limit while
    false alarms were still above the target."""

    thresholds: dict
    limited: list


def fit_thresholds(test, known, without, target_per_hour, most_misses=0.1):
    """Fits one threshold a label to a false-alarm target.

    1. Each label alone starts at the threshold with the fewest misses plus wrong events in `known`; the
       higher one of equals.
    2. While the false alarms an hour of all labels over `without` are above the target, the label with most
       of them moves up a step of the grid, but not to where more than the share `most_misses` of its words
       in `known` would be missed on top of those it misses anyway: a device that hears nothing raises no
       false alarm either.
    """
    labels = [label for label, t in zip(test.rules.labels, test.rules.thresholds) if np.isfinite(t)]
    curves = {label: [_heard_alone(test, known, label, t) for t in GRID] for label in labels}
    words = {label: max(1, sum(w.label == label for r in known for w in r.spoken)) for label in labels}
    steps, highest = {}, {}
    for label in labels:
        costs = [words[label] - score.hits + score.false_alarms for score in curves[label]]
        steps[label] = max(i for i, cost in enumerate(costs) if cost == min(costs))
        allowed = max(score.hits for score in curves[label]) - most_misses * words[label]
        highest[label] = max(i for i, score in enumerate(curves[label]) if score.hits >= allowed)
        steps[label] = min(steps[label], highest[label])
    while True:
        thresholds = {label: GRID[step] for label, step in steps.items()}
        score = test.score(without, thresholds)
        movable = {label: count for label, count in score.false_alarms_by_label.items() if steps[label] < highest[label]}
        if score.false_alarms / score.hours <= target_per_hour * MARGIN:
            return Fit(thresholds, [])
        if not movable:
            return Fit(thresholds, sorted(score.false_alarms_by_label))
        steps[max(movable, key=movable.get)] += 1


def _heard_alone(test, known, label, threshold):
    """Hits and false alarms of one label over the recordings with known words."""
    return test.score(known, {label: threshold})
