"""The streaming tests: a known recording for hits and misses, hours without keywords for false alarms."""

from dataclasses import dataclass

import numpy as np

from .clips import load_clips
from .detector import DetectionRules, detect_in_scores
from .noise import NoiseBank
from .non_keyword_audio import NonKeywordAudio
from .stream_recording import build_recording
from .stream_scoring import StreamScore, poisson_interval, score_stream


@dataclass(frozen=True)
class Heard:
    """One recording after the model: scores, the words truly spoken, its length and kind."""

    scores: np.ndarray
    spoken: list
    samples: int
    kind: str


class StreamTest:
    """Runs a package over seeded recordings made of validation clips. Listening is done once; scoring with any
    thresholds afterwards is quick."""

    def __init__(self, model, data, cache):
        self._model = model
        self.rules = DetectionRules.of(model.manifest)
        self._clips = load_clips(data, "validation", cache)
        self._noises = NoiseBank.load(data, "validation")

    def known_recording(self, seed, minutes=20, keywords=50, others=100):
        """A recording with known words (see `build_recording`), heard."""
        samples, spoken = build_recording(self._clips, self._noises, self._model.labels, seed, minutes, keywords,
                                          others)
        return self._heard(samples, spoken, "stream")

    def non_keyword_hours(self, hours, seed, each=None):
        """The chunks of `NonKeywordAudio`, heard. `each(done, total)` is called after every chunk."""
        audio = NonKeywordAudio(self._clips, self._noises, self._model.labels)
        total = max(1, round(hours * 60))
        heard = []
        for kind, samples in audio.chunks(hours, seed):
            heard.append(self._heard(samples, [], kind))
            if each:
                each(len(heard), total)
        return heard

    def score(self, recordings, thresholds=None):
        """The scores of several recordings added up; `thresholds` (label -> value) replace the manifest's."""
        rules = self.rules if thresholds is None else DetectionRules.of(self._model.manifest, thresholds)
        total = StreamScore()
        for heard in recordings:
            _add(total, score_stream(detect_in_scores(heard.scores, rules), heard.spoken, rules, heard.samples))
        return total

    def trade_off(self, known, without, thresholds=None):
        """Detection-error trade-off: for a common scale of all thresholds, (scale, miss share, false alarms an
        hour). Scale s moves each threshold t to 1 - (1 - t) * s: 0 never detects, 1 is as given."""
        base = thresholds or self._model.manifest["detection"]["thresholds"]
        curve = []
        for scale in (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0):
            moved = {label: min(1.0, max(0.05, 1 - (1 - t) * scale)) for label, t in base.items()}
            hits, alarms = self.score(known, moved), self.score(without, moved)
            curve.append((scale, hits.misses / max(1, hits.words), alarms.false_alarms / alarms.hours))
        return curve

    def _heard(self, samples, spoken, kind):
        posteriors = self._model.stream(samples, self.rules.stride_frames)
        return Heard(self.rules.scores(posteriors), spoken, len(samples), kind)


def _add(total, score):
    total.words += score.words
    total.hits += score.hits
    total.false_alarms += score.false_alarms
    total.confused += score.confused
    total.hours += score.hours
    total.missed += score.missed
    total.delays += score.delays
    for label, count in score.false_alarms_by_label.items():
        total.false_alarms_by_label[label] = total.false_alarms_by_label.get(label, 0) + count


def summary(score):
    """The score as a dict for a JSON line."""
    result = {"words": score.words, "hits": score.hits, "misses": score.misses, "false_alarms": score.false_alarms,
              "confused": score.confused, "hours": score.hours, "false_alarms_per_hour": score.false_alarms / score.hours,
              "interval_95": [round(v, 3) for v in poisson_interval(score.false_alarms, score.hours)]}
    if score.false_alarms_by_label:
        result["false_alarms_by_label"] = score.false_alarms_by_label
    if score.delays:
        result["delay_seconds_p50"], result["delay_seconds_p90"] = score.delay(0.5), score.delay(0.9)
    if score.missed:
        result["missed"] = score.missed
    return result


def stream_metrics(known, without):
    """The two scores as entries of a manifest's `metrics`; `samples` are words, or minutes of audio."""
    recording = f"seeded recordings of {known.hours:.2f} h with {known.words} keywords of validation speakers"
    audio = f"{without.hours:.1f} h of synthesised text, other words, noise and silence"
    return [
        {"name": "stream.miss_share", "value": round(known.misses / max(1, known.words), 4), "data": recording,
         "samples": known.words},
        {"name": "stream.delay_seconds_p50", "value": known.delay(0.5) or 0, "data": recording, "samples": known.hits},
        {"name": "stream.delay_seconds_p90", "value": known.delay(0.9) or 0, "data": recording, "samples": known.hits},
        {"name": "stream.false_alarms", "value": known.false_alarms, "data": recording, "samples": known.words},
        {"name": "false_alarms_per_hour", "value": round(without.false_alarms / without.hours, 2), "data": audio,
         "samples": round(without.hours * 60)},
    ]
