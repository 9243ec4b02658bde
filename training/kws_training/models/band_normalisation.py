"""Fixed normalisation of the input features, inside the graph: callers feed raw log-mel."""

import torch
from torch import nn


class BandNormalisation(nn.Module):
    """(x - mean) / deviation for each band, with statistics measured once on training windows."""

    def __init__(self, bands):
        super().__init__()
        self.register_buffer("mean", torch.zeros(bands))
        self.register_buffer("deviation", torch.ones(bands))

    @torch.no_grad()
    def measure(self, features):
        """Takes the statistics of features [batch, frames, bands]."""
        flat = features.reshape(-1, features.shape[-1])
        self.mean.copy_(flat.mean(dim=0))
        self.deviation.copy_(flat.std(dim=0))

    def forward(self, features):
        return (features - self.mean) / self.deviation
