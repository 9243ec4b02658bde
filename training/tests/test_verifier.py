import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import soundfile
import torch

from kws_training.cli import main
from kws_training.export import export_onnx
from kws_training.keyword import spoken_words
from kws_training.keyword.clips import ClipSet
from kws_training.keyword.verifier_labels import let_labels_pass, passing_thresholds
from kws_training.keyword.verifier_windows import VerifierWindows
from kws_training.onnx_runner import OnnxRunner
from kws_training.package import file_entry, read_manifest
from durations import long
from synthetic_data import word

BASE = next((Path(__file__).resolve().parents[2] / "models" / "keyword-spotting" / "tiny").glob("*/manifest.json")).parent
RECIPE = {
    "name": "tiny-sure", "version": "1.0.0", "verifies": str(BASE), "seed": 1, "epochs": 12, "batch_size": 32,
    "learning_rate": 0.006, "warm_up_epochs": 0.5, "weight_decay": 0.01, "average_decay": 0.9, "window_sets": 1,
    "architecture": {"kind": "stem-tcn", "channels": 16, "kernels": [9], "strides": [1], "stem": [8, 8], "head": 16,
                     "positions": 99},
    "synthetic": {"per_keyword": 1, "unknown": 8, "sentences": 1}, "talk": {},
    "sampling": {"per_keyword": 40, "unknown": 300, "silence": 40,
                 "unknown_shares": {"running": 0.1, "talk": 0.4, "beside": 0.2}},
    # Tones are no speech: strong augmentation would hide what tells them apart.
    "augmentation": {"noise_share": 0, "gain_db": [-6, 3], "neighbour_share": 0, "band_limit_share": 0,
                     "reverberation_share": 0},
}
KEYWORDS = ("yes", "no")


@unittest.skipUnless(spoken_words.available(), "espeak-ng is not installed")
class VerifierTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls._folder = tempfile.TemporaryDirectory()
        cls.root = Path(cls._folder.name)
        random = np.random.default_rng(4)
        labels = read_manifest(BASE)["labels"][2:]
        for split, count in (("train", 6), ("validation", 2)):
            for label in (*labels, "bed"):
                folder = cls.root / "data" / split / label
                folder.mkdir(parents=True)
                for number in range(count):
                    sound = word(label if label in KEYWORDS else "bed", random)
                    soundfile.write(str(folder / f"{split}{number}_nohash_0.wav"), sound, 16000)
        talk = cls.root / "data" / "running" / "room"
        talk.mkdir(parents=True)
        for number in range(8):
            soundfile.write(str(talk / f"{number}.wav"), cls._talk(random, 6), 16000)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @staticmethod
    def _talk(random, seconds):
        """Tones without a pause."""
        tones = np.concatenate([word("cat", random)[4000:9000] for _ in range(int(seconds * 16000 / 5000) + 1)])
        return tones[:int(seconds * 16000)] + random.standard_normal(int(seconds * 16000)) * 0.02

    def _train(self, output, **changes):
        recipe = self.root / f"{output}.json"
        recipe.write_text(json.dumps({**RECIPE, **changes}))
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(io.StringIO()):
            code = main(["train", "--task", "keyword-spotting", "--recipe", str(recipe), "--data", str(self.root / "data"),
                         "--output", str(self.root / output), "--cache", str(self.root / "cache"), "--device", "cpu"])
        return code, [json.loads(line) for line in lines.getvalue().splitlines()]

    @long
    def test_package_is_its_base_with_a_second_network(self):
        code, events = self._train("sure")
        self.assertEqual(code, 0, events[-1])
        folder, base = self.root / "sure" / "keyword-spotting" / "tiny-sure" / "1.0.0", read_manifest(BASE)
        manifest = read_manifest(folder)
        self.assertEqual((folder / "model.onnx").read_bytes(), (BASE / "model.onnx").read_bytes())
        self.assertEqual({key: manifest[key] for key in ("labels", "detection", "features_sha256")},
                         {key: base[key] for key in ("labels", "detection", "features_sha256")})
        self.assertEqual(manifest["verifier"], {"file": "verifier.onnx", "frames": 198, "looks": 6,
                                                "thresholds": dict.fromkeys(base["labels"][2:], 0.5),
                                                "alone": base["detection"]["thresholds"]})
        self.assertEqual(manifest["files"][-1], file_entry(folder, "verifier.onnx"))
        self.assertEqual(manifest["training"]["verifier"]["recipe"]["verifies"], f"tiny/{base['version']}")
        epochs = [event for event in events if event["event"] == "epoch"]
        self.assertLess(epochs[-1]["loss"], epochs[0]["loss"])
        posteriors = OnnxRunner(folder / "verifier.onnx").run(torch.zeros(3, 198, 40))
        np.testing.assert_allclose(posteriors.sum(1).numpy(), 1, atol=1e-5)

    def test_word_more_passes_a_verifier_that_does_not_know_it(self):
        source, target = self.root / "known.onnx", self.root / "more.onnx"
        export_onnx(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(198 * 40, 4)), torch.zeros(1, 198, 40),
                    "features", source)
        let_labels_pass(source, target, 2)
        heard = torch.randn(3, 198, 40, generator=torch.Generator().manual_seed(1))
        known, more = OnnxRunner(source).run(heard).numpy(), OnnxRunner(target).run(heard).numpy()
        np.testing.assert_allclose(more.sum(1), 1, atol=1e-5)
        np.testing.assert_allclose(more[:, :4], known * 0.998, atol=1e-6)
        thresholds = passing_thresholds({"yes": 0.5, "no": 0.9}, ["cat", "dog"])
        self.assertTrue((more[:, 4:] >= thresholds["cat"]).all())
        self.assertEqual(thresholds, {"yes": 0.499, "no": 0.8982, "cat": 0.0005, "dog": 0.0005})

    def test_words_before_a_command_leave_a_pause_and_fill_the_window(self):
        random = np.random.default_rng(2)
        clips = ClipSet.of([np.round(word(name, random) * 32767).astype(np.int16) for name in ("yes", "bed") * 8],
                           ["yes", "bed"] * 8)
        windows = VerifierWindows.__new__(VerifierWindows)
        windows._samples, windows._words = 32000, clips
        starts = np.full(16, 26000.0)
        waves = windows._words_before(clips, starts, torch.full((16,), 0.1), random).numpy()
        self.assertTrue(np.isfinite(waves).all())
        # Nothing but the recordings' hiss in the 0.3 s before the command; a word within the second before that.
        pause, before = waves[:, 26000 - 4700:26000], waves[:, 4000:26000 - 4800]
        self.assertLess(np.sqrt(np.square(pause).mean(axis=1)).max(), 0.015)
        self.assertGreater(np.abs(before).max(axis=1).min(), 0.05)

    def test_talk_is_a_must(self):
        code, events = self._train("mute", talk=None)
        self.assertEqual((code, "talk" in events[-1]["error"]), (2, True))

    def test_package_that_is_not_there_is_named(self):
        code, events = self._train("nobody", verifies="keyword-spotting/nobody/1.0.0")
        self.assertEqual((code, "keyword-spotting/nobody/1.0.0" in events[-1]["error"]), (2, True))


if __name__ == "__main__":
    unittest.main()
