"""DS-CNN (Zhang et al. 2017, "Hello Edge"): a two-dimensional stem and depthwise separable blocks."""

import torch
from torch import nn

from .band_normalisation import BandNormalisation
from .pooled import Pooled

_BLOCK = 6  # layers of a separable block


class DsCnn(nn.Module):
    """`channels` everywhere, `blocks` separable blocks after a 10x4 stem of stride 2x2."""

    def __init__(self, labels, bands, channels=64, blocks=4, dropout=0.1):
        super().__init__()
        self.normalise = BandNormalisation(bands)
        layers = [nn.Conv2d(1, channels, (4, 10), stride=(2, 2), padding=(1, 4), bias=False),
                  nn.BatchNorm2d(channels), nn.ReLU()]
        for _ in range(blocks):
            layers += [nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False),
                       nn.BatchNorm2d(channels), nn.ReLU(),
                       nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]
        self.body = nn.Sequential(*layers).to(memory_format=torch.channels_last)
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(channels, labels))

    def forward(self, features):
        return self.logits(self.begin(features))

    def begin(self, features):
        x = self.normalise(features).transpose(1, 2).unsqueeze(1).contiguous(memory_format=torch.channels_last)
        return self.body[:-_BLOCK](x)

    def ending(self):
        return nn.Sequential(self.body[-_BLOCK:], Pooled())

    def logits(self, begun):
        return self.classify(self.ending()(begun))
