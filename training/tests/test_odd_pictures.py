"""Odd but real-life pictures: the trainer sees the pixels that the vision service sees."""

import json
import re
import tempfile
import unittest
from pathlib import Path

import numpy as np

from kws_training.vision.photos import PHOTO_SUFFIXES, list_photos
from kws_training.vision.preprocessing import decode

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden" / "odd-pictures"


class OddPicturesTests(unittest.TestCase):
    def test_pictures_are_decoded_to_their_pixels(self):
        for case in json.loads((GOLDEN / "cases.json").read_text(encoding="utf-8")):
            with self.subTest(case["picture"]):
                right = np.fromfile(GOLDEN / case["pixels"], np.uint8).reshape(16, 32, 3).astype(int)
                pixels = decode((GOLDEN / case["picture"]).read_bytes())
                self.assertEqual(pixels.shape, right.shape)
                self.assertLessEqual(int(np.abs(pixels - right).max()), case["tolerance"])

    def test_endings_are_those_of_the_table_in_the_documents(self):
        page = (HERE.parents[1] / "docs" / "images.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (?:JPEG|PNG) \| ([^|]+) \|", page, re.MULTILINE)
        self.assertEqual(set(re.findall(r"`(\.\w+)`", " ".join(rows))), set(PHOTO_SUFFIXES))

    def test_files_of_attributes_beside_photos_are_no_photos(self):
        with tempfile.TemporaryDirectory() as root:
            letter = Path(root) / "me" / "A"
            letter.mkdir(parents=True)
            for name in ("1.JPG", "._1.JPG", "2.jfif"):
                (letter / name).write_bytes(b"")
            self.assertEqual([file.name for _, _, file in list_photos(Path(root))], ["1.JPG", "2.jfif"])


if __name__ == "__main__":
    unittest.main()
