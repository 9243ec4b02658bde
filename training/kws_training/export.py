"""From a trained module to ONNX."""

import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

OPSET = 13
OUTPUT_NAME = "posteriors"


class WithSoftmax(nn.Module):
    """The shipped graph: logits turned into posteriors."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, inputs):
        return torch.softmax(self.model(inputs), dim=1)


def export_onnx(model, example, input_name, path):
    """Writes the model with softmax to `path` (opset 13, batch dimension dynamic) and checks the file."""
    module = WithSoftmax(model.cpu()).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, example.cpu(), str(path), opset_version=OPSET, do_constant_folding=True,
            input_names=[input_name], output_names=[OUTPUT_NAME],
            dynamic_axes={input_name: {0: "batch"}, OUTPUT_NAME: {0: "batch"}}, **_exporter_choice())
    graph = onnx.load(str(path))
    onnx.checker.check_model(graph)
    return Path(path)


def _exporter_choice():
    """Newer versions of torch default to an exporter that needs further packages; this asks for the plain one."""
    return {"dynamo": False} if int(torch.__version__.split(".")[0]) >= 2 and "dynamo" in (
        torch.onnx.export.__code__.co_varnames) else {}
