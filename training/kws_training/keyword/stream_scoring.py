"""Hits, misses and false alarms of a streaming test, after MLPerf Tiny's rules."""

import math
from dataclasses import dataclass, field

from .audio_files import SAMPLE_RATE

TOLERANCE_SAMPLES = SAMPLE_RATE      # a hit comes at most 1 s after the word's end
DEBOUNCE_SAMPLES = SAMPLE_RATE       # events of a label within 1 s of its last one count once


@dataclass
class StreamScore:
    """Counts of one recording. `confused` are false alarms that came while another keyword was spoken."""

    words: int = 0
    hits: int = 0
    false_alarms: int = 0
    confused: int = 0
    hours: float = 0.0
    false_alarms_by_label: dict = field(default_factory=dict)
    missed: list = field(default_factory=list)
    delays: list = field(default_factory=list)  # seconds from a word's end to the end of the audio its event was decided on

    @property
    def misses(self):
        return self.words - self.hits

    def delay(self, share):
        """The delay that `share` of the hits do not exceed; None without a hit."""
        if not self.delays:
            return None
        return round(sorted(self.delays)[math.ceil(share * len(self.delays)) - 1], 3)


def score_stream(detections, spoken, rules, samples):
    """Compares detections with the words spoken. An event is a hit if it comes between a word's start and 1 s
    after its end and carries its label; each word is hit once. All other events are false alarms."""
    score = StreamScore(words=len(spoken), hours=samples / SAMPLE_RATE / 3600)
    open_words = list(spoken)
    last_event = {}
    for detection in detections:
        at = rules.decided_at(detection.decision)
        previous, last_event[detection.label] = last_event.get(detection.label), at
        if previous is not None and at - previous < DEBOUNCE_SAMPLES:
            continue
        word = next((w for w in open_words if w.label == detection.label
                     and w.start <= at <= w.end + TOLERANCE_SAMPLES), None)
        if word is not None:
            open_words.remove(word)
            score.hits += 1
            score.delays.append((at - word.end) / SAMPLE_RATE)
            continue
        score.false_alarms += 1
        score.confused += any(w.start <= at <= w.end + TOLERANCE_SAMPLES for w in spoken)
        score.false_alarms_by_label[detection.label] = score.false_alarms_by_label.get(detection.label, 0) + 1
    score.missed = [(w.label, round(w.start / SAMPLE_RATE, 2)) for w in open_words]
    return score


def poisson_interval(count, hours, confidence=0.95):
    """Exact (Garwood 1936) confidence interval of a rate an hour, from `count` events in `hours`."""
    tail = (1 - confidence) / 2
    lower = 0.0 if count == 0 else _solve(lambda mean: 1 - _poisson_cdf(count - 1, mean) - tail, count)
    upper = _solve(lambda mean: tail - _poisson_cdf(count, mean), count + 1)
    return lower / hours, upper / hours


def hours_needed(rate, confidence=0.95):
    """Hours without any event that would show, at this one-sided confidence, that the rate is at most `rate`."""
    return -math.log(1 - confidence) / rate


def _poisson_cdf(count, mean):
    term = total = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        total += term
    return total


def _solve(function, guess):
    """The root of an increasing function of the Poisson mean, by bisection."""
    low, high = 0.0, 4.0 * guess + 10
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2
