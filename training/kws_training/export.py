"""From a trained module to ONNX."""

import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

OPSET = 13
OUTPUT_NAME = "posteriors"


class WithSoftmax(nn.Module):
    """The shipped graph: logits turned into posteriors, and the model's further outputs (`further_outputs` of a model
    names them, its `read` gives logits and them)."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, inputs):
        if not further_outputs(self.model):
            return torch.softmax(self.model(inputs), dim=1)
        logits, *further = self.model.read(inputs)
        return torch.softmax(logits, dim=1), *further


def further_outputs(model):
    """What the graph tells beside the posteriors: name -> values an item."""
    return getattr(model, "further_outputs", {})


def export_onnx(model, example, input_name, path):
    """Writes the model with softmax to `path` (opset 13, batch dimension dynamic) and checks the file."""
    module = WithSoftmax(model.cpu()).eval()
    outputs = [OUTPUT_NAME, *further_outputs(model)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, example.cpu(), str(path), opset_version=OPSET, do_constant_folding=True,
            input_names=[input_name], output_names=outputs,
            dynamic_axes={name: {0: "batch"} for name in (input_name, *outputs)}, **_exporter_choice())
    graph = onnx.load(str(path))
    onnx.checker.check_model(graph)
    return Path(path)


def _exporter_choice():
    """Newer versions of torch default to an exporter that needs further packages; this asks for the plain one."""
    return {"dynamo": False} if int(torch.__version__.split(".")[0]) >= 2 and "dynamo" in (
        torch.onnx.export.__code__.co_varnames) else {}
