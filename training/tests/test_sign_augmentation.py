"""Augmentation: bounds, repeatability, and that it does to pictures what its names say."""

import unittest

import torch

from kws_training.vision import colour, geometry
from kws_training.vision.augmentation import Augmentation, Augmenter

PLAIN = Augmentation(zoom_least=1, zoom_most=1.0001, rotation_degrees=0, shear=0, shift=0, perspective=0,
                     bend=0, fade=0, background_swap=0, tint=0, exposure=0, shade=0, grey=0, blur=0, coarsen=0, noise=0,
                     blocks=0, erase=0)


def batch(count=16, side=64):
    torch.manual_seed(3)
    photos = (torch.rand(count, 3, side, side) * 255).to(torch.uint8)
    masks = torch.zeros(count, 1, side, side, dtype=torch.uint8)
    masks[:, :, 16:48, 16:48] = 255
    return photos, masks, geometry.whole(count)


class AugmentationTests(unittest.TestCase):
    def test_pictures_and_masks_stay_within_bounds(self):
        photos, masks, boxes = batch()
        augment = Augmenter(Augmentation(), 48)
        for seed in range(4):
            torch.manual_seed(seed)
            pictures, seen = augment(photos, masks, boxes, torch.zeros(16, dtype=torch.bool))
            self.assertEqual(tuple(pictures.shape), (16, 3, 48, 48))
            self.assertTrue(torch.isfinite(pictures).all())
            for values in (pictures, seen):
                self.assertGreaterEqual(float(values.min()), 0.0)
                self.assertLessEqual(float(values.max()), 1.0 + 1e-6)

    def test_same_seed_gives_the_same_pictures(self):
        photos, masks, boxes = batch()
        augment = Augmenter(Augmentation(), 48)
        runs = []
        for _ in range(2):
            torch.manual_seed(7)
            runs.append(augment(photos, masks, boxes, torch.zeros(16, dtype=torch.bool))[0])
        self.assertTrue(torch.equal(*runs))

    def test_cut_out_hand_is_kept_and_its_ground_replaced(self):
        photos, masks, boxes = batch()
        photos[:] = 0
        photos[:, :, 16:48, 16:48] = 200
        torch.manual_seed(1)
        pictures, _ = Augmenter(PLAIN, 64)(photos, masks, boxes, torch.ones(16, dtype=torch.bool))
        hand, ground = pictures[:, :, 24:40, 24:40], pictures[:, :, :8]
        # Only the slight random stretch of the view is left; the hand's middle keeps its colour.
        self.assertLess(float((hand - 200 / 255).abs().max()), 0.02)
        self.assertGreater(float(ground.std(0).mean()), 0.05)

    def test_half_of_the_views_are_mirrored(self):
        torch.manual_seed(2)
        views = geometry.random_views(2000, zoom=(1, 1.0001), rotation_degrees=0, shear=0, shift=0)
        self.assertAlmostEqual(float((views[:, 0, 0] < 0).float().mean()), 0.5, delta=0.05)

    def test_zoom_stays_between_its_limits(self):
        torch.manual_seed(2)
        views = geometry.random_views(500, zoom=(0.5, 2.0), rotation_degrees=0, shear=0, shift=0)
        size = 1 / views[:, 1, 1]
        self.assertGreaterEqual(float(size.min()), 0.5 - 1e-5)
        self.assertLessEqual(float(size.max()), 2.0 + 1e-5)

    def test_no_block_artefacts_leave_the_picture_as_it_was(self):
        picture = torch.rand(2, 3, 32, 32)
        torch.testing.assert_close(colour.block_artefacts(picture, 0.0), picture, atol=5e-3, rtol=0)

    def test_blur_keeps_the_mean_and_lowers_the_contrast(self):
        torch.manual_seed(4)
        picture = torch.rand(2, 3, 32, 32)
        blurred = colour.blur(picture, 1.0)
        self.assertAlmostEqual(float(blurred.mean()), float(picture.mean()), delta=0.02)
        self.assertLess(float(blurred.std()), float(picture.std()) / 2)


if __name__ == "__main__":
    unittest.main()
