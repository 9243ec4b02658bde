import random
import tempfile
import unittest
from pathlib import Path

import onnx
import torch

from kws_training import models
from kws_training.export import WithSoftmax, export_onnx
from kws_training.onnx_runner import OnnxRunner
from kws_training.streaming import streaming_fields, streams
from test_export import _shaken

WINDOW = 98
EXTENDED = {"kind": "extended", "base": {"kind": "stream-tcn"}, "base_labels": 11, "sources": [0, 1]}


def _exported(architecture, folder):
    model, path = _shaken(architecture), Path(folder) / "model.onnx"
    example = torch.zeros(1, WINDOW, 40)
    return model, OnnxRunner(export_onnx(model, example, "features", path)), streaming_fields(model, example)


class StreamingTests(unittest.TestCase):
    """A stream that goes on equals windows from nothing, whatever the steps."""

    def test_steps_of_any_size_equal_the_window_that_ends_there(self):
        for architecture in ({"kind": "stream-tcn"}, {"kind": "stream-tcn", "kernels": [5, 9], "stem_blocks": 0},
                             {"kind": "stream-tcn", "channels": 16, "stem": [8, 8], "stem_blocks": 3}):
            with self.subTest(architecture), tempfile.TemporaryDirectory() as folder:
                model, runner, fields = _exported(architecture, folder)
                features, draw = torch.randn(3, 400, 40) * 3 - 5, random.Random(1)
                answer, histories = runner.step(features[:, :WINDOW], runner.nothing_heard(3))
                at = WINDOW
                while True:
                    with torch.no_grad():
                        expected = WithSoftmax(model)(features[:, at - WINDOW:at])
                    self.assertLess(float((answer - expected).abs().max()), 1e-4)
                    step = fields["frame_multiple"] * draw.randint(1, 12)
                    if at + step > features.shape[1]:
                        break
                    answer, histories = runner.step(features[:, at:at + step], histories)
                    at += step

    def test_manifest_tells_what_the_graph_takes_and_returns(self):
        with tempfile.TemporaryDirectory() as folder:
            _, runner, fields = _exported({"kind": "stream-tcn"}, folder)
            graph = onnx.load(str(Path(folder) / "model.onnx")).graph
            _, after = runner.step(torch.randn(2, WINDOW, 40), runner.nothing_heard(2))
        self.assertEqual(["features", *(state["input"] for state in fields["states"])], [i.name for i in graph.input])
        self.assertEqual(["posteriors", *(state["output"] for state in fields["states"])], [o.name for o in graph.output])
        self.assertEqual([state["shape"][1:] for state in fields["states"]], [list(part.shape[1:]) for part in after])

    def test_words_more_for_a_network_that_streams_stream_too(self):
        with tempfile.TemporaryDirectory() as folder:
            model, runner, _ = _exported(EXTENDED, folder)
            features = torch.randn(2, WINDOW + 10, 40) * 3 - 5
            _, histories = runner.step(features[:, :WINDOW], runner.nothing_heard(2))
            answer, _ = runner.step(features[:, WINDOW:], histories)
            with torch.no_grad():
                expected = WithSoftmax(model)(features[:, 10:])
        self.assertLess(float((answer - expected).abs().max()), 1e-4)

    def test_export_leaves_the_network_as_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            model, _, _ = _exported({"kind": "stream-tcn"}, folder)
        self.assertFalse([hook for layer in model.modules() for hook in layer._forward_pre_hooks])

    def test_networks_that_pad_over_time_do_not_stream(self):
        padded = models.build({"kind": "stem-tcn"}, 12, 40)
        self.assertEqual((streams(padded), streaming_fields(padded, torch.zeros(1, WINDOW, 40))), (False, None))
        self.assertTrue(streams(models.build({"kind": "stream-tcn"}, 12, 40)))


if __name__ == "__main__":
    unittest.main()
