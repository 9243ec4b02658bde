import contextlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path

import numpy as np
import soundfile
import torch

from kws_training.cli import main
from kws_training.keyword import spoken_words
from kws_training.keyword.clips_package import clips_package
from kws_training.keyword.package_model import PackageModel
from kws_training.package import read_manifest, write_manifest
from synthetic_data import word

BASE = next((Path(__file__).resolve().parents[2] / "models" / "keyword-spotting" / "tiny").glob("*/manifest.json")).parent
RECIPE = {
    "name": "tiny-cat", "version": "1.0.0", "seed": 1, "epochs": 6, "batch_size": 32, "learning_rate": 0.004,
    "warm_up_epochs": 0.5, "weight_decay": 0.01, "average_decay": 0.9, "architecture": {"kind": "extended"}, "passes": 2,
    "windows": {"word": 160, "cut": 20, "spliced": 10, "reversed": 0, "alike": 100, "other": 20, "old": 30, "broken": 10,
                "talk": 20, "silence": 30},
    "spoken": {"keyword_times": 2, "others": 24, "sentences": 1},
    # Tones are no speech: strong augmentation would hide what tells them apart.
    "augmentation": {"noise_share": 0.3, "snr_db": [15, 40], "gain_db": [-6, 3], "neighbour_share": 0,
                     "band_limit_share": 0, "reverberation_share": 0},
}


def _with_a_network_for_clips(package, root):
    """The package again, whose unclear clips a network hears that does not know new words."""
    network = root / "network"
    shutil.copytree(package, network)
    manifest = read_manifest(network) | {"clips": {"unsure_below": 0.7, "shift_frames": [-2]}}
    write_manifest(network / "manifest.json", manifest)
    with contextlib.redirect_stdout(io.StringIO()):
        return clips_package(package, network, root / "base", "9.0.0")


class WordTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls._folder = tempfile.TemporaryDirectory()
        cls.root = Path(cls._folder.name)
        cls.base = _with_a_network_for_clips(BASE, cls.root)
        random = np.random.default_rng(4)
        for split, count in (("train", 16), ("validation", 8)):
            for label, sound in (("cat", "cat"), ("unknown", "bed")):
                folder = cls.root / "data" / split / label
                folder.mkdir(parents=True)
                for number in range(count):
                    soundfile.write(str(folder / f"{split}{number}_nohash_0.wav"), word(sound, random), 16000)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    def _train(self, output, **changes):
        recipe = self.root / f"{output}.json"
        recipe.write_text(json.dumps({**RECIPE, "extends": str(self.base), **changes}))
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(io.StringIO()):
            code = main(["train", "--task", "keyword-spotting", "--recipe", str(recipe), "--data", str(self.root / "data"),
                         "--output", str(self.root / output), "--cache", str(self.root / "cache"), "--device", "cpu"])
        return code, [json.loads(line) for line in lines.getvalue().splitlines()]

    @unittest.skipUnless(spoken_words.available(), "espeak-ng is not installed")
    def test_word_is_heard_and_the_old_ones_as_before(self):
        code, events = self._train("heard")
        self.assertEqual(code, 0, events[-1])
        base, package = PackageModel(self.base), PackageModel(self.root / "heard" / "keyword-spotting" / "tiny-cat" / "1.0.0")
        self.assertEqual(package.labels, [*base.labels, "cat"])
        # The model hears unclear clips again itself.
        self.assertEqual({"unsure_below": 0.7, "shift_frames": [-2]}, package.manifest["clips"])
        self.assertEqual(["model.onnx"], [entry["path"] for entry in package.manifest["files"]])
        metrics = {metric["name"]: metric["value"] for metric in package.manifest["metrics"]}
        self.assertGreater(metrics["recall.cat"], 0.7)
        waves = torch.from_numpy(np.stack([word(name, np.random.default_rng(9)) for name in ("cat", "yes", "no", "bed")]))
        before, after = base.classify(waves), package.classify(waves)
        # All but silence and unknown, from which the new word takes what it gets.
        np.testing.assert_allclose(after[:, 2:-1], before[:, 2:], atol=1e-5)
        np.testing.assert_allclose(after[:, :2].sum(1) + after[:, -1], before[:, :2].sum(1), atol=1e-5)
        thresholds = package.manifest["detection"]["thresholds"]
        self.assertEqual(thresholds, {**base.manifest["detection"]["thresholds"], "cat": 0.8})
        self.assertEqual(package.manifest["training"]["recipe"]["extends"], f"tiny/{base.manifest['version']}")

    def test_words_that_the_base_knows_are_no_new_ones(self):
        data = self.root / "known"
        for split in ("train", "validation"):
            (data / split / "yes").mkdir(parents=True)
            soundfile.write(str(data / split / "yes" / "a_nohash_0.wav"), word("yes", np.random.default_rng(1)), 16000)
        recipe = self.root / "known.json"
        recipe.write_text(json.dumps({**RECIPE, "extends": str(self.base)}))
        with contextlib.redirect_stdout(io.StringIO()) as lines, contextlib.redirect_stderr(io.StringIO()):
            code = main(["train", "--task", "keyword-spotting", "--recipe", str(recipe), "--data", str(data),
                         "--output", str(self.root / "known-out")])
        self.assertEqual(code, 2)
        self.assertIn("no word that tiny/", lines.getvalue())

    def test_odd_recipe_key_is_named(self):
        code, events = self._train("odd", windows={"words": 3})
        self.assertEqual((code, "windows: unknown keys ['words']" in events[-1]["error"]), (2, True))


if __name__ == "__main__":
    unittest.main()
