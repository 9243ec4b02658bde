"""The yardstick's own rules: intervals, and when a stream commits a letter."""

import unittest

import numpy as np
import torch

from kws_training.vision.letters import LETTERS
from kws_training.vision.yardstick import Judge, share

LABELS = len(LETTERS) + 1


def frames(*answers):
    """Posteriors [frames, labels] that put 0.9 on each answer in turn."""
    rows = np.full((len(answers), LABELS), 0.1 / (LABELS - 1))
    rows[np.arange(len(answers)), answers] = 0.9
    return rows


class ShareTests(unittest.TestCase):
    def test_interval_is_wilsons(self):
        found = share([True] * 8 + [False] * 2)
        self.assertEqual((found.right, found.count), (0.8, 10))
        # Newcombe 1998, method 3.
        self.assertAlmostEqual(found.low, 0.4902, places=4)
        self.assertAlmostEqual(found.high, 0.9433, places=4)

    def test_interval_stays_within_0_and_1(self):
        self.assertEqual(share([False] * 5).low, 0.0)
        self.assertLessEqual(share([True] * 5).high, 1.0)


class StreamTests(unittest.TestCase):
    def setUp(self):
        self.judge = Judge(None, {"reading": {"minimum_posterior": 0.4, "smoothing_frames": 3, "commit_frames": 4}})

    def test_letter_that_is_held_is_committed(self):
        self.assertEqual(self.judge.committed(frames(2, 2, 2, 2)), 2)

    def test_letter_that_is_not_held_long_enough_is_not(self):
        self.assertIsNone(self.judge.committed(frames(2, 2, 2)))
        self.assertIsNone(self.judge.committed(frames(*[2, 5, 9] * 4)))

    def test_one_odd_frame_is_outvoted(self):
        self.assertEqual(self.judge.committed(frames(2, 2, 7, 2, 2, 2)), 2)

    def test_nothing_is_never_committed(self):
        self.assertIsNone(self.judge.committed(frames(*[LABELS - 1] * 9)))


class EmptyTests(unittest.TestCase):
    def test_unsure_answer_and_nothing_count_as_no_letter(self):
        judge = Judge(lambda pictures: torch.log(torch.from_numpy(np.concatenate(
            [frames(3), frames(LABELS - 1), np.full((1, LABELS), 1 / LABELS)]))), {})
        results = dict(judge.empty("x", torch.zeros(3, 3, 8, 8)))
        self.assertAlmostEqual(results["x: answered with a letter"].right, 1 / 3)
        self.assertEqual(results["x: letters answered"], f"{LETTERS[3]} 1")


if __name__ == "__main__":
    unittest.main()
