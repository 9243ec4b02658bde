"""From a trained module to ONNX."""

import copy
import warnings

import onnx
import torch
from torch import nn

from .streaming import STEPS_AXIS, Streamed, streams

OPSET = 13
OUTPUT_NAME = "posteriors"


class WithSoftmax(nn.Module):
    """The shipped graph: logits turned into posteriors."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *inputs):
        answer = self.model(*inputs)
        if isinstance(answer, tuple):
            return (torch.softmax(answer[0], dim=1), *answer[1:])
        return torch.softmax(answer, dim=1)


def export_onnx(model, example, input_name, path):
    """Writes the model with softmax to `path` (opset 13, batch dimension dynamic) and checks the file. Returns section
    `streaming` of its manifest, None for a network that hears whole windows."""
    model = model.cpu().eval()
    names, outputs, inputs, streamed = [input_name], [OUTPUT_NAME], [example.cpu()], None
    axes = {input_name: {0: "batch"}, OUTPUT_NAME: {0: "batch"}}
    if streams(model):
        # The hooks of a streamed network stay with it.
        model = streamed = Streamed(copy.deepcopy(model), inputs[0][:1])
        inputs += streamed.histories(len(example))
        axes[input_name][1] = "frames"
        for i in range(len(streamed.states)):
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
    return streamed.fields() if streamed else None


def _exporter_choice():
    """Newer versions of torch default to an exporter that needs further packages; this asks for the plain one."""
    return {"dynamo": False} if int(torch.__version__.split(".")[0]) >= 2 and "dynamo" in (
        torch.onnx.export.__code__.co_varnames) else {}
