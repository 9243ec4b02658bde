"""Stores a graph's large weights in half precision: half the file, the same arithmetic.

Each large float32 initializer becomes a float16 one behind a Cast; ONNX Runtime folds the Cast away when it
loads the model and computes in float32.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def halve_weights(path, least_elements=256):
    """Rewrites the ONNX file in place; weights of at least `least_elements` elements are halved."""
    model = onnx.load(str(path))
    graph, casts, kept = model.graph, [], []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or int(np.prod(weight.dims)) < least_elements:
            kept.append(weight)
            continue
        half = numpy_helper.to_array(weight).astype(np.float16)
        kept.append(numpy_helper.from_array(half, weight.name + "_half"))
        casts.append(helper.make_node("Cast", [weight.name + "_half"], [weight.name], to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
