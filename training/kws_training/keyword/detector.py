"""From posteriors to one event a spoken word: the rules of AudioInference's `KeywordDetector`, decision by decision.

posteriors -> scores (`DetectionRules.scores`) -> at or above the label's threshold ("crossing") -> a crossing
after `gap_decisions` without one starts a word -> reported, unless the same label started a word
within the refractory period or another label within four decisions.
"""

import math
from dataclasses import dataclass

import numpy as np

from .audio_files import SAMPLE_RATE
from .labels import SILENCE, UNKNOWN

_RIVAL_DECISIONS = 4


@dataclass(frozen=True)
class Detection:
    """A reported keyword: label, its score, and the number of the decision."""

    label: str
    score: float
    decision: int


@dataclass(frozen=True)
class DetectionRules:
    """A manifest's `detection` object, with periods counted in decisions."""

    labels: list
    thresholds: np.ndarray  # [labels]; infinite for labels that are not reported
    smoothing_windows: int
    early_windows: int      # 0: no early answers
    early_odds: float
    refractory_decisions: int
    stride_frames: int
    hop_samples: int
    window_samples: int

    @staticmethod
    def of(manifest, thresholds=None):
        """From a manifest, or with other thresholds (label -> value)."""
        detection, features = manifest["detection"], manifest["features"]
        chosen = detection["thresholds"] if thresholds is None else thresholds
        frames = manifest["inputs"][0]["shape"][1]
        stride_ms = detection["stride_frames"] * features["hop_samples"] * 1000 / SAMPLE_RATE
        return DetectionRules(
            labels=manifest["labels"],
            thresholds=np.array([chosen.get(label, np.inf) if label not in (SILENCE, UNKNOWN) else np.inf
                                 for label in manifest["labels"]]),
            smoothing_windows=detection["smoothing_windows"],
            early_windows=detection.get("early_windows", 0),
            early_odds=detection.get("early_odds", 8),
            refractory_decisions=math.ceil(detection["refractory_ms"] / stride_ms),
            stride_frames=detection["stride_frames"],
            hop_samples=features["hop_samples"],
            window_samples=(frames - 1) * features["hop_samples"] + features["frame_length_samples"])

    def decided_at(self, decision):
        """The sample after the last one of the deciding window."""
        return decision * self.stride_frames * self.hop_samples + self.window_samples

    @property
    def gap_decisions(self):
        """Decisions below the threshold that end a word."""
        return self.early_windows or self.smoothing_windows

    def scores(self, posteriors):
        """What is compared with thresholds, [decisions, labels]: the mean of the last `smoothing_windows` rows, or that
        of the last `early_windows` with its odds divided by `early_odds`, whichever is more. So a clear word is answered
        before the long mean has risen, as in a sequential test (Wald 1945)."""
        mean = smooth(posteriors, self.smoothing_windows)
        if not self.early_windows:
            return mean
        early = smooth(posteriors, self.early_windows)
        return np.maximum(mean, early / (early + (1 - early) * self.early_odds))


def smooth(posteriors, windows):
    """Mean of each row and the `windows - 1` before it, or of as many as there are; [decisions, labels]."""
    sums = np.cumsum(np.asarray(posteriors, dtype=np.float64), axis=0)
    sums[windows:] = sums[windows:] - sums[:-windows]
    counts = np.minimum(np.arange(1, len(sums) + 1), windows)[:, None]
    return sums / counts


def detect(posteriors, rules):
    """All detections in the posteriors [decisions, labels] of one recording, in order."""
    return detect_in_scores(rules.scores(posteriors), rules)


def detect_in_scores(scores, rules):
    """As `detect`, for scores: thresholds can be tried without smoothing anew."""
    crossings = scores >= rules.thresholds
    last_crossing = np.full(len(rules.labels), -2**40)
    last_start = np.full(len(rules.labels), -2**40)
    found = []
    for decision in np.flatnonzero(crossings.any(axis=1)):
        best, starts = -1, []
        for label in np.flatnonzero(crossings[decision]):
            begins = decision - last_crossing[label] > rules.gap_decisions
            last_crossing[label] = decision
            if not begins:
                continue
            starts.append(label)
            if _is_free(label, decision, last_start, rules) and (
                    best < 0 or scores[decision, label] > scores[decision, best]):
                best = label
        # Starts of one decision compete by score; they bar others only from the next decision on.
        last_start[starts] = decision
        if best >= 0:
            found.append(Detection(rules.labels[best], float(scores[decision, best]), int(decision)))
    return found


def _is_free(label, decision, last_start, rules):
    since = decision - last_start
    periods = np.full(len(since), min(_RIVAL_DECISIONS, rules.refractory_decisions))
    periods[label] = rules.refractory_decisions
    return not np.any((since > 0) & (since < periods))
