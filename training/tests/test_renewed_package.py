import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import onnx
import torch

from kws_training import models
from kws_training.cli import main
from kws_training.export import export_onnx
from kws_training.keyword.verifier_labels import let_labels_pass
from kws_training.onnx_runner import OnnxRunner
from kws_training.package import file_entry, read_manifest, write_manifest

MODELS = Path(__file__).resolve().parents[2] / "models" / "keyword-spotting"
WINDOW = (8, 98, 40)


def _newest(name):
    return max((MODELS / name).glob("*/manifest.json")).parent


def _convolutions(path):
    graph = onnx.load(str(path)).graph
    shapes = {weight.name: list(weight.dims) for weight in graph.initializer}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            shapes[node.output[0]] = shapes[node.input[0]]
    return [shapes[node.input[1]] for node in graph.node if node.op_type == "Conv" and node.input[1] in shapes]


class RenewedPackageTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def _renew(self, package):
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(["renew", "--package", str(package), "--version", "9.0.0", "--output", str(self.root / "new")])
        return code, said.getvalue()

    def _renewed(self, package):
        code, said = self._renew(package)
        self.assertEqual(code, 0, said)
        return self.root / "new" / read_manifest(package)["name"] / "9.0.0"

    def _assert_equal(self, before, after, shape=WINDOW):
        heard = torch.randn(*shape, generator=torch.Generator().manual_seed(5)) - 5
        self.assertLess(float((OnnxRunner(before).run(heard) - OnnxRunner(after).run(heard)).abs().max()), 1e-4)

    def test_network_of_one_axis_and_70_channels_has_two_axes_and_72_and_the_same_answers(self):
        old = MODELS / "small" / "1.3.0"
        self.assertIn([70, 1, 9], _convolutions(old / "model.onnx"))
        new = self._renewed(old)
        self.assertIn([72, 1, 1, 9], _convolutions(new / "model.onnx"))
        self.assertEqual({len(shape) for shape in _convolutions(new / "model.onnx")}, {4})
        self._assert_equal(old / "model.onnx", new / "model.onnx")
        before, after = read_manifest(old), read_manifest(new)
        self.assertEqual(after["training"]["recipe"]["architecture"]["channels"], 72)
        self.assertGreater(after["cost"]["parameters"], before["cost"]["parameters"])
        self.assertEqual([file_entry(new, "model.onnx")], after["files"])
        for key in ("detection", "labels", "features", "metrics", "attribution", "name"):
            self.assertEqual(before[key], after[key])

    def test_package_of_three_networks_keeps_each_and_its_eight_bits(self):
        old = _newest("small-int8")
        new = self._renewed(old)
        manifest = read_manifest(new)
        for file, frames in (("model.onnx", 98), ("clips.onnx", 98), ("verifier.onnx", manifest["verifier"]["frames"])):
            with self.subTest(file):
                self._assert_equal(old / file, new / file, (8, frames, 40))
                self.assertLess((new / file).stat().st_size, 1.1 * (old / file).stat().st_size)
        self.assertEqual(read_manifest(old)["verifier"], manifest["verifier"])

    def test_package_that_streams_streams_as_before(self):
        old = _newest("small-stream")
        new = self._renewed(old)
        self.assertEqual(read_manifest(old)["streaming"], read_manifest(new)["streaming"])
        heard = torch.randn(2, 118, 40, generator=torch.Generator().manual_seed(5)) - 5
        answers = []
        for folder in (old, new):
            runner = OnnxRunner(folder / "model.onnx")
            _, histories = runner.step(heard[:, :98], runner.nothing_heard(2))
            answers.append(runner.step(heard[:, 98:], histories)[0])
        self.assertLess(float((answers[0] - answers[1]).abs().max()), 1e-4)

    def test_words_more_and_the_verifier_that_lets_them_pass_come_along(self):
        torch.manual_seed(2)
        folder = self.root / "words" / "1.0.0"
        folder.mkdir(parents=True)
        base = {"kind": "stem-tcn", "channels": 18, "stem": [8, 8]}
        architecture = {"kind": "extended", "base": base, "base_labels": 3, "sources": [0, 1]}
        export_onnx(models.build(architecture, 4, 40), torch.zeros(1, 98, 40), "features", folder / "model.onnx")
        verifier = {"kind": "stem-tcn", "channels": 18, "stem": [8, 8], "positions": 99}
        export_onnx(models.build(verifier, 3, 40), torch.zeros(1, 198, 40), "features", folder / "known.onnx")
        let_labels_pass(folder / "known.onnx", folder / "verifier.onnx", 1)
        (folder / "known.onnx").unlink()
        manifest = read_manifest(_newest("tiny"))
        write_manifest(folder / "manifest.json", manifest | {
            "name": "words", "labels": ["silence", "unknown", "go", "tea"], "cost": {"verifier": {}},
            "verifier": {"file": "verifier.onnx", "frames": 198},
            "training": {"recipe": {"architecture": architecture}, "verifier": {"recipe": {"architecture": verifier}}},
            "files": [file_entry(folder, name) for name in ("model.onnx", "verifier.onnx")]})
        new = self._renewed(folder)
        self._assert_equal(folder / "model.onnx", new / "model.onnx")
        self._assert_equal(folder / "verifier.onnx", new / "verifier.onnx", (8, 198, 40))
        training = read_manifest(new)["training"]
        self.assertEqual(training["recipe"]["architecture"]["base"]["channels"], 20)
        self.assertEqual(training["verifier"]["recipe"]["architecture"]["channels"], 20)

    def test_graph_that_is_not_of_its_architecture_is_refused(self):
        folder = self.root / "odd" / "1.0.0"
        folder.mkdir(parents=True)
        (folder / "model.onnx").write_bytes((_newest("tiny") / "model.onnx").read_bytes())
        manifest = json.loads((_newest("tiny") / "manifest.json").read_text(encoding="utf-8"))
        manifest["training"]["recipe"]["architecture"]["channels"] = 32
        write_manifest(folder / "manifest.json", manifest)
        code, said = self._renew(folder)
        self.assertEqual(code, 2)
        self.assertIn("the architecture of the manifest's recipe has", said)
        self.assertFalse((self.root / "new" / "tiny" / "9.0.0").exists())

    def test_package_that_does_not_tell_its_architecture_is_refused(self):
        folder = self.root / "odd" / "1.0.0"
        folder.mkdir(parents=True)
        write_manifest(folder / "manifest.json", read_manifest(_newest("tiny")) | {"training": {}})
        code, said = self._renew(folder)
        self.assertEqual(code, 2)
        self.assertIn("does not tell the architecture of model.onnx", said)


if __name__ == "__main__":
    unittest.main()
