import unittest

import numpy as np

from kws_training.keyword.stream_recording import SpokenWord
from kws_training.keyword.stream_test import Heard, StreamTest
from kws_training.keyword.tuning import GRID, fit_thresholds
from kws_training.keyword.tuning_record import tuning_record
from test_detector import LABELS, _rules


class _RecordedTest(StreamTest):
    """A stream test whose recordings were heard already."""

    def __init__(self):
        self.rules = _rules(smoothing=1)
        self._model = type("Model", (), {"manifest": {
            "labels": LABELS, "inputs": [{"shape": [-1, 98, 40]}],
            "features": {"hop_samples": 160, "frame_length_samples": 400},
            "detection": {"stride_frames": 10, "smoothing_windows": 1, "refractory_ms": 1000,
                          "thresholds": {label: 0.5 for label in LABELS[2:]}}}})()


def _heard(peaks, decisions=36_000, spoken=()):
    """Peaks (label, decision, score) over silence."""
    rows = np.zeros((decisions, len(LABELS)))
    for label, decision, score in peaks:
        rows[decision:decision + 3, LABELS.index(label)] = score
    return Heard(rows, list(spoken), decisions * 1600, "noise")


class TuningTests(unittest.TestCase):
    def setUp(self):
        self.test = _RecordedTest()
        words = [(label, 100 + 40 * i, 0.9) for i, label in enumerate(LABELS[2:] * 10)]
        spoken = [SpokenWord(label, at * 1600 + 8000, at * 1600 + 15000) for label, at, _ in words]
        self.known = [_heard(words, 2000, spoken)]

    def test_threshold_rises_above_false_alarms_but_stays_below_words(self):
        without = [_heard([("go", at, 0.7) for at in range(100, 2100, 100)])]
        fit = fit_thresholds(self.test, self.known, without, target_per_hour=0.5)
        self.assertTrue(0.7 < fit.thresholds["go"] <= 0.9, fit)
        self.assertEqual((self.test.score(self.known, fit.thresholds).misses, fit.limited), (0, []))

    def test_unreachable_target_stops_at_the_miss_limit_and_says_so(self):
        without = [_heard([("yes", at, 0.98) for at in range(100, 2100, 100)])]
        fit = fit_thresholds(self.test, self.known, without, target_per_hour=0.5)
        self.assertEqual(fit.limited, ["yes"])
        self.assertEqual(self.test.score(self.known, fit.thresholds).misses, 0)
        record = tuning_record(self.test, self.known, without, 0.5, fit)
        self.assertIn("not reached: yes", record["statement"])

    def test_cheapest_threshold_moves_first(self):
        # "go" has more false alarms, but every one removed would cost a word; those of "no" cost none.
        go = [("go", 100 + 100 * i, 0.9) for i in range(6)]
        no = [("no", 5000 + 100 * i, 0.8) for i in range(4)]
        fit = fit_thresholds(self.test, self.known, [_heard(go + no)], target_per_hour=12, most_misses=1.0)
        self.assertLess(fit.thresholds["go"], 0.9)
        self.assertGreater(fit.thresholds["no"], 0.8)
        self.assertEqual(self.test.score(self.known, fit.thresholds).misses, 0)

    def test_short_audio_without_alarms_is_called_too_short(self):
        without = [_heard([])]
        fit = fit_thresholds(self.test, self.known, without, target_per_hour=0.1)
        self.assertIn("Too little audio", tuning_record(self.test, self.known, without, 0.1, fit)["statement"])

    def test_grid_is_sorted_and_within_the_manifest_limits(self):
        self.assertEqual(GRID, sorted(GRID))
        self.assertTrue(0 < GRID[0] and GRID[-1] < 1)


if __name__ == "__main__":
    unittest.main()
