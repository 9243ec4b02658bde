import contextlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path

import torch

from kws_training.cli import main
from kws_training.keyword.package_model import PackageModel
from kws_training.onnx_runner import OnnxRunner
from kws_training.package import file_entry, read_manifest, write_manifest

MODELS = Path(__file__).resolve().parents[2] / "models" / "keyword-spotting"


def _newest(name):
    return max((MODELS / name).glob("*/manifest.json")).parent


class ClipsPackageTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def _network(self):
        """The first network of `small` 1.3.0, with a section of its own."""
        folder = self.root / "network"
        shutil.copytree(MODELS / "small" / "1.3.0", folder)
        manifest = read_manifest(folder) | {"clips": {"unsure_below": 0.7, "shift_frames": [-2]}}
        write_manifest(folder / "manifest.json", manifest)
        return folder

    def _run(self, package, network):
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(lines):
            code = main(["clips", "--package", str(package), "--network", str(network), "--version", "9.0.0", "--output",
                         str(self.root)])
        return code, lines.getvalue()

    def test_package_has_the_network_beside_its_own_and_nothing_else_changes(self):
        package, network = _newest("tiny"), self._network()
        code, said = self._run(package, network)
        self.assertEqual(code, 0, said)
        folder, tiny = self.root / "tiny" / "9.0.0", read_manifest(package)
        manifest = read_manifest(folder)
        for entry in manifest["files"]:
            self.assertEqual(entry, file_entry(folder, entry["path"]))
        self.assertEqual(tiny["files"], manifest["files"][:-1])
        self.assertEqual({"unsure_below": 0.7, "shift_frames": [-2], "file": "clips.onnx"}, manifest["clips"])
        self.assertEqual(manifest["cost"]["clips"]["bytes"], manifest["files"][-1]["bytes"])
        for key in ("detection", "labels", "features", "inputs", "outputs"):
            self.assertEqual(tiny[key], manifest[key])

    def test_verifier_stays_beside_it_in_eight_bits(self):
        code, said = self._run(_newest("small"), self._network())
        self.assertEqual(code, 0, said)
        manifest, small = read_manifest(self.root / "small" / "9.0.0"), read_manifest(_newest("small"))
        self.assertEqual(["model.onnx", "verifier.onnx", "clips.onnx"], [entry["path"] for entry in manifest["files"]])
        self.assertEqual(small["files"][0], manifest["files"][0])
        self.assertEqual(small["verifier"], manifest["verifier"])
        self.assertLess(manifest["cost"]["verifier"]["bytes"], 200_000)
        self.assertEqual(manifest["cost"]["verifier"]["bytes"], manifest["files"][1]["bytes"])
        self.assertFalse([metric for metric in manifest["metrics"] if metric["name"].startswith(("clips.", "stream."))])

    def test_network_answers_as_it_did_but_for_eight_bits(self):
        network = self._network()
        self._run(_newest("tiny"), network)
        features = torch.randn(8, 98, 40, generator=torch.Generator().manual_seed(1)) * 3 - 5
        whole = OnnxRunner(network / "model.onnx").run(features)
        rounded = OnnxRunner(self.root / "tiny" / "9.0.0" / "clips.onnx").run(features)
        self.assertLess(float((whole - rounded).abs().max()), 0.1)
        self.assertGreater(float((whole - PackageModel(_newest("tiny"))._runner.run(features)).abs().max()), 0.1)

    def test_what_does_not_fit_is_refused_naming_it(self):
        other = self.root / "other"
        other.mkdir()
        (other / "manifest.json").write_text(json.dumps(read_manifest(_newest("small")) | {"labels": ["silence", "unknown"]}))
        for package, network, said in (
                (_newest("small"), MODELS / "small" / "1.3.0", "it has no section clips"),
                (_newest("tiny"), other, "labels differ from those of"),
                (_newest("tiny"), _newest("small-stream"), "it keeps a state")):
            with self.subTest(said):
                code, error = self._run(package, network)
                self.assertEqual(code, 2, error)
                self.assertIn(said, error)


if __name__ == "__main__":
    unittest.main()
