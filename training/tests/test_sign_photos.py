"""Reading folders of photos: sources, dropped letters, clear errors."""

import tempfile
import unittest
from pathlib import Path

import numpy as np
from PIL import Image

from kws_training.vision.letters import LETTERS
from kws_training.vision.photo_cache import load_cached
from kws_training.vision.photos import PhotoFolderError, list_photos, load
from kws_training.vision.preprocessing import ImageSpec
from kws_training.vision.sampling import drawing_weights, letters_of_sources

import torch
from made_signs import write_signs

SPEC = ImageSpec(width_pixels=32, height_pixels=32)


class PhotosTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name) / "train"
        write_signs(self.root)

    def test_dropped_letter_of_one_source_stays_in_the_other(self):
        photos = load(self.root, SPEC, drops=["room/B"])
        seen = {(photos.source_names[s], LETTERS[l]) for s, l in zip(photos.sources, photos.letters)}
        self.assertNotIn(("room", "B"), seen)
        self.assertIn(("cut", "B"), seen)

    def test_left_out_source_leaves_nothing_behind(self):
        photos = load(self.root, SPEC)
        left, rest = photos.of_source("room"), photos.without_source("room")
        self.assertEqual(len(left) + len(rest), len(photos))
        self.assertEqual(set(left.sources) & set(rest.sources), set())

    def test_trim_cuts_a_drawn_frame_away(self):
        framed = np.full((64, 64, 3), 90, np.uint8)
        framed[:2], framed[-2:], framed[:, :2], framed[:, -2:] = 255, 255, 255, 255
        for file in (self.root / "room").glob("*/*.png"):
            Image.fromarray(framed).save(file)
        photos = load(self.root, SPEC, trims={"room": 2 / 64}).of_source("room")
        self.assertEqual(int(photos.pixels.max()), 90)

    def test_unknown_letter_folder_is_named(self):
        (self.root / "room" / "J").mkdir()
        with self.assertRaisesRegex(PhotoFolderError, "room/J"):
            list_photos(self.root)

    def test_damaged_photo_is_named(self):
        (self.root / "room" / "A" / "damaged.png").write_bytes(b"no picture")
        with self.assertRaisesRegex(PhotoFolderError, "damaged.png"):
            load(self.root, SPEC)

    def test_cache_gives_the_same_photos_and_notices_a_new_one(self):
        cache = self.root.parent / "cache"
        first = load_cached(self.root, SPEC, cache)
        np.testing.assert_array_equal(load_cached(self.root, SPEC, cache).pixels, first.pixels)
        Image.new("RGB", (9, 9)).save(self.root / "room" / "A" / "new.png")
        self.assertEqual(len(load_cached(self.root, SPEC, cache)), len(first) + 1)

    def test_letters_weigh_the_same_and_sources_as_their_shares(self):
        letters = torch.tensor([0, 0, 0, 0, 1])
        sources = torch.tensor([0, 0, 0, 1, 0])
        weights = drawing_weights(letters, sources, [3.0, 1.0], 2)
        self.assertAlmostEqual(float(weights[letters == 0].sum()), float(weights[4]))
        self.assertAlmostEqual(float(weights[:3].sum() / weights[3]), 3.0)

    def test_source_is_asked_only_for_its_own_letters_and_for_nothing(self):
        known = letters_of_sources(torch.tensor([0, 1, 0]), torch.tensor([0, 0, 1]), 2, len(LETTERS) + 1)
        self.assertEqual(known[:, :3].tolist(), [[1, 1, 0], [1, 0, 0]])
        self.assertEqual(known[:, -1].tolist(), [1, 1])


if __name__ == "__main__":
    unittest.main()
