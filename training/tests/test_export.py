import tempfile
import unittest
from pathlib import Path

import onnx
import torch

from kws_training import models
from kws_training.export import WithSoftmax, export_onnx
from kws_training.models.band_normalisation import BandNormalisation
from kws_training.onnx_runner import OnnxRunner
from kws_training.weight_quantisation import quantise_weights

ARCHITECTURES = [{"kind": "stem-tcn"}, {"kind": "tc-resnet"}, {"kind": "ds-cnn"}, {"kind": "bc-resnet"},
                 {"kind": "stream-tcn"}]


def _shaken(architecture):
    """A model whose batch-norm statistics are no longer those of a fresh one, so that folding them is tested."""
    torch.manual_seed(3)
    model = models.build(architecture, 12, 40)
    for module in model.modules():
        if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    for module in model.modules():
        if isinstance(module, BandNormalisation):
            module.measure(torch.randn(4, 98, 40) * 3 - 5)
    return model.eval()


class ExportTests(unittest.TestCase):
    """The exported file is read by `OnnxRunner`; ONNX Runtime itself reads the shipped models in the .NET tests."""

    def test_graph_answers_as_the_module_for_any_batch(self):
        for architecture in ARCHITECTURES:
            with self.subTest(architecture["kind"]), tempfile.TemporaryDirectory() as folder:
                model = _shaken(architecture)
                path = export_onnx(model, torch.zeros(1, 98, 40), "features", Path(folder) / "model.onnx")
                runner = OnnxRunner(path)
                for batch in (1, 7):
                    features = torch.randn(batch, 98, 40) * 3 - 5
                    with torch.no_grad():
                        expected = WithSoftmax(model)(features)
                    self.assertLess(float((runner.run(features) - expected).abs().max()), 1e-5)

    def test_eight_bit_weights_answer_nearly_alike_from_a_much_smaller_file(self):
        for architecture in ARCHITECTURES:
            with self.subTest(architecture["kind"]), tempfile.TemporaryDirectory() as folder:
                model, folder = _shaken(architecture), Path(folder)
                path = export_onnx(model, torch.zeros(1, 98, 40), "features", folder / "model.onnx")
                count = quantise_weights(path, folder / "int8.onnx")
                features = torch.randn(16, 98, 40) * 3 - 5
                difference = (OnnxRunner(folder / "int8.onnx").run(features) - OnnxRunner(path).run(features)).abs().max()
                self.assertLess(float(difference), 0.05)
                saved = path.stat().st_size - (folder / "int8.onnx").stat().st_size
                self.assertGreater(saved, 1.5 * count)

    def test_graph_has_the_documented_interface(self):
        with tempfile.TemporaryDirectory() as folder:
            path = export_onnx(_shaken(ARCHITECTURES[0]), torch.zeros(1, 98, 40), "features",
                               Path(folder) / "model.onnx")
            proto = onnx.load(str(path))
        shapes = [[d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
                  for value in (proto.graph.input[0], proto.graph.output[0])]
        self.assertEqual(shapes, [["batch", 98, 40], ["batch", 12]])
        self.assertEqual([proto.graph.input[0].name, proto.graph.output[0].name], ["features", "posteriors"])
        self.assertEqual(proto.opset_import[0].version, 13)


if __name__ == "__main__":
    unittest.main()
