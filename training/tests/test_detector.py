import json
import unittest
from pathlib import Path

import numpy as np

from kws_training.keyword.detector import DetectionRules, detect, smooth
from kws_training.keyword.stream_recording import SpokenWord
from kws_training.keyword.stream_scoring import hours_needed, poisson_interval, score_stream

LABELS = ["silence", "unknown", "yes", "no", "go"]
GOLDEN = Path(__file__).parent / "golden" / "detections.json"


def _rules(threshold=0.8, smoothing=3, refractory=10, early=0, odds=8):
    manifest = {
        "labels": LABELS, "inputs": [{"shape": [-1, 98, 40]}],
        "features": {"hop_samples": 160, "frame_length_samples": 400},
        "detection": {"stride_frames": 10, "smoothing_windows": smoothing, "early_windows": early, "early_odds": odds,
                      "refractory_ms": refractory * 100,
                      "thresholds": {"yes": threshold, "no": threshold, "go": threshold}}}
    return DetectionRules.of(manifest)


def _rows(*scores):
    rows = np.zeros((len(scores), len(LABELS)))
    for row, (label, score) in zip(rows, scores):
        row[LABELS.index(label)] = score
    return rows


class DetectorTests(unittest.TestCase):
    def test_one_word_is_one_event_however_long_it_stays(self):
        found = detect(_rows(*[("silence", 1)] * 3, *[("yes", 0.95)] * 12, *[("silence", 1)] * 5), _rules())
        self.assertEqual([(d.label, d.decision) for d in found], [("yes", 5)])

    def test_same_word_after_the_refractory_period_is_a_second_event(self):
        word, pause = [("yes", 1)] * 4, [("silence", 1)] * 8
        self.assertEqual(len(detect(_rows(*word, *pause, *word), _rules())), 2)

    def test_one_bad_window_within_a_word_does_not_split_it(self):
        rows = [("go", 1)] * 5 + [("unknown", 1)] + [("go", 1)] * 5
        self.assertEqual(len(detect(_rows(*rows), _rules())), 1)

    def test_clear_word_is_answered_early_and_a_doubtful_one_late(self):
        late, both = _rules(smoothing=6), _rules(smoothing=6, early=2)
        for score, expected in ((1.0, 6), (0.9, 10)):
            rows = _rows(*[("silence", 1)] * 5, *[("yes", score)] * 6)
            self.assertEqual([d.decision for d in detect(rows, both)], [expected])
            self.assertEqual([d.decision for d in detect(rows, late)], [9 if score == 1 else 10])

    def test_early_score_divides_the_odds(self):
        scores = _rules(smoothing=4, early=1, odds=9).scores(_rows(*[("silence", 1)] * 4, ("yes", 0.9)))
        np.testing.assert_allclose(scores[-1, LABELS.index("yes")], 0.5)

    def test_first_rows_are_averaged_over_what_there_is(self):
        np.testing.assert_allclose(smooth([[1.0], [0.0], [0.0], [3.0]], 3)[:, 0], [1, 0.5, 1 / 3, 1])

    def test_decisions_equal_the_golden_ones_of_the_service(self):
        golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
        for case in golden["cases"]:
            with self.subTest(case["name"]):
                rules = _rules(case["threshold"], case["smoothing_windows"], case["refractory_decisions"],
                               case["early_windows"], case["early_odds"])
                found = [[d.label, d.decision] for d in detect(case["posteriors"], rules)]
                self.assertEqual(found, case["detections"])


class ScoringTests(unittest.TestCase):
    def _score(self, *events, spoken=(("yes", 16000, 24000),)):
        rows = np.zeros((200, len(LABELS)))
        for label, decision in events:
            rows[decision:decision + 3, LABELS.index(label)] = 1
        rules = _rules(smoothing=1)
        return score_stream(detect(rows, rules), [SpokenWord(*word) for word in spoken], rules, 200 * 1600)

    def test_event_within_a_second_of_the_end_is_a_hit(self):
        for decision in (1, 15):  # windows end at 17,520 and 39,920 samples
            self.assertEqual(self._score(("yes", decision)).hits, 1)

    def test_delay_counts_from_the_end_of_the_word(self):
        score = self._score(("yes", 10))  # its window ends at 31,920 samples, the word at 24,000
        self.assertEqual((score.delay(0.5), score.delay(0.9)), (0.495, 0.495))
        self.assertIsNone(self._score().delay(0.5))

    def test_early_late_and_wrong_events_are_false_alarms(self):
        for event in (("yes", 0), ("yes", 16), ("no", 8)):
            score = self._score(event)
            self.assertEqual((score.hits, score.misses, score.false_alarms), (0, 1, 1), event)

    def test_events_within_the_debounce_time_count_once(self):
        self.assertEqual(self._score(("no", 50), ("no", 57), spoken=()).false_alarms, 1)

    def test_poisson_interval_equals_published_values(self):
        # Garwood's exact 95 % limits for 0, 1 and 10 events.
        for count, expected in ((0, (0, 3.689)), (1, (0.0253, 5.572)), (10, (4.795, 18.39))):
            np.testing.assert_allclose(poisson_interval(count, 1.0), expected, rtol=2e-3)

    def test_rule_of_three(self):
        self.assertAlmostEqual(hours_needed(0.1), 29.957, places=2)


if __name__ == "__main__":
    unittest.main()
