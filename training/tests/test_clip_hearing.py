import unittest

from kws_training.errors import TrainingError
from kws_training.keyword.report import clip_hearing

FRAMES = 98


class ClipHearingTests(unittest.TestCase):
    def test_section_is_what_the_recipe_says(self):
        clips = {"unsure_below": 0.9, "shift_frames": [-48, 6]}
        self.assertEqual(clips, clip_hearing({"clips": clips}, FRAMES))

    def test_recipe_without_it_has_no_section(self):
        self.assertIsNone(clip_hearing({}, FRAMES))

    def test_wrong_settings_are_refused(self):
        for clips, said in (
                ([3], "expected an object of unsure_below and shift_frames"),
                ({"unsure_below": 0.9}, "expected an object of unsure_below and shift_frames"),
                ({"unsure_below": 0, "shift_frames": [3]}, "clips.unsure_below: 0 is not a number above 0"),
                ({"unsure_below": "much", "shift_frames": [3]}, "clips.unsure_below: 'much'"),
                ({"unsure_below": 0.9, "shift_frames": []}, "clips.shift_frames: \\[\\] are not 1 to 16"),
                ({"unsure_below": 0.9, "shift_frames": [0]}, "clips.shift_frames: \\[0\\]"),
                ({"unsure_below": 0.9, "shift_frames": [3, 3]}, "clips.shift_frames: \\[3, 3\\]"),
                ({"unsure_below": 0.9, "shift_frames": [49]}, "whole numbers of -48 to 48"),
                ({"unsure_below": 0.9, "shift_frames": [1.5]}, "clips.shift_frames: \\[1.5\\]")):
            with self.subTest(clips), self.assertRaisesRegex(TrainingError, said):
                clip_hearing({"clips": clips}, FRAMES)


if __name__ == "__main__":
    unittest.main()
