"""Weights of an exported graph in eight bits: a quarter of the file, the same arithmetic."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

# Operator -> axis of its weight's output channels.
_OUTPUT_AXIS = {"Conv": 0, "MatMul": 1, "Gemm": 1}
_LEAST_VALUES = 64  # smaller weights save nothing


def quantise_weights(source, target):
    """Writes the graph of `source` to `target` with the weights of convolutions and linear layers as int8 and one
    float32 scale an output channel (symmetric, the largest weight of the channel is 127), which the runtime multiplies
    back (DequantizeLinear, opset 13). Activations stay float32. Returns how many weights were quantised."""
    model = onnx.load(str(source))
    graph = model.graph
    weights = {weight.name: weight for weight in graph.initializer}
    nodes, count = [], 0
    for node in list(graph.node):
        name = node.input[1] if node.op_type in _OUTPUT_AXIS else None
        values = numpy_helper.to_array(weights[name]) if name in weights else np.zeros(0)
        if values.size >= _LEAST_VALUES:
            nodes.append(_quantise(graph, weights.pop(name), values, _output_axis(node)))
            count += values.size
    for node in reversed(nodes):
        graph.node.insert(0, node)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))
    return count


def _output_axis(node):
    transposed = any(attribute.name == "transB" and attribute.i for attribute in node.attribute)
    return 0 if transposed else _OUTPUT_AXIS[node.op_type]


def _quantise(graph, weight, values, axis):
    others = tuple(i for i in range(values.ndim) if i != axis)
    scale = np.maximum(np.abs(values).max(axis=others), 1e-12).astype(np.float32) / 127
    shape = [-1 if i == axis else 1 for i in range(values.ndim)]
    rounded = np.clip(np.round(values / scale.reshape(shape)), -127, 127).astype(np.int8)
    graph.initializer.remove(weight)
    graph.initializer.extend([numpy_helper.from_array(rounded, weight.name + "_int8"),
                              numpy_helper.from_array(scale, weight.name + "_scale"),
                              numpy_helper.from_array(np.zeros(len(scale), dtype=np.int8), weight.name + "_zero")])
    return helper.make_node("DequantizeLinear", [weight.name + suffix for suffix in ("_int8", "_scale", "_zero")],
                            [weight.name], axis=axis)
