import contextlib
import io
import json
import os
import signal
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from kws_training import cli, sagemaker

RECIPE = {
    "name": "test", "version": "1.0.0", "seed": 3, "epochs": 3, "batch_size": 16, "learning_rate": 0.01,
    "warm_up_epochs": 0.5, "weight_decay": 0.01, "average_decay": 0.9, "keywords": ["yes", "no"],
    "architecture": {"kind": "tc-resnet", "width": 0.5},
    "sampling": {"per_keyword": 12, "unknown": 12, "silence": 8}, "label_smoothing": 0.02, "spec_augment": None,
}


class SageMakerJobTests(unittest.TestCase):
    """Jobs as SageMaker lays them out, below a folder instead of /opt/ml."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        self.addCleanup(signal.signal, signal.SIGTERM, signal.getsignal(signal.SIGTERM))
        self.root = Path(folder.name)
        self._lay_out({"task": "keyword-spotting", "recipe": "recipes/keyword-spotting/tiny.json"})
        (self.root / "input/data/training").mkdir(parents=True)

    def _lay_out(self, hyperparameters, hosts=("algo-1",)):
        config = self.root / "input/config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "hyperparameters.json").write_text(json.dumps(hyperparameters))
        (config / "resourceconfig.json").write_text(json.dumps({"current_host": "algo-1", "hosts": list(hosts)}))

    def _train(self):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return sagemaker.train(self.root)

    def _asked(self):
        """What the command line is given."""
        with mock.patch.object(cli, "main", return_value=0) as main:
            self.assertEqual(self._train(), 0)
        return main.call_args.args[0]

    def _failure(self):
        return (self.root / "output/failure").read_text()

    def test_job_of_the_orchestrator_is_the_command_line_s(self):
        # As it sends them: texts as JSON, and what AWS's images read besides.
        self._lay_out({"sagemaker_program": '"train.py"', "sagemaker_region": '"eu-west-1"', "task": '"sign-letters"',
                       "recipe": '"recipes/sign-letters/small.json"', "set.epochs": '"2"', "set.name": '"ä b"'})
        self.assertEqual(self._asked(), [
            "train", "--task", "sign-letters", "--recipe", "recipes/sign-letters/small.json", "--set", "epochs=2",
            "--set", "name=ä b", "--data", f"{self.root}/input/data/training", "--output", f"{self.root}/model",
            "--checkpoints", f"{self.root}/checkpoints"])

    def test_hyperparameters_without_quotes_are_taken_as_they_are(self):
        self._lay_out({"task": "keyword-spotting", "recipe": "recipes/a.json", "set.epochs": "2",
                       "set.spec_augment": "null"})
        self.assertEqual(self._asked()[1:9], ["--task", "keyword-spotting", "--recipe", "recipes/a.json",
                                              "--set", "epochs=2", "--set", "spec_augment=null"])

    def test_job_trains_and_leaves_a_package_and_a_checkpoint(self):
        from synthetic_data import write_data_set
        (self.root / "recipe.json").write_text(json.dumps(RECIPE))
        (self.root / "input/data/training").rmdir()
        write_data_set(self.root / "input/data/training")
        self._lay_out({"task": "keyword-spotting", "recipe": str(self.root / "recipe.json"), "device": "cpu",
                       "set.epochs": '"1"'})
        with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": str(self.root / "cache")}):
            self.assertEqual(self._train(), 0)
        package = self.root / "model/keyword-spotting/test/1.0.0"
        self.assertEqual(json.loads((package / "manifest.json").read_text())["name"], "test")
        self.assertTrue(any((self.root / "checkpoints").iterdir()))
        self.assertFalse((self.root / "output/failure").exists())

    def test_fault_of_the_recipe_is_the_reason(self):
        (self.root / "recipe.json").write_text(json.dumps({**RECIPE, "epochs": 0}))
        self._lay_out({"task": "keyword-spotting", "recipe": str(self.root / "recipe.json")})
        self.assertEqual(self._train(), 2)
        self.assertIn("epochs", self._failure())

    def test_every_fault_of_the_hyperparameters_is_named(self):
        self._lay_out({"epochs": "2", "lr": "1"})
        self.assertEqual(self._train(), 2)
        for text in ("task: missing", "recipe: missing", "epochs: not known; allowed: ", "lr: not known"):
            self.assertIn(text, self._failure())

    def test_missing_channel_is_named(self):
        (self.root / "input/data/training").rename(self.root / "input/data/validation")
        self.assertEqual(self._train(), 2)
        self.assertEqual(self._failure(), "channels: validation; 'training' has to be one, with the data set")

    def test_several_machines_are_refused(self):
        self._lay_out({"task": "keyword-spotting", "recipe": "a"}, hosts=["algo-1", "algo-2"])
        self.assertEqual(self._train(), 2)
        self.assertIn("InstanceCount: 2; allowed: 1", self._failure())

    def test_files_that_are_missing_or_damaged_are_named(self):
        file = self.root / "input/config/hyperparameters.json"
        for content, fault in ((None, "no such file"), ("{", "not JSON"), ("[]", "not an object")):
            file.unlink(missing_ok=True)
            if content:
                file.write_text(content)
            self.assertEqual(self._train(), 2)
            self.assertIn(fault, self._failure())

    def test_unforeseen_fault_is_told_shortened_and_is_no_bad_input(self):
        with mock.patch.object(cli, "main", side_effect=MemoryError("x" * 5000)):
            self.assertEqual(self._train(), 1)
        self.assertTrue(self._failure().startswith("MemoryError: xxx"))
        self.assertEqual(len(self._failure()), 1024)

    def test_stop_before_training_is_no_failure(self):
        with mock.patch.object(cli, "main", side_effect=lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM)):
            self.assertEqual(self._train(), 3)
        self.assertFalse((self.root / "output/failure").exists())


if __name__ == "__main__":
    unittest.main()
