"""A whole sign training in miniature: photos in, a package out that says what it is."""

import contextlib
import hashlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import onnx

from kws_training.cli import main
from durations import long
from made_signs import write_signs

RECIPE = {
    "name": "tiny", "version": "0.1.0", "seed": 1, "epochs": 2, "batch_size": 8, "learning_rate": 0.003,
    "warm_up_epochs": 0.5, "weight_decay": 0.01, "average_decay": 0.5,
    "architecture": {"kind": "letter-network", "side": 32, "widths": [8, 8, 12, 16], "depths": [1, 1, 1, 1]},
    "pictures_per_epoch": 48, "nothing_share": 0.05,
    "segmenter": {"steps": 4, "made_steps": 2, "widths": [8, 8, 8, 8, 8]},
    "sources": {"cut": {"share": 0.5, "cut_out": True}, "room": {"share": 0.5, "drop": "C"}},
}


class SignTrainingTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        write_signs(self.root / "data" / "train")
        write_signs(self.root / "data" / "validation", sources=("room",), per_letter=2, seed=2)

    def train(self, **changes):
        (self.root / "recipe.json").write_text(json.dumps({**RECIPE, **changes}), encoding="utf-8")
        return main(["train", "--task", "sign-letters", "--recipe", str(self.root / "recipe.json"), "--data",
                     str(self.root / "data"), "--output", str(self.root / "out"), "--cache", str(self.root / "cache"),
                     "--threads", "1", "--device", "cpu"])

    def test_photos_become_a_package(self):
        self.assertEqual(self.train(), 0)
        folder = self.root / "out" / "sign-letters" / "tiny" / "0.1.0"
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.assertEqual(manifest["labels"][-1], "nothing")
        self.assertEqual(manifest["inputs"][0]["shape"], [-1, 3, 128, 128])
        self.assertEqual(manifest["image"]["crop"], "centre-square")
        content = (folder / "model.onnx").read_bytes()
        self.assertEqual(manifest["files"][0]["sha256"], hashlib.sha256(content).hexdigest())
        graph = onnx.load_from_string(content)
        self.assertEqual(graph.opset_import[0].version, 13)
        self.assertEqual([o.name for o in graph.graph.output], ["posteriors"])
        self.assertEqual(graph.graph.input[0].type.tensor_type.shape.dim[0].dim_param, "batch")
        self.assertTrue(any(m["data"].startswith("room") for m in manifest["metrics"]))

    @long
    def test_package_is_trained_further_with_people_and_measured_by_the_yardstick(self):
        self.assertEqual(self.train(architecture={**RECIPE["architecture"], "looks": 2}), 0)
        first = self.root / "out" / "sign-letters" / "tiny" / "0.1.0"
        self.assertEqual(self.train(
            version="0.2.0", epochs=1, people=3, start_from=str(first), architecture={**RECIPE["architecture"], "looks": 2},
            segmenter={"start_from": str(first), "scene_steps": 2, "widths": [8, 8, 8, 8, 8]}), 0)
        further = self.root / "out" / "sign-letters" / "tiny" / "0.2.0"
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            self.assertEqual(main(["sign-yardstick", "--package", str(further), "--cutter", str(first), "--data",
                                   str(self.root / "data"), "--cache", str(self.root / "cache"), "--no-hand",
                                   str(self.root / "data" / "validation")]), 0)
        for line in ("room: photos: letters right", "room: streams of jittered photos: right by the mean",
                     "scenes with a person and no hand: answered with a letter", "pictures of validation"):
            self.assertIn(line, printed.getvalue())

    def test_scene_steps_without_people_are_refused(self):
        self.assertEqual(self.train(segmenter={"scene_steps": 2}), 2)

    @long
    def test_package_of_other_labels_is_no_start(self):
        self.assertEqual(self.train(epochs=1), 0)
        package = self.root / "out" / "sign-letters" / "tiny" / "0.1.0"
        self.assertEqual(self.train(start_from=str(package), nothing_share=0, version="0.2.0"), 2)

    @long
    def test_left_out_source_is_measured_and_not_trained_on(self):
        self.assertEqual(self.train(leave_out="room", epochs=1), 0)
        lines = (self.root / "out" / "progress.jsonl").read_text(encoding="utf-8").splitlines()
        epoch = next(line for line in map(json.loads, lines) if line["event"] == "epoch")
        self.assertIn("accuracy_left_out_room", epoch)

    def test_recipe_without_a_cut_out_source_is_refused(self):
        self.assertEqual(self.train(sources={}), 2)

    def test_unknown_augmentation_key_is_refused(self):
        self.assertEqual(self.train(augmentation={"zoom": 2}), 2)

    def test_unknown_left_out_source_is_refused(self):
        self.assertEqual(self.train(leave_out="nobody"), 2)


if __name__ == "__main__":
    unittest.main()
