import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from kws_training import models
from kws_training.errors import TrainingError
from kws_training.export import WithSoftmax, export_onnx
from kws_training.keyword.audio_files import SUFFIXES, read_mono
from kws_training.keyword.base_package import BasePackage
from kws_training.keyword.package_model import PackageModel
from kws_training.onnx_runner import OnnxRunner
from kws_training.package import write_manifest
from kws_training.package_weights import calibrate, load_package_weights
from kws_training.vision.compact import halve_weights
from kws_training.vision.package_reader import build_reader, read_package
from kws_training.vision.segmenter import HandSegmenter

from durations import long

ROOT = Path(__file__).resolve().parents[2]
SIGNS = sorted([*(ROOT / "models" / "sign-letters").glob("*/*/manifest.json"),
                *(ROOT / "training" / "candidates" / "sign-letters").glob("*/*/manifest.json")])
SHIPPED = sorted((ROOT / "models" / "keyword-spotting").glob("*/*/manifest.json"))
EXAMPLE = torch.zeros(1, 98, 40)
ARCHITECTURES = [
    {"kind": "stem-tcn"}, {"kind": "tc-resnet"}, {"kind": "ds-cnn"}, {"kind": "bc-resnet"}, {"kind": "stream-tcn"},
    {"kind": "extended", "base": {"kind": "stream-tcn"}, "base_labels": 10, "sources": [0, 1]},
    {"kind": "extended", "base": {"kind": "stem-tcn"}, "base_labels": 10, "sources": [0, 1]},
    {"kind": "extended", "base": {"kind": "extended", "base": {"kind": "tc-resnet"}, "base_labels": 10, "sources": [0, 1]},
     "base_labels": 11, "sources": [0, 1]},
]


def shaken(architecture):
    """A model whose normalisations are no longer those of a fresh one."""
    torch.manual_seed(3)
    model = models.build(architecture, 12, 40)
    for module in model.modules():
        if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    return model.eval()


def heard():
    """One-second windows: recordings where there are any, else tones and noise."""
    data = ROOT.parent / "shared" / "data" / "speech" / "validation"
    files = [path for path in sorted(data.glob("*/*"))[::60] if path.suffix in SUFFIXES]
    waves = torch.randn(24, 16000, generator=torch.Generator().manual_seed(1)) * 0.05
    waves += torch.sin(torch.arange(16000) * torch.linspace(0.05, 1, 24)[:, None]) * 0.2
    for row, file in enumerate(files[:20]):
        samples = read_mono(file)[:16000].astype(np.float32) / 32768
        waves[row] = 0
        waves[row, :len(samples)] = torch.from_numpy(samples)
    return waves


class PackageWeightsTests(unittest.TestCase):
    def test_shipped_packages_come_back_with_their_answers(self):
        self.assertTrue(SHIPPED)
        for manifest in SHIPPED:
            with self.subTest(manifest.parent.parent.name):
                package, waves = PackageModel(manifest.parent), heard()
                features = package.features(waves)
                network = BasePackage(manifest.parent).build()
                expected = torch.from_numpy(package.classify(waves))
                self._assert_answers(network, features, expected)
                # The larger share of what a training starts from: normalisations with statistics of their own.
                self._assert_answers(calibrate(network, features), features, expected)

    def test_every_architecture_comes_back(self):
        for architecture in ARCHITECTURES:
            with self.subTest(json.dumps(architecture)), tempfile.TemporaryDirectory() as folder:
                model = shaken(architecture)
                path = export_onnx(model, EXAMPLE, "features", Path(folder) / "model.onnx")
                torch.manual_seed(8)
                back = load_package_weights(models.build(architecture, 12, 40), path, EXAMPLE)
                features = torch.randn(6, 98, 40) * 3 - 5
                with torch.no_grad():
                    expected = WithSoftmax(model)(features)
                self._assert_answers(back, features, expected)

    def test_calibrated_network_answers_alike_while_it_trains(self):
        with tempfile.TemporaryDirectory() as folder:
            architecture = {"kind": "stem-tcn", "dropout": 0.0}
            model = shaken(architecture)
            path = export_onnx(model, EXAMPLE, "features", Path(folder) / "model.onnx")
            back, features = models.build(architecture, 12, 40), torch.randn(32, 98, 40) * 3 - 5
            calibrate(load_package_weights(back, path, EXAMPLE), features)
            with torch.no_grad():
                difference = (torch.softmax(back.train()(features), 1) - WithSoftmax(model)(features)).abs().max()
        self.assertLess(float(difference), 1e-4)

    @long
    def test_sign_package_in_half_precision_comes_back_with_its_answers(self):
        labels, architecture = ["A", "B", "nothing"], {"side": 32, "widths": [8, 8, 12, 16], "zooms": [0.8, 1.0], "looks": 2}
        torch.manual_seed(3)
        reader = build_reader(HandSegmenter((8, 8, 8, 8, 8)), labels, architecture).eval()
        pictures = torch.rand(4, 3, 128, 128) * 2 - 1
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            file_ = export_onnx(reader, pictures[:1], "image", folder / "model.onnx")
            halve_weights(file_)
            write_manifest(folder / "manifest.json", {
                "labels": labels, "inputs": [{"shape": [-1, 3, 128, 128]}],
                "training": {"recipe": {"architecture": architecture, "segmenter": {"widths": [8, 8, 8, 8, 8]}}}})
            back, _ = read_package(folder)
            exported, hands = OnnxRunner(file_).run(pictures), OnnxRunner(file_).run(pictures, "hand")
        with torch.no_grad():
            answers = torch.softmax(back(pictures), 1)
            self.assertLess(float((answers - torch.softmax(reader(pictures), 1)).abs().max()), 5e-3)
            torch.testing.assert_close(hands, torch.cat(back.find(pictures), 1), atol=1e-4, rtol=0)
        self.assertLess(float((answers - exported).abs().max()), 1e-4)

    def test_sign_packages_come_back_with_their_answers(self):
        self.assertTrue(SIGNS)
        torch.manual_seed(1)
        pictures = torch.rand(2, 3, 128, 128) * 2 - 1
        for manifest in SIGNS:
            with self.subTest(manifest.parent.name), torch.no_grad():
                answers = torch.softmax(read_package(manifest.parent)[0](pictures), 1)
                exported = OnnxRunner(manifest.parent / "model.onnx").run(pictures)
                self.assertLess(float((answers - exported).abs().max()), 1e-4)

    def test_another_network_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = export_onnx(shaken(ARCHITECTURES[0]), EXAMPLE, "features", Path(folder) / "model.onnx")
            for other in (ARCHITECTURES[1], {"kind": "stem-tcn", "channels": 32}, {"kind": "stem-tcn", "kernels": [9], "strides": [1]}):
                with self.assertRaisesRegex(TrainingError, "architecture of the manifest's recipe"):
                    load_package_weights(models.build(other, 12, 40), path, EXAMPLE)

    def _assert_answers(self, network, features, expected):
        with torch.no_grad():
            answers = torch.softmax(network.eval()(features), dim=1)
        self.assertLess(float((answers - expected).abs().max()), 1e-4)


if __name__ == "__main__":
    unittest.main()
