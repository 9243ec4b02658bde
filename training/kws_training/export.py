"""From a trained module to ONNX."""

import warnings
from pathlib import Path

import onnx
import torch
from torch import nn

from .streaming import STEPS_AXIS, Streamed, streams

OPSET = 13
OUTPUT_NAME = "posteriors"


class WithSoftmax(nn.Module):
    """The shipped graph: logits turned into posteriors, and what the model tells beside them: states to go on with, or
    its further outputs (`further_outputs` of a model names them, its `read` gives logits and them)."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        answer = self.model.read(*inputs) if further_outputs(self.model) else self.model(*inputs)
        if isinstance(answer, tuple):
            return (torch.softmax(answer[0], dim=1), *answer[1:])
        return torch.softmax(answer, dim=1)


def further_outputs(model):
    """What the graph tells beside the posteriors: name -> values an item."""
    return getattr(model, "further_outputs", {})


def export_onnx(model, example, input_name, path):
    """Writes the model with softmax to `path` (opset 13, batch dimension dynamic) and checks the file. One that streams
    takes and returns the states that `streaming_fields` tells."""
    model = model.cpu().eval()
    names, outputs, inputs = [input_name], [OUTPUT_NAME, *further_outputs(model)], [example.cpu()]
    axes = {name: {0: "batch"} for name in (input_name, *outputs)}
    if streams(model):
        model = Streamed(model, inputs[0][:1])
        inputs += model.histories(len(example))
        axes[input_name][1] = "frames"
        for i in range(len(model.states)):
            names.append(f"history_{i}")
            outputs.append(f"next_{i}")
            axes[names[-1]] = {0: "batch", STEPS_AXIS: f"steps_{i}"}
            axes[outputs[-1]] = {0: "batch"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            WithSoftmax(model).eval(), tuple(inputs), str(path), opset_version=OPSET, do_constant_folding=True,
            input_names=names, output_names=outputs, dynamic_axes=axes, **_exporter_choice())
    onnx.checker.check_model(onnx.load(str(path)))
    return Path(path)


def _exporter_choice():
    """Newer versions of torch default to an exporter that needs further packages; this asks for the plain one."""
    return {"dynamo": False} if int(torch.__version__.split(".")[0]) >= 2 and "dynamo" in (
        torch.onnx.export.__code__.co_varnames) else {}
