"""Thresholds chosen by what they cost: the lowest ones that keep false alarms under a target."""

import numpy as np

GRID = [round(float(t), 3) for t in np.arange(0.4, 0.985, 0.02)]
DEFAULT_MARGIN = 0.5  # the share of the target that tuning aims for, since the tuning audio flatters


def fit_thresholds(test, known, without, target_per_hour):
    """Per-label thresholds (label -> value) and what they give.

    1. Each label alone: the lowest threshold of the grid at which its false alarms an hour over `without`
       stay within an equal share of the target, and at which it takes no more words of others in `known`
       than it must (one wrong event costs as much as one miss).
    2. All together: while their sum is above the target, the label with most false alarms moves up a step.
    """
    labels = [label for label, t in zip(test.rules.labels, test.rules.thresholds) if np.isfinite(t)]
    share = target_per_hour * DEFAULT_MARGIN / len(labels)
    thresholds = {label: _alone(test, known, without, label, share) for label in labels}
    while True:
        score = test.score(without, thresholds)
        if score.false_alarms / score.hours <= target_per_hour * DEFAULT_MARGIN or not score.false_alarms_by_label:
            return thresholds
        movable = {l: n for l, n in score.false_alarms_by_label.items() if thresholds[l] < GRID[-1]}
        if not movable:
            return thresholds
        worst = max(movable, key=movable.get)
        thresholds[worst] = GRID[GRID.index(thresholds[worst]) + 1]


def _alone(test, known, without, label, share):
    best, best_cost = GRID[-1], float("inf")
    for threshold in reversed(GRID):
        alarms = test.score(without, {label: threshold})
        if alarms.false_alarms / alarms.hours > share and alarms.false_alarms > 0:
            break
        heard = test.score(known, {label: threshold})
        words = sum(1 for recording in known for word in recording.spoken if word.label == label)
        cost = (words - heard.hits) + heard.false_alarms
        if cost <= best_cost - 0.5:
            best, best_cost = threshold, cost
    return best
