"""Finding the hand: the box of a mask, and the close-up against torch's own sampling."""

import unittest

import torch
import torch.nn.functional as F

from kws_training.vision import geometry
from kws_training.vision.network import LetterNetwork
from kws_training.vision.letters import NOTHING
from kws_training.vision.reader import SignReader, close_up, hand_boxes
from kws_training.vision.regions import main_region
from kws_training.vision.segmenter import HandSegmenter


class Reddish(torch.nn.Module):
    """Takes what is red for a hand."""

    def forward(self, pictures):
        return F.avg_pool2d(pictures[:, :1], 2) * 9


def disc(x, y, radius, side=48):
    places = (torch.arange(side) + 0.5) / side * 2 - 1
    rows, columns = torch.meshgrid(places, places, indexing="ij")
    return ((columns - x) ** 2 + (rows - y) ** 2 < radius ** 2).float().view(1, 1, side, side)


class HandBoxTests(unittest.TestCase):
    def test_box_of_a_disc_is_around_it(self):
        box = hand_boxes(disc(0.3, -0.2, 0.4))[0]
        # A disc's standard deviation along an axis is half its radius, so the half side is 1.1 radii and a margin.
        torch.testing.assert_close(box, torch.tensor([0.3, -0.2, 0.48]), atol=0.02, rtol=0)

    def test_stray_spot_hardly_moves_the_box(self):
        mask = disc(0.0, 0.0, 0.5)
        clean = hand_boxes(mask)[0]
        mask[..., 2:4, 2:4] = 1.0
        self.assertLess(float((hand_boxes(mask)[0] - clean).abs().max()), 0.06)

    def test_no_hand_gives_the_middle_of_the_picture(self):
        box = hand_boxes(torch.full((1, 1, 48, 48), 0.1))[0]
        self.assertTrue(torch.isfinite(box).all())
        torch.testing.assert_close(box[:2], torch.zeros(2))

    def test_box_grows_with_the_hand(self):
        small, large = hand_boxes(disc(0, 0, 0.3))[0, 2], hand_boxes(disc(0, 0, 0.6))[0, 2]
        self.assertAlmostEqual(float((large - 0.04) / (small - 0.04)), 2.0, delta=0.1)


class MainRegionTests(unittest.TestCase):
    def test_smaller_spot_apart_is_left_out_and_the_larger_stays_as_it_was(self):
        hand, spot = disc(-0.4, -0.3, 0.4), disc(0.7, 0.7, 0.15)
        torch.testing.assert_close(main_region(hand + spot, 7, 14, 7), hand)

    def test_thin_finger_that_hangs_together_with_the_hand_stays(self):
        mask = disc(0.0, 0.5, 0.35)
        mask[..., 4:32, 23:25] = 1.0
        torch.testing.assert_close(main_region(mask, 7, 14, 7), mask)

    def test_empty_mask_stays_empty(self):
        self.assertEqual(float(main_region(torch.zeros(2, 1, 48, 48), 7, 14, 7).max()), 0.0)

    def test_what_hangs_on_by_a_faint_bridge_is_no_surer_than_the_bridge(self):
        mask = torch.maximum(disc(-0.5, 0.0, 0.35), disc(0.6, 0.0, 0.3))
        mask[..., 24, :] = mask[..., 24, :].clamp(min=0.2)
        region = main_region(mask, 7, 40, 3)
        self.assertAlmostEqual(float(region[0, 0, 24, 38]), 0.2, delta=1e-6)
        self.assertEqual(float(region[0, 0, 24, 12]), 1.0)


class ToldHandTests(unittest.TestCase):
    def test_reader_that_looks_twice_tells_where_the_hand_is_and_how_surely(self):
        reader = SignReader(Reddish(), [LetterNetwork(3, side=32, widths=(8, 8, 12, 16))], looks=2,
                            labels=["A", "B", NOTHING]).eval()
        red = F.interpolate(disc(0.3, -0.2, 0.4), size=(128, 128)) * 2 - 1
        pictures = torch.cat([red.expand(1, 3, 128, 128), torch.full((1, 3, 128, 128), -1.0)])
        with torch.no_grad():
            logits, hands = reader.read(pictures)
            self.assertTrue(torch.equal(logits, reader(pictures)))
        torch.testing.assert_close(hands[0, :2], torch.tensor([0.3, -0.2]), atol=0.05, rtol=0)
        self.assertGreater(float(hands[0, 3]), 0.9)
        self.assertEqual(float(hands[1, 3]), 0.0)
        self.assertEqual(reader.further_outputs, {"hand": 4})

    def test_reader_that_looks_once_tells_no_hand(self):
        self.assertEqual(SignReader(Reddish(), []).further_outputs, {})


class CloseUpTests(unittest.TestCase):
    def test_close_up_equals_grid_sampling(self):
        torch.manual_seed(1)
        pictures = torch.rand(3, 3, 64, 64)
        boxes = torch.tensor([[0.0, 0.0, 1.0], [0.4, -0.3, 0.5], [-0.6, 0.7, 1.1]])
        wanted = geometry.sample(pictures, geometry.grid(geometry.around(boxes), 40))
        torch.testing.assert_close(close_up(pictures, boxes, 40), wanted, atol=1e-4, rtol=1e-4)


class SignReaderTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)
        self.reader = SignReader(HandSegmenter(), [LetterNetwork(5, 48, (8, 8, 16, 16))]).eval()

    def test_mirrored_picture_reads_the_same_when_the_mask_does(self):
        self.reader.masks = lambda pictures: disc(0.0, 0.0, 0.5).expand(len(pictures), 1, 48, 48)
        picture = torch.rand(2, 3, 128, 128) * 2 - 1
        torch.testing.assert_close(self.reader(picture), self.reader(picture.flip(3)), atol=1e-4, rtol=1e-4)

    def test_picture_is_read_the_same_alone_and_in_a_batch(self):
        pictures = torch.rand(3, 3, 128, 128) * 2 - 1
        together = self.reader(pictures)
        for row in range(3):
            torch.testing.assert_close(self.reader(pictures[row:row + 1])[0], together[row], atol=1e-4, rtol=1e-4)

    def test_second_look_boxes_the_surer_of_two_hands_and_not_the_middle_of_both(self):
        self.reader.looks = 2
        self.reader.segmenter = Reddish()
        picture = torch.full((1, 3, 128, 128), -1.0)
        picture[:, 0, 20:60, 20:60] = 1.0
        picture[:, 0, 100:112, 100:112] = 1.0
        boxes, sure = self.reader.find(picture)
        torch.testing.assert_close(boxes[0, :2], torch.full((2,), 40 / 64 - 1), atol=0.03, rtol=0)
        self.assertEqual(float(sure[0, 0]), 1.0)

    def test_picture_without_a_hand_is_answered_with_nothing(self):
        reader = SignReader(Reddish(), [LetterNetwork(3, 48, (8, 8, 16, 16))], looks=2, labels=["A", "B", NOTHING]).eval()
        posteriors = torch.softmax(reader(torch.full((2, 3, 128, 128), -1.0)), 1)
        self.assertGreater(float(posteriors[:, 2].min()), 0.99)

    def test_segmenter_is_frozen_while_the_letters_train(self):
        self.reader.train()
        self.assertFalse(self.reader.segmenter.training)
        self.assertTrue(self.reader.letters.training)
        self.assertFalse(any(p.requires_grad for p in self.reader.segmenter.parameters()))


if __name__ == "__main__":
    unittest.main()
