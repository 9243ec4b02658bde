"""A verifier that lets labels pass which it does not know."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_SHARE = 0.001  # the posterior of each label that passes, always; the others share the rest
_OUTPUT = "posteriors"


def let_labels_pass(source, target, count):
    """Writes the graph of `source` (posteriors [batch, labels]) to `target` with `count` labels more at the end, each with
    the posterior 0.001; those of the others are scaled, so that a row still sums to 1."""
    model = onnx.load(str(source))
    graph = model.graph
    output = graph.output[0]
    for node in graph.node:
        node.output[:] = ["known" if name == output.name else name for name in node.output]
    graph.initializer.extend([
        numpy_helper.from_array(np.array(1 - count * _SHARE, dtype=np.float32), "known_share"),
        numpy_helper.from_array(np.array([0, 0, 0, count], dtype=np.int64), "passing_labels"),
        numpy_helper.from_array(np.array(_SHARE, dtype=np.float32), "passing_share")])
    graph.node.extend([
        helper.make_node("Mul", ["known", "known_share"], ["known_scaled"]),
        helper.make_node("Pad", ["known_scaled", "passing_labels", "passing_share"], [_OUTPUT])])
    labels = output.type.tensor_type.shape.dim[1].dim_value + count
    graph.output.remove(output)
    graph.output.append(helper.make_tensor_value_info(_OUTPUT, TensorProto.FLOAT, ["batch", labels]))
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def passing_thresholds(thresholds, words):
    """The manifest's thresholds for such a graph: by label of those that it knew, and of `words`, which pass."""
    scale = 1 - len(words) * _SHARE
    return {**{label: round(threshold * scale, 4) for label, threshold in thresholds.items()},
            **dict.fromkeys(words, _SHARE / 2)}
