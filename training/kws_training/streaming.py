"""From a network that hears windows to one that goes on from where it was, with the same weights."""

import copy

import torch
from torch import nn

from .models.pooled import PooledSteps

# Moments of time, in what every layer that remembers takes.
STEPS_AXIS = 1


def streams(model):
    """Whether the network's layers say what they have to remember."""
    return any(hasattr(layer, "history") for layer in model.modules())


def streaming_fields(model, example):
    """Section `streaming` of the manifest; None for a network that hears whole windows."""
    return Streamed(model, example[:1]).fields() if streams(model) else None


class Streamed(nn.Module):
    """Takes features [batch, frames, bands] and the last inputs of each layer, `history_0` and so on; returns what `model`
    answers and the last inputs to go on with. With histories of no moments `features` are a window; a window of other
    frames than `example` has [1, frames, bands] is not meant."""

    def __init__(self, model, example):
        super().__init__()
        # Its layers are given hooks, which `model` keeps none of.
        self.model = copy.deepcopy(model)
        self.states = []
        self._given, self._next = None, None
        for layer in self.model.modules():
            if hasattr(layer, "history") or isinstance(layer, PooledSteps):
                layer.register_forward_pre_hook(self._enter)
        with torch.no_grad():
            self.model.eval()(example)

    def forward(self, features, *histories):
        self._given, self._next = list(histories), []
        try:
            return (self.model(features), *self._next)
        finally:
            self._given = None

    def fields(self):
        """Section `streaming` of the manifest."""
        step = next(layer.frame_step for layer in self.model.modules() if hasattr(layer, "frame_step"))
        return {"frame_multiple": step,
                "states": [{"input": f"history_{i}", "output": f"next_{i}", "shape": [-1, *shape],
                            "steps_axis": STEPS_AXIS} for i, shape in enumerate(self.states)]}

    def histories(self, batch, empty=False):
        """Zeros in the shapes of the states."""
        shapes = [[batch, *shape] for shape in self.states]
        for shape in shapes:
            shape[STEPS_AXIS] *= not empty
        return [torch.zeros(shape) for shape in shapes]

    def _enter(self, layer, inputs):
        x, = inputs
        if self._given is None:
            steps = x.shape[STEPS_AXIS] - 1 if isinstance(layer, PooledSteps) else layer.history
            self.states.append([*x.shape[1:STEPS_AXIS], steps, *x.shape[STEPS_AXIS + 1:]])
            return None
        steps = self.states[len(self._next)][STEPS_AXIS - 1]
        x = torch.cat([self._given[len(self._next)], x], dim=STEPS_AXIS)
        self._next.append(x[:, -steps:])
        # Of all that it was given the mean is of a window's positions alone.
        return (x[:, -(steps + 1):],) if isinstance(layer, PooledSteps) else (x,)
