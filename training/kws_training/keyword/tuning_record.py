"""What the manifest says about how its thresholds were chosen, and how far that can be believed."""

from .stream_scoring import hours_needed, poisson_interval

DATA = ("validation speakers, espeak-ng voices and words not used in training, "
        "parts of the background recordings not used in training")


def tuning_record(test, known, without, target, fit):
    """The manifest's `detection.tuning` object."""
    hits, alarms = test.score(known, fit.thresholds), test.score(without, fit.thresholds)
    kinds = sorted({heard.kind for heard in without})
    by_kind = {kind: _rate(test.score([h for h in without if h.kind == kind], fit.thresholds)) for kind in kinds}
    lower, upper = poisson_interval(alarms.false_alarms, alarms.hours)
    return {
        "false_alarms_per_hour_target": target,
        "false_alarms": alarms.false_alarms,
        "hours": round(alarms.hours, 2),
        "interval_95_per_hour": [round(lower, 4), round(upper, 4)],
        "false_alarms_per_hour_by_kind": by_kind,
        "misses": hits.misses,
        "words": hits.words,
        "false_alarms_beside_words": hits.false_alarms,
        "statement": _statement(alarms, lower, upper, target, fit),
        "trade_off": [{"scale": scale, "miss_share": round(misses, 4), "false_alarms_per_hour": round(rate, 3)}
                      for scale, misses, rate in test.trade_off(known, without, fit.thresholds)],
        "data": DATA,
    }


def _rate(score):
    return round(score.false_alarms / score.hours, 2)


def _statement(alarms, lower, upper, target, fit):
    seen = (f"{alarms.false_alarms} false alarms in {alarms.hours:.1f} h without keywords, 95 % interval {lower:.2f} "
            f"to {upper:.2f} an hour. ")
    if fit.limited:
        return seen + (f"The target of {target:g} an hour is not reached: {', '.join(fit.limited)} would have to miss "
                       "more words than the limit allows.")
    if upper <= target:
        return seen + f"This audio supports the target of {target:g} an hour."
    return seen + (f"Too little audio to claim {target:g} an hour: that takes at least {hours_needed(target):.0f} h "
                   "without a false alarm.")
