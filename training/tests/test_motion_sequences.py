import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import numpy as np
from PIL import Image

from kws_training.cli import main
from kws_training.vision import motion_sequences
from kws_training.vision.motion_sequences import _DRAWN, _along

from durations import long

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "signs"


class MotionSequencesTests(unittest.TestCase):
    def test_places_lie_on_the_line_from_its_beginning_to_its_end(self):
        line = _DRAWN["Z"](0)
        places = _along(line, 40)
        np.testing.assert_allclose(places[[0, -1]], line[[0, -1]], atol=1e-9)
        self.assertLess(np.hypot(*np.diff(places, axis=0).T).max(), 0.2)

    def test_none_at_all_is_refused(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["motion-sequences", "--data", "/no/such", "--output", "/no/such", "--each", "0"])
        self.assertEqual(code, 2)
        self.assertIn("--each 0: expected 1 or more", said.getvalue())

    @long
    @mock.patch.multiple(motion_sequences, _PEOPLE=2, _MADE=1)
    def test_hands_that_draw_and_hands_that_do_not_are_written_as_frames(self):
        if not (DATA / "validation").is_dir():
            self.skipTest("shared/data/signs is not there")
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            output = Path(folder) / "sequences"
            self.assertEqual(0, main(["motion-sequences", "--data", str(DATA), "--cache", folder, "--output", str(output),
                                      "--each", "1"]))
            listed = json.loads((output / "sequences.json").read_text(encoding="utf-8"))
            self.assertEqual([line["kind"] for line in listed[:3]], ["J", "Z", "still"])
            for line in listed:
                frames = sorted((output / line["folder"]).glob("*.jpg"))
                self.assertGreater(len(frames), 15)
                first, last = (np.asarray(Image.open(frames[i]).convert("L"), float) for i in (0, -1))
                self.assertEqual(first.shape, (256, 256))
                moved = np.abs(first - last).mean()
                self.assertTrue(moved > 2 or line["kind"] == "still", line)


if __name__ == "__main__":
    unittest.main()
