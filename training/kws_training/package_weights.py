"""Weights of an exported package put back into the network that it was exported from.

The exporter folds batch normalisation into the convolution before it, and a package may hold eight-bit weights: what
comes back answers as the file does, and can be trained further once `calibrate` has measured its normalisations.
"""

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .errors import TrainingError
from .models.band_normalisation import BandNormalisation

_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)
_LAYERS = (nn.Conv1d, nn.Conv2d, nn.Linear, BandNormalisation, *_NORMS)


@torch.no_grad()
def load_package_weights(model, onnx_file, example):
    """Fills `model` (of any weights) with those of `onnx_file`. Both are read in the order in which `example` [1, ...]
    passes through; a graph of another network is a TrainingError that names the layer."""
    modules = _in_order(model, example)
    layers = _Layers(onnx_file, bands=any(isinstance(module, BandNormalisation) for module in modules))
    for module in modules:
        if isinstance(module, BandNormalisation):
            module.mean.copy_(layers.values("Sub", module.mean.shape))
            module.deviation.copy_(layers.values("Div", module.deviation.shape))
        elif isinstance(module, _NORMS):
            _fill_norm(module, layers)
        else:
            _fill(module, layers)
    layers.check_end()
    for module in model.modules():
        if getattr(module, "positions", None) is not None:
            module.positions.copy_(layers.added(module.positions.shape))
    return model


@torch.no_grad()
def calibrate(model, examples):
    """Gives each batch normalisation the statistics of `examples` [n, ...] without changing what it answers: its scale
    and shift take up the difference. Until then it passes on what comes, which training mode would not."""
    def measure(norm, inputs):
        axes = [axis for axis in range(inputs[0].dim()) if axis != 1]
        variance, mean = torch.var_mean(inputs[0], dim=axes, unbiased=False)
        scale = norm.weight / (norm.running_var + norm.eps).sqrt()
        shift = norm.bias - norm.running_mean * scale
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_(scale * (variance + norm.eps).sqrt())
        norm.bias.copy_(shift + mean * scale)

    hooks = [module.register_forward_pre_hook(measure) for module in model.modules() if isinstance(module, _NORMS)]
    try:
        model.eval()(examples)
    finally:
        for hook in hooks:
            hook.remove()
    return model


@torch.no_grad()
def _fill(module, layers):
    weight, bias = layers.weighted(module)
    module.weight.copy_(weight)
    if module.bias is not None:
        module.bias.copy_(torch.zeros_like(module.bias) if bias is None else bias)
    elif bias is not None:
        # Of the normalisation that was folded into it.
        layers.folded = bias


@torch.no_grad()
def _fill_norm(norm, layers):
    if layers.folded is not None:
        values = (torch.ones_like(norm.weight), layers.folded, torch.zeros_like(norm.weight),
                  torch.ones_like(norm.weight) - norm.eps)
        layers.folded = None
    else:
        values = layers.norm()
    for target, value in zip((norm.weight, norm.bias, norm.running_mean, norm.running_var), values):
        target.copy_(layers.shaped(value, target.shape, "BatchNormalization"))


def _in_order(model, example):
    """The modules that have weights, as `example` reaches them."""
    reached = []
    hooks = [module.register_forward_pre_hook(lambda module, _: reached.append(module))
             for module in model.modules() if isinstance(module, _LAYERS)]
    try:
        with torch.no_grad():
            model.eval()(example)
    finally:
        for hook in hooks:
            hook.remove()
    return reached


class _Layers:
    """The nodes of a graph that have weights, one after the other. bands: whether its network normalises bands, so
    that a difference from a constant may be a layer."""

    def __init__(self, path, bands):
        graph = onnx.load(str(path)).graph
        self._path, self._bands = path, bands
        self._values = {w.name: torch.from_numpy(numpy_helper.to_array(w).copy()) for w in graph.initializer}
        self._constants = {name for node in graph.node if node.op_type == "Constant" for name in node.output}
        for node in graph.node:
            if node.op_type == "DequantizeLinear":
                self._dequantise(node)
            elif node.op_type == "Constant":
                self._values[node.output[0]] = torch.from_numpy(
                    numpy_helper.to_array(onnx.helper.get_attribute_value(node.attribute[0])).copy())
            elif node.op_type == "Cast" and node.input[0] in self._values:
                # Half precision, as sign models store it.
                self._values[node.output[0]] = self._values[node.input[0]].float()
            elif node.op_type == "Identity" and node.input[0] in self._values:
                self._values[node.output[0]] = self._values[node.input[0]]
        self._nodes = [node for node in graph.node if self._has_weights(node)]
        self._additions = [node for node in graph.node if node.op_type == "Add"]
        self._next = 0
        self.folded = None

    def weighted(self, module):
        """Weight and bias (None without one) for a convolution or a linear layer."""
        kind = "Gemm or MatMul" if isinstance(module, nn.Linear) else "Conv"
        node = self._take(kind)
        weight = self._values[node.input[1]]
        bias = self._values[node.input[2]] if len(node.input) > 2 else None
        if node.op_type == "MatMul" or (node.op_type == "Gemm" and not _attribute(node, "transB")):
            weight = weight.T
        return self.shaped(weight, module.weight.shape, kind), bias

    def norm(self):
        """Scale, shift, mean and variance of a normalisation that the exporter left alone."""
        return [self._values[name] for name in self._take("BatchNormalization").input[1:5]]

    def values(self, kind, shape):
        return self.shaped(self._values[self._take(kind).input[1]].reshape(-1), shape, kind)

    def shaped(self, value, shape, kind):
        # Earlier versions had convolutions over one axis, or over the other: the same weights.
        if [size for size in value.shape if size > 1] == [size for size in shape if size > 1]:
            return value.reshape(shape)
        if value.shape != shape:
            raise TrainingError(f"{self._path}: {kind} {self._next} has the shape {list(value.shape)}; the architecture "
                                f"of the manifest's recipe has {list(shape)} there")
        return value

    def added(self, shape):
        """What is added for each moment (`StemTcn.positions`)."""
        for name in (name for node in self._additions for name in node.input):
            value = self._values.get(name)
            if value is not None and [size for size in value.shape if size > 1] == [size for size in shape if size > 1]:
                return value.reshape(shape)
        raise TrainingError(f"{self._path}: adds no values of the shape {list(shape)}, which the architecture of the "
                            "manifest's recipe has")

    def check_end(self):
        if self._next < len(self._nodes) or self.folded is not None:
            raise TrainingError(f"{self._path}: has {len(self._nodes)} layers; the architecture of the manifest's recipe "
                                f"has {self._next}")

    def _take(self, kind):
        node = self._nodes[self._next] if self._next < len(self._nodes) else None
        if node is None or node.op_type not in kind.split(" or "):
            found = "no further layer" if node is None else node.op_type
            raise TrainingError(f"{self._path}: has {found} where the architecture of the manifest's recipe has {kind}")
        self._next += 1
        return node

    def _has_weights(self, node):
        if node.op_type in ("Conv", "Gemm", "MatMul", "BatchNormalization"):
            # A constant is of a convolution that only cuts (`StemResidual`).
            return node.input[1] in self._values and node.input[1] not in self._constants
        # The bands' own, which every network has at its beginning; later ones are constants of an activation.
        if not self._bands or node.op_type not in ("Sub", "Div") or node.input[1] not in self._values:
            return False
        return self._values[node.input[1]].dim() > 0

    def _dequantise(self, node):
        values, scale, zero = (self._values[name] for name in node.input)
        axis = _attribute(node, "axis", 1)
        shape = [-1 if i == axis else 1 for i in range(values.dim())]
        self._values[node.output[0]] = (values.float() - zero.float().reshape(shape)) * scale.reshape(shape)


def _attribute(node, name, default=0):
    return next((onnx.helper.get_attribute_value(a) for a in node.attribute if a.name == name), default)
