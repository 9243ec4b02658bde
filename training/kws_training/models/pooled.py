"""Means over time."""

from torch import nn


class Pooled(nn.Module):
    """[batch, channels, ...] -> [batch, channels]: the mean over all but the first two axes."""

    def forward(self, x):
        return x.mean(dim=tuple(range(2, x.dim())))


class PooledSteps(nn.Module):
    """[batch, steps, values] -> [batch, values]."""

    def forward(self, x):
        return x.mean(dim=1)
