import contextlib
import io
import json
import os
import shutil
import signal
import tempfile
import threading
import unittest
from pathlib import Path

import torch

from kws_training.cli import main
from kws_training.environment import from_script_mode, locations
from kws_training.errors import TrainingError
from kws_training.keyword.package_model import PackageModel
from durations import long
from synthetic_data import write_data_set

RECIPE = {
    "name": "test", "version": "1.0.0", "seed": 3, "epochs": 4, "batch_size": 32, "learning_rate": 0.01,
    "warm_up_epochs": 0.5, "weight_decay": 0.01, "average_decay": 0.9, "keywords": ["yes", "no"],
    "architecture": {"kind": "tc-resnet", "width": 0.5},
    "sampling": {"per_keyword": 100, "unknown": 120, "silence": 64}, "label_smoothing": 0.02,
    # Tones are no speech: strong augmentation would hide what tells them apart.
    "augmentation": {"noise_share": 0.3, "snr_db": [15, 40], "gain_db": [-6, 3], "neighbour_share": 0,
                     "band_limit_share": 0, "reverberation_share": 0}, "spec_augment": None,
}

# For what does not depend on how much it learns.
SHORT = {**RECIPE, "epochs": 3, "batch_size": 16, "sampling": {"per_keyword": 12, "unknown": 12, "silence": 8}}


class TrainingRunTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(2)
        cls._folder = tempfile.TemporaryDirectory()
        cls.root = Path(cls._folder.name)
        cls.data = write_data_set(cls.root / "data")
        # Trained once: what several tests look at, quantise or learn from.
        cls.learned = cls._train("learns", {**RECIPE, "epochs": 8, "smoothing_windows": 7})

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @classmethod
    def _train(cls, output, recipe=None, *more):
        recipe_file = cls.root / f"{output}.json"
        recipe_file.write_text(json.dumps(recipe or RECIPE))
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines):
            code = main(["train", "--task", "keyword-spotting", "--recipe", str(recipe_file), "--data", str(cls.data),
                         "--output", str(cls.root / output), "--cache", str(cls.root / "cache"), "--device", "cpu",
                         *more])
        return code, [json.loads(line) for line in lines.getvalue().splitlines()]

    def test_run_learns_and_writes_a_package_that_answers(self):
        code, events = self.learned
        self.assertEqual(code, 0)
        self.assertEqual([e["epoch"] for e in events if e["event"] == "epoch"], list(range(1, 9)))
        package = PackageModel(self.root / "learns" / "keyword-spotting" / "test" / "1.0.0")
        metrics = {m["name"]: m["value"] for m in package.manifest["metrics"]}
        self.assertGreater(metrics["accuracy"], 0.75)
        # What needs a stream is measured by `kws`, which hears as the services do.
        self.assertEqual({name.partition(".")[0] for name in metrics}, {"accuracy", "recall"})
        self.assertEqual(package.manifest["detection"]["thresholds"], {"yes": 0.8, "no": 0.8})
        self.assertEqual(package.manifest["labels"], ["silence", "unknown", "yes", "no"])
        self.assertEqual(package.classify(torch.zeros(1, 16000)).argmax(), 0)

    def test_quantised_package_is_smaller_and_nearly_as_right(self):
        package = self.root / "learns" / "keyword-spotting" / "test" / "1.0.0"
        arguments = ["quantise", "--data", str(self.data), "--cache", str(self.root / "cache"), "--output", str(self.root / "small")]
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(main([*arguments, "--package", str(package)]), 0)
        before, after = PackageModel(package).manifest, PackageModel(self.root / "small" / "test-int8" / "1.0.0").manifest
        self.assertEqual((before["detection"]["smoothing_windows"], after["name"]), (7, "test-int8"))
        self.assertEqual(before["detection"], after["detection"])
        self.assertLess(after["cost"]["bytes"], 0.6 * before["cost"]["bytes"])
        self.assertEqual(after["cost"]["bytes"], after["files"][0]["bytes"])
        self.assertAlmostEqual(before["metrics"][0]["value"], after["metrics"][0]["value"], delta=0.05)
        with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(main([*arguments, "--package", str(self.root / "small" / "test-int8" / "1.0.0")]), 2)
        self.assertIn("eight bits already", said.getvalue())

    def test_resumed_run_equals_an_uninterrupted_one(self):
        self._train("whole", SHORT)
        self._train_until_epoch("parts", SHORT, 1)
        code, events = self._train("parts", SHORT)
        self.assertEqual(code, 0)
        self.assertEqual([e["event"] for e in events].count("resumed"), 1)
        # The first one again: nobody may have heard of it.
        self.assertEqual([e["epoch"] for e in events if e["event"] == "epoch"], [1, 2, 3])
        weights = [torch.load(self.root / name / "keyword-spotting" / "test" / "1.0.0.pt") for name in ("whole", "parts")]
        for name, value in weights[0].items():
            torch.testing.assert_close(weights[1][name], value, rtol=0, atol=0)

    def _train_until_epoch(self, output, recipe, epoch):
        """Asks the run to stop, as SageMaker and the orchestrator do, once `epoch` epochs are checkpointed."""
        checkpoint = self.root / output / "progress.jsonl"
        done = threading.Event()

        def watch():
            while not done.wait(0.01):
                if checkpoint.is_file() and f'"epoch": {epoch}, "epochs"' in checkpoint.read_text():
                    os.kill(os.getpid(), signal.SIGTERM)
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            code, events = self._train(output, recipe)
        finally:
            done.set()
            watcher.join()
        self.assertEqual(code, 3)
        self.assertEqual(events[-1]["event"], "cancelled")

    def test_keywords_of_the_data_are_its_folders_and_other_words_are_asked_for(self):
        data = self.root / "own"
        shutil.copytree(self.data / "train", data / "train")
        shutil.copytree(self.data / "validation", data / "validation")
        others = sorted(folder.name for folder in (data / "train").iterdir() if folder.name not in ("yes", "no"))
        recipe = {**SHORT, "epochs": 1, "keywords": "of-the-data",
                  "data": {"licence": "ours", "attribution": ["us"], "measured_on": "own validation"}}
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            code, _ = self._train("all-keywords", recipe, "--data", str(data))
        self.assertEqual(code, 2)
        self.assertIn("no other words than the keywords", errors.getvalue())

        for split in ("train", "validation"):
            (data / split / others[0]).rename(data / split / "unknown")
        code, _ = self._train("own", recipe, "--data", str(data))
        self.assertEqual(code, 0)
        manifest = PackageModel(self.root / "own" / "keyword-spotting" / "test" / "1.0.0").manifest
        self.assertEqual(manifest["labels"], ["silence", "unknown", *sorted(["yes", "no", *others[1:]])])
        self.assertEqual((manifest["licence"], manifest["attribution"]), ("ours", ["us"]))
        self.assertEqual({metric["data"] for metric in manifest["metrics"]}, {"own validation"})

    def test_bad_recipe_names_every_fault_and_exits_with_2(self):
        code, events = self._train("bad", {**RECIPE, "epochs": 0, "seed": "one"})
        self.assertEqual(code, 2)
        self.assertIn("epochs", events[-1]["error"])
        self.assertIn("seed", events[-1]["error"])

    def test_run_goes_on_from_other_weights(self):
        self._train("first", {**SHORT, "epochs": 1})
        weights = self.root / "first" / "keyword-spotting" / "test" / "1.0.0.pt"
        slow = {**SHORT, "epochs": 1, "learning_rate": 1e-9, "average_decay": 0.0, "start_from": str(weights)}
        code, _ = self._train("second", slow)
        self.assertEqual(code, 0)
        first, second = torch.load(weights), torch.load(self.root / "second" / "keyword-spotting" / "test" / "1.0.0.pt")
        torch.testing.assert_close(second["classify.1.weight"], first["classify.1.weight"], rtol=0, atol=1e-5)

    @long
    def test_student_learns_from_a_teacher_alone(self):
        student = {**RECIPE, "name": "student", "epochs": 8, "window_sets": 2, "band_warp": {"most": 0.02},
                   "label_bias": {"unknown": -0.5},
                   "teacher": {"packages": ["keyword-spotting/test/1.0.0"], "share": 1.0, "temperature": 1.0}}
        code, _ = self._train("learns", {**student, "seed": 4})
        self.assertEqual(code, 0)
        package = PackageModel(self.root / "learns" / "keyword-spotting" / "student" / "1.0.0")
        metrics = {m["name"]: m["value"] for m in package.manifest["metrics"]}
        self.assertGreater(metrics["accuracy"], 0.7)
        self.assertEqual(len(list((self.root / "cache").glob("windows-*/*answers-*.npy"))), 2)

    def test_absent_teacher_is_named(self):
        code, events = self._train("alone", {**RECIPE, "teacher": {"packages": ["no/such/1.0.0"]}})
        self.assertEqual((code, "no/such" in events[-1]["error"]), (2, True))

    def test_missing_weights_to_start_from_are_named(self):
        code, events = self._train("nowhere", {**RECIPE, "start_from": "/no/such.pt"})
        self.assertEqual((code, "/no/such.pt" in events[-1]["error"]), (2, True))

    def test_unknown_architecture_is_named(self):
        code, events = self._train("odd", {**RECIPE, "architecture": {"kind": "transformer"}})
        self.assertEqual(code, 2)
        self.assertIn("transformer", events[-1]["error"])

    def test_data_set_without_clips_is_refused(self):
        with tempfile.TemporaryDirectory() as empty, contextlib.redirect_stdout(io.StringIO()) as lines:
            recipe = self.root / "r.json"
            recipe.write_text(json.dumps(RECIPE))
            code = main(["train", "--task", "keyword-spotting", "--recipe", str(recipe), "--data", empty, "--output",
                         str(self.root / "empty")])
        self.assertEqual(code, 2)
        self.assertIn("no clips", lines.getvalue())


class LocationTests(unittest.TestCase):
    def test_sagemaker_variables_are_used(self):
        with tempfile.TemporaryDirectory() as folder:
            places = locations(environ={"SM_CHANNEL_TRAINING": folder, "SM_MODEL_DIR": "/opt/ml/model"})
        self.assertEqual(str(places.output), "/opt/ml/model")
        self.assertEqual(str(places.checkpoints), "/opt/ml/checkpoints")

    def test_argument_wins_over_sagemaker(self):
        with tempfile.TemporaryDirectory() as folder:
            places = locations(folder, "out", environ={"SM_CHANNEL_TRAINING": "/nowhere", "SM_MODEL_DIR": "/opt/ml/model"})
        self.assertEqual((str(places.data), str(places.output)), (folder, "out"))

    def test_missing_folder_is_named(self):
        with self.assertRaisesRegex(TrainingError, "/no/such"):
            locations("/no/such", environ={})

    def test_hyperparameters_of_script_mode_are_the_recipes_settings(self):
        taken = from_script_mode(["--recipe", "recipes/a.json", "--set.epochs", "2", "--set.name", "mine", "--task",
                                  "keyword-spotting", "--set.synthetic.unknown", "-1"])
        self.assertEqual(taken, ["--recipe", "recipes/a.json", "--set", "epochs=2", "--set", "name=mine", "--task",
                                 "keyword-spotting", "--set", "synthetic.unknown=-1"])


if __name__ == "__main__":
    unittest.main()
