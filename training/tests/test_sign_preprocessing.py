"""Preprocessing against its golden tensors and against Pillow, an independent implementation of the same filter."""

import json
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

from kws_training.vision.preprocessing import ImageSpec, centre_square, decode, resize, resize_weights, to_tensor

GOLDEN = Path(__file__).resolve().parent / "golden" / "images"


class PreprocessingTests(unittest.TestCase):
    def test_golden_pictures_give_their_tensors(self):
        for case in json.loads((GOLDEN / "cases.json").read_text(encoding="utf-8")):
            with self.subTest(case["picture"]):
                keys = {k: tuple(v) if isinstance(v, list) else v for k, v in case["image"].items()}
                tensor = to_tensor(decode((GOLDEN / case["picture"]).read_bytes()), ImageSpec(**keys))
                wanted = np.fromfile(GOLDEN / case["tensor"], "<f4").reshape(case["shape"])
                self.assertLessEqual(float(np.abs(tensor - wanted).max()), case["tolerance"])

    def test_resize_stays_within_a_level_of_pillow(self):
        pixels = np.random.default_rng(1).integers(0, 256, (53, 90, 3), dtype=np.uint8)
        for width, height in ((32, 32), (128, 17), (90, 53)):
            with self.subTest(size=(width, height)):
                theirs = np.asarray(Image.fromarray(pixels).resize((width, height), Image.BILINEAR), float)
                self.assertLess(np.abs(resize(pixels, width, height) - theirs).max(), 1.01)

    def test_resize_weights_of_each_place_sum_to_one(self):
        for source, target in ((5, 32), (32, 5), (1, 8), (8, 1), (33, 32)):
            np.testing.assert_allclose(resize_weights(source, target).sum(1), 1.0, atol=1e-12)

    def test_odd_remainder_is_cut_from_the_end(self):
        pixels = np.arange(3 * 6 * 3).reshape(3, 6, 3)
        np.testing.assert_array_equal(centre_square(pixels), pixels[:, 1:4])

    def test_exif_orientation_turns_the_picture_upright(self):
        with Image.open(GOLDEN / "turned.jpg") as stored:
            size = stored.size
        self.assertEqual(decode((GOLDEN / "turned.jpg").read_bytes()).shape[:2], size)


if __name__ == "__main__":
    unittest.main()
