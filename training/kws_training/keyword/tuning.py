"""Thresholds chosen by what they cost: those with the fewest misses that keep false alarms under a target."""

from dataclasses import dataclass

import numpy as np

# Equal steps in log-odds: posteriors crowd near 1, where a step of 0.01 is a large one.
GRID = [round(float(1 / (1 + np.exp(-x))), 4) for x in np.arange(-0.4, 7.01, 0.2)]
MARGIN = 0.5  # the share of the target that tuning aims for, since the audio it is tuned on flatters


@dataclass(frozen=True)
class Fit:
    """Fitted thresholds (label -> value); `limited` are labels whose threshold stopped at the miss limit while
    false alarms were still above the target."""

    thresholds: dict
    limited: list


@dataclass(frozen=True)
class _Curve:
    """What each step of the grid costs a label by itself: misses plus wrong events in the known recordings, and false
    alarms in the others. `highest` is the last step within the miss limit."""

    costs: list
    alarms: list
    highest: int


def fit_thresholds(test, known, without, target_per_hour, most_misses=0.1):
    """Fits one threshold a label to a false-alarm target.

    1. Each label alone starts at the threshold with the fewest misses plus wrong events in `known`, and of equals
       the fewest false alarms in `without`; where a range of thresholds does as well, in its middle, since other
       words will score a little higher or lower.
    2. While the false alarms an hour of all labels over `without` are above the target, the threshold moves up that
       pays least in misses for each false alarm it removes: by as many steps of the grid as are cheapest, but not
       to where more than the share `most_misses` of the label's words in `known` would be missed on top of
       those it misses anyway: a device that hears nothing raises no false alarm either.
    """
    labels = [label for label, t in zip(test.rules.labels, test.rules.thresholds) if np.isfinite(t)]
    curves = {label: _curve(test, known, without, label, most_misses) for label in labels}
    steps = {label: _start(curve) for label, curve in curves.items()}
    while True:
        thresholds = {label: GRID[step] for label, step in steps.items()}
        score = test.score(without, thresholds)
        if score.false_alarms / score.hours <= target_per_hour * MARGIN:
            return Fit(thresholds, [])
        moves = [move for label in score.false_alarms_by_label for move in _moves(label, curves[label], steps[label])]
        if not moves:
            return Fit(thresholds, sorted(score.false_alarms_by_label))
        _, _, label, step = min(moves)
        steps[label] = step


def _start(curve):
    """Where a label's threshold begins."""
    price = list(zip(curve.costs, curve.alarms))[:curve.highest + 1]
    best = [step for step, paid in enumerate(price) if paid == min(price)]
    return best[(len(best) - 1) // 2]


def _moves(label, curve, step):
    """(misses for each false alarm removed, minus how many are removed, label, step) of every higher step."""
    for higher in range(step + 1, curve.highest + 1):
        removed = curve.alarms[step] - curve.alarms[higher]
        if removed > 0:
            yield (curve.costs[higher] - curve.costs[step]) / removed, -removed, label, higher


def _curve(test, known, without, label, most_misses):
    """A label's costs with no other label to compete with it."""
    words = max(1, sum(w.label == label for r in known for w in r.spoken))
    scores = [test.score(known, {label: t}) for t in GRID]
    allowed = max(score.hits for score in scores) - most_misses * words
    return _Curve(costs=[words - score.hits + score.false_alarms for score in scores],
                  alarms=[test.score(without, {label: t}).false_alarms for t in GRID],
                  highest=max(i for i, score in enumerate(scores) if score.hits >= allowed))
