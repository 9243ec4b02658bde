"""Exponential moving average of the weights: the averaged model is the one measured and shipped."""

import copy

import torch


class WeightAverage:
    """Keeps `average = decay * average + (1 - decay) * weights`, with the decay ramped up over the first steps
    so that the random initial weights are forgotten. Buffers (batch-norm statistics) are averaged too."""

    def __init__(self, model, decay):
        if not 0 <= decay < 1:
            raise ValueError(f"average_decay {decay}: must be in [0, 1)")
        self._decay = decay
        self.steps = 0
        self.model = copy.deepcopy(model).eval()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        """Takes in the weights after one optimiser step."""
        self.steps += 1
        decay = min(self._decay, (1 + self.steps) / (10 + self.steps)) if self._decay else 0.0
        current = model.state_dict()
        for name, value in self.model.state_dict().items():
            if value.dtype.is_floating_point:
                value.mul_(decay).add_(current[name], alpha=1 - decay)
            else:
                value.copy_(current[name])
