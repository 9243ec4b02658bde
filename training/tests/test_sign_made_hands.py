"""Made hands: what is drawn is on black, inside its outline, and differs from hand to hand."""

import tempfile
import unittest
from pathlib import Path

import numpy as np

from kws_training.vision.hand_poses import POSES
from kws_training.vision.hand_rendering import made_hand
from kws_training.vision.letters import LETTERS
from kws_training.vision.made_hands import made_hands


class MadeHandsTests(unittest.TestCase):
    def test_every_letter_has_a_pose(self):
        self.assertEqual(set(POSES), set(LETTERS))

    def test_picture_lies_on_black_within_its_outline(self):
        random = np.random.default_rng(1)
        for letter in "ACGY":
            with self.subTest(letter):
                picture, outline, hand = made_hand(letter, random, side=64)
                self.assertTrue((picture[~outline] == 0).all())
                self.assertTrue((picture[outline] > 0).all())
                self.assertTrue((outline | ~hand).all())
                self.assertGreater(hand.mean(), 0.08)

    def test_same_seed_draws_the_same_hand_and_another_seed_another(self):
        pictures = [made_hand("R", np.random.default_rng(seed), side=64)[0] for seed in (5, 5, 6)]
        np.testing.assert_array_equal(pictures[0], pictures[1])
        self.assertTrue((pictures[0] != pictures[2]).any())

    def test_hand_of_a_straight_letter_is_taller_than_a_fist_is(self):
        def tallness(letter):
            random = np.random.default_rng(2)
            hands = [made_hand(letter, random, side=64)[2] for _ in range(6)]
            return np.mean([hand.any(1).sum() / hand.any(0).sum() for hand in hands])
        self.assertGreater(tallness("B"), tallness("S") * 1.2)

    def test_cache_gives_the_same_hands(self):
        with tempfile.TemporaryDirectory() as folder:
            first = made_hands(1, 3, folder, side=32)
            again = made_hands(1, 3, folder, side=32)
            self.assertTrue(bool((first.pictures == again.pictures).all()))
            self.assertEqual(first.letters.tolist(), list(range(len(LETTERS))))
            self.assertEqual(len(list(Path(folder).glob("made-hands-*.npz"))), 1)


if __name__ == "__main__":
    unittest.main()
