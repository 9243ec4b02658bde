"""Made people and scenes: what is drawn lies within its outline, and only the signing hand counts as hand."""

import tempfile
import unittest

import numpy as np
import torch

from kws_training.vision.augmentation import Augmentation
from kws_training.vision.cut_out import cut_hands
from kws_training.vision.finder import people_scenes, teach_scenes, together
from kws_training.vision.people import people, person
from kws_training.vision.scenes import CutHands, SceneMaker, SceneSettings
from kws_training.vision.segmenter import HandSegmenter
from durations import long

PLAIN = Augmentation(fade=0, tint=0, exposure=0, shade=0, grey=0, blur=0, coarsen=0, noise=0, blocks=0, erase=0)


def hands(count=4, side=64):
    """Green squares on black: no skin, no room is as green."""
    masks = torch.zeros(count, 1, side, side, dtype=torch.uint8)
    masks[:, :, 16:48, 16:48] = 255
    pictures = torch.zeros(count, 3, side, side, dtype=torch.uint8)
    pictures[:, 1:2] = masks
    return CutHands(pictures, masks, masks)


class PeopleTests(unittest.TestCase):
    def test_skin_and_picture_lie_within_the_outline(self):
        random = np.random.default_rng(1)
        for _ in range(3):
            picture, outline, skin = person(random)
            self.assertTrue((outline | ~skin).all())
            self.assertTrue((picture[~outline] == 0).all())
            self.assertGreater(skin.mean(), 0.03)
            self.assertGreater(outline.mean(), 0.2)

    def test_cache_gives_the_same_people(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertTrue(torch.equal(people(2, 1, folder).pictures, people(2, 1, folder).pictures))


class SceneTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            cls.people = people(3, 1, folder)

    def maker(self, **settings):
        return SceneMaker(hands(), self.people, 64, PLAIN, settings=SceneSettings(**settings))

    def test_mask_is_where_the_signing_hand_is(self):
        torch.manual_seed(1)
        pictures, masks = self.maker(second_hand=0.0, like_skin=0.0)(torch.arange(4), torch.ones(4, dtype=torch.bool))
        for picture, mask in zip(pictures, masks[:, 0]):
            self.assertGreater(float(mask.mean()), 0.01)
            self.assertGreater(float(picture[1][mask > 0.99].min()), 0.95)
            self.assertLess(float(picture[0][mask > 0.99].max()), 0.05)

    def test_scene_without_a_hand_has_no_mask_but_what_rests_is_seen(self):
        torch.manual_seed(2)
        _, masks = self.maker(second_hand=1.0)(torch.arange(4), torch.zeros(4, dtype=torch.bool))
        self.assertEqual(float(masks.max()), 0.0)

    def test_same_seed_gives_the_same_scenes_within_bounds(self):
        maker, seen = self.maker(), []
        for _ in range(2):
            torch.manual_seed(3)
            seen.append(maker(torch.arange(4), torch.ones(4, dtype=torch.bool)))
        self.assertTrue(torch.equal(seen[0][0], seen[1][0]))
        self.assertGreaterEqual(float(seen[0][0].min()), 0.0)
        self.assertLessEqual(float(seen[0][0].max()), 1.0)

    def test_groups_of_hands_are_drawn_as_often_as_each_other(self):
        _, weights = together(hands(2), hands(6))
        self.assertAlmostEqual(float(weights[:2].sum()), float(weights[2:].sum()))

    @long
    def test_finder_learns_from_scenes_and_stays_finite(self):
        torch.manual_seed(4)
        network, losses = HandSegmenter((4, 4, 4, 4, 4)), []
        teach_scenes(network, hands(), torch.ones(4), self.people, None, 3,
                     report=lambda **fields: losses.append(fields["loss"]))
        self.assertTrue(np.isfinite(losses).all())
        self.assertFalse(network.training)

    def test_people_scenes_are_pictures_without_the_hand(self):
        torch.manual_seed(5)
        scenes = people_scenes(hands(), self.people, None, 6, side=32)
        self.assertEqual((tuple(scenes.shape), scenes.dtype), ((6, 3, 32, 32), torch.uint8))


class CutOutTests(unittest.TestCase):
    def test_colours_sharpen_a_soft_mask_and_a_stray_spot_is_left_out(self):
        photos = torch.full((1, 3, 64, 64), 40, dtype=torch.uint8)
        photos[:, 0, 16:48, 16:48] = 220
        rough = torch.zeros(1, 1, 64, 64, dtype=torch.uint8)
        rough[:, :, 20:44, 20:44] = 255
        rough[:, :, 14:50, 14:50] = rough[:, :, 14:50, 14:50].clamp_min(120)
        rough[:, :, 58:62, 58:62] = 200
        cut, good = cut_hands(photos, rough)
        self.assertTrue(bool(good[0]))
        self.assertGreater(int(cut.hands[0, 0, 18:46, 18:46].min()), 200)
        self.assertEqual(int(cut.hands[0, 0, 56:, 56:].max()), 0)
        self.assertLess(int(cut.hands[0, 0, :12].max()), 30)

    def test_hand_that_runs_out_at_the_top_is_not_cut_well(self):
        photos = torch.full((1, 3, 64, 64), 40, dtype=torch.uint8)
        photos[:, 0, :40, 8:56] = 220
        masks = torch.zeros(1, 1, 64, 64, dtype=torch.uint8)
        masks[:, :, :40, 8:56] = 255
        self.assertFalse(bool(cut_hands(photos, masks)[1][0]))


if __name__ == "__main__":
    unittest.main()
