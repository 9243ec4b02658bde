"""The mean over all but the first two axes."""

from torch import nn


class Pooled(nn.Module):
    """[batch, channels, ...] -> [batch, channels]."""

    def forward(self, x):
        return x.mean(dim=tuple(range(2, x.dim())))
