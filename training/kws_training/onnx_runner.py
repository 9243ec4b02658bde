"""Runs a shipped ONNX graph with torch's tensors: an independent reading of the exported file.

ONNX Runtime is used instead when it is installed. Only the operators of our own exports are known; another
one is a clear error.
"""

import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

from .errors import TrainingError


class OnnxRunner:
    """`run(inputs) -> output` for graphs with one input, batches of any size: the first output, or the one of a name. Of
    a graph that streams `run` takes whole windows, `step` goes on."""

    def __init__(self, path):
        graph = onnx.load(str(path)).graph
        self._weights = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
        self._nodes = [(n.op_type, list(n.input), list(n.output), _attributes(n)) for n in graph.node]
        self._input, *histories = [i for i in graph.input if i.name not in self._weights]
        self._input = self._input.name
        self._histories = {i.name: [d.dim_value for d in i.type.tensor_type.shape.dim] for i in histories}
        self._outputs = [output.name for output in graph.output]
        unknown = sorted({op for op, *_ in self._nodes} - set(_OPERATORS))
        if unknown:
            raise TrainingError(f"{path}: operators {', '.join(unknown)} are not known to this reader")

    def run(self, inputs, output=None):
        """inputs [batch, ...] float32 -> the graph's first output, or the one named; of streams that have heard nothing
        before."""
        return self._values_of(inputs, self.nothing_heard(len(inputs)))[output or self._outputs[0]]

    def nothing_heard(self, batch):
        """The histories of streams that begin: none of their moments, whose axis is open as the batch's is."""
        return [torch.zeros([batch, *shape[1:]]) for shape in self._histories.values()]

    def step(self, inputs, histories):
        """inputs [batch, frames, bands] and the histories before them -> (first output, the histories after them)."""
        values = self._values_of(inputs, histories)
        first, *after = (values[name] for name in self._outputs)
        return first, after

    @torch.no_grad()
    def _values_of(self, inputs, histories):
        values = {**self._weights, self._input: inputs, **dict(zip(self._histories, histories)), "": None}
        for op, sources, targets, attributes in self._nodes:
            values[targets[0]] = _OPERATORS[op]([values[name] for name in sources], attributes)
        return values


def _attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _convolution(inputs, attributes):
    data, weight, bias = (inputs + [None])[:3]
    spatial = data.dim() - 2
    pads = attributes.get("pads", [0] * 2 * spatial)
    convolve = functional.conv1d if spatial == 1 else functional.conv2d
    return convolve(functional.pad(data, _pairs(pads)), weight, bias, stride=attributes.get("strides", [1] * spatial),
                    dilation=attributes.get("dilations", [1] * spatial), groups=attributes.get("group", 1))


def _pairs(pads):
    """ONNX lists all beginnings, then all ends; torch's pad wants pairs from the last axis on."""
    axes = len(pads) // 2
    return [p for axis in reversed(range(axes)) for p in (pads[axis], pads[axis + axes])]


def _average_pool(inputs, attributes):
    kernel, stride = attributes["kernel_shape"], attributes["strides"]
    pool = functional.avg_pool1d if len(kernel) == 1 else functional.avg_pool2d
    return pool(inputs[0], kernel, stride, ceil_mode=bool(attributes.get("ceil_mode", 0)),
                count_include_pad=bool(attributes.get("count_include_pad", 0)))


def _reshape(inputs, _):
    shape = [int(d) for d in inputs[1]]
    return inputs[0].reshape([inputs[0].shape[i] if d == 0 else d for i, d in enumerate(shape)])


def _unsqueeze(inputs, _):
    result = inputs[0]
    for axis in sorted(int(a) for a in inputs[1].reshape(-1)):
        result = result.unsqueeze(axis)
    return result


def _squeeze(inputs, _):
    result = inputs[0]
    for axis in sorted((int(a) for a in inputs[1].reshape(-1)), reverse=True):
        result = result.squeeze(axis)
    return result


def _gather(inputs, attributes):
    axis, index = attributes.get("axis", 0), inputs[1]
    picked = inputs[0].index_select(axis, index.reshape(-1))
    return picked.squeeze(axis) if index.dim() == 0 else picked


def _linear(inputs, attributes):
    weight = inputs[1].T if attributes.get("transB") else inputs[1]
    return inputs[0] @ weight + inputs[2]


def _slice(inputs, _):
    result = inputs[0]
    starts, ends, axes, steps = (([int(v) for v in part] if part is not None else None)
                                 for part in (inputs[1:] + [None] * 4)[:4])
    for i, (start, end) in enumerate(zip(starts, ends)):
        axis = axes[i] if axes else i
        index = [slice(None)] * result.dim()
        if steps and steps[i] == -1 and start == -1 and end < -result.shape[axis]:
            result = result.flip(axis)
            continue
        index[axis] = slice(start, min(end, result.shape[axis]), steps[i] if steps else 1)
        result = result[tuple(index)]
    return result


def _dequantise(inputs, attributes):
    values, scale, zero = inputs
    shape = [-1 if axis == attributes.get("axis", 1) else 1 for axis in range(values.dim())]
    return (values.float() - zero.float().reshape(shape)) * scale.reshape(shape)


def _sum(inputs, attributes):
    axes = [int(axis) for axis in inputs[1].reshape(-1)]
    return inputs[0].sum(dim=axes, keepdim=bool(attributes.get("keepdims", 1)))


def _max_pool(inputs, attributes):
    # Beyond the border nothing is largest: padding with -inf, as ONNX does.
    padded = functional.pad(inputs[0], _pairs(attributes["pads"]), value=float("-inf"))
    return functional.max_pool2d(padded, attributes["kernel_shape"], attributes["strides"])


def _resize(inputs, attributes):
    data, sizes = inputs[0], inputs[3] if len(inputs) > 3 else None
    if sizes is None:
        sizes = torch.tensor(data.shape) * inputs[2]
    shape, mode = [int(v) for v in sizes[2:]], attributes["mode"].decode()
    if mode == "nearest":
        return functional.interpolate(data, size=shape, mode="nearest")
    return functional.interpolate(data, size=shape, mode="bilinear", align_corners=False)


def _clip(inputs, _):
    low, high = (inputs[1:] + [None] * 2)[:2]
    return inputs[0].clamp(None if low is None else float(low), None if high is None else float(high))


def _mean(inputs, attributes):
    return inputs[0].mean(dim=attributes["axes"], keepdim=bool(attributes.get("keepdims", 1)))


_OPERATORS = {
    "Abs": lambda i, a: torch.abs(i[0]),
    "Add": lambda i, a: i[0] + i[1],
    "AveragePool": _average_pool,
    "BatchNormalization": lambda i, a: functional.batch_norm(i[0], i[3], i[4], i[1], i[2], eps=a.get("epsilon", 1e-5)),
    "Cast": lambda i, a: i[0].long() if a["to"] == onnx.TensorProto.INT64 else i[0].float(),
    "Clip": _clip,
    "Concat": lambda i, a: torch.cat(i, dim=a["axis"]),
    "Constant": lambda i, a: torch.from_numpy(numpy_helper.to_array(a["value"]).copy()),
    "Conv": _convolution,
    "DequantizeLinear": _dequantise,
    "Div": lambda i, a: i[0] / i[1],
    "Flatten": lambda i, a: i[0].flatten(a.get("axis", 1)),
    "Gather": _gather,
    "Gemm": _linear,
    "GlobalAveragePool": lambda i, a: i[0].mean(dim=tuple(range(2, i[0].dim())), keepdim=True),
    "Identity": lambda i, a: i[0],
    "LogSoftmax": lambda i, a: torch.log_softmax(i[0], dim=a.get("axis", -1)),
    "Log": lambda i, a: torch.log(i[0]),
    "Max": lambda i, a: torch.maximum(i[0], i[1]),
    "MaxPool": _max_pool,
    "MatMul": lambda i, a: i[0] @ i[1],
    "Min": lambda i, a: torch.minimum(i[0], i[1]),
    "Mod": lambda i, a: i[0] % i[1],
    "Mul": lambda i, a: i[0] * i[1],
    "Pad": lambda i, a: functional.pad(i[0], _pairs([int(v) for v in i[1]]), value=float(i[2]) if len(i) > 2 else 0.0),
    "Pow": lambda i, a: i[0] ** i[1],
    "Range": lambda i, a: torch.arange(i[0].item(), i[1].item(), i[2].item()),
    "ReduceMax": lambda i, a: i[0].amax(dim=tuple(a["axes"]), keepdim=bool(a.get("keepdims", 1))),
    "ReduceMean": _mean,
    "ReduceLogSumExp": lambda i, a: torch.logsumexp(i[0], dim=tuple(a["axes"]), keepdim=bool(a.get("keepdims", 1))),
    "ReduceSum": _sum,
    "Relu": lambda i, a: torch.relu(i[0]),
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": lambda i, a: torch.tensor(i[0].shape),
    "Sigmoid": lambda i, a: torch.sigmoid(i[0]),
    "Slice": _slice,
    "Softmax": lambda i, a: torch.softmax(i[0], dim=a.get("axis", -1)),
    "Sqrt": lambda i, a: torch.sqrt(i[0]),
    "Squeeze": _squeeze,
    "Sub": lambda i, a: i[0] - i[1],
    "Transpose": lambda i, a: i[0].permute(a["perm"]),
    "Unsqueeze": _unsqueeze,
}
