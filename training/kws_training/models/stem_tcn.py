"""A small two-dimensional stem followed by separable convolutions over time.

The stem sees patterns that move in frequency (as in BC-ResNet and DS-CNN); after two reductions the remaining
frequencies become channels (as in TC-ResNet), so that most of the work is a few dense matrix products over
time, which is what small CPUs do best. Residual blocks are separable (as in MatchboxNet).

Convolutions over time are two-dimensional, of height 1, and channels should be multiples of four: ONNX Runtime has fast
depthwise kernels for such alone (`docs/experiments/keyword-model.md`).
"""

import torch
from torch import nn

from .band_normalisation import BandNormalisation
from .pooled import Pooled


class StemTcn(nn.Module):
    """`channels` of the time blocks; one residual block for each of `kernels`, with that of `strides` over time.
    `stem` channels of the two-dimensional part and its `stem_blocks` residual blocks, `head` channels before pooling.
    `positions` is the number of time steps behind the stem for a network that has to know where in its window
    something is: a learnt value for each step and channel is added there; 0: none."""

    def __init__(self, labels, bands, channels=64, kernels=(9, 9, 11, 13), strides=(1, 2, 1, 1), stem=(16, 24),
                 stem_blocks=1, head=128, dropout=0.1, squeeze=True, stem_stride=(2, 2), positions=0):
        super().__init__()
        self.normalise = BandNormalisation(bands)
        first, second = stem
        self.stem = nn.Sequential(
            nn.Conv2d(1, first, 5, stride=tuple(stem_stride), padding=2, bias=False),
            nn.BatchNorm2d(first), nn.ReLU(),
            nn.Conv2d(first, first, 3, stride=(2, 1), padding=1, groups=first, bias=False),
            nn.Conv2d(first, second, 1, bias=False), nn.BatchNorm2d(second), nn.ReLU(),
            *(ResidualStem(second) for _ in range(stem_blocks))).to(memory_format=torch.channels_last)
        remaining = -(-(-(-bands // stem_stride[0])) // 2)
        # Spans all remaining frequencies: the same as a pointwise convolution over second * remaining channels.
        self.mix = nn.Sequential(nn.Conv2d(second, channels, (remaining, 1), bias=False), nn.BatchNorm2d(channels),
                                 nn.ReLU())
        self.positions = nn.Parameter(0.02 * torch.randn(1, channels, positions)) if positions else None
        self._shared = len(kernels) // 2
        self.blocks = nn.Sequential(*(SeparableResidual(channels, k, s, squeeze) for k, s in zip(kernels, strides)))
        self.head = nn.Sequential(nn.Conv2d(channels, head, 1, bias=False), nn.BatchNorm2d(head), nn.ReLU())
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(head, labels))

    def forward(self, features):
        return self.logits(self.begin(features))

    def begin(self, features):
        x = self.normalise(features).transpose(1, 2).unsqueeze(1)
        x = self.stem(x.contiguous(memory_format=torch.channels_last))
        x = self.mix(x)
        return self.blocks[:self._shared](x if self.positions is None else x + self.positions.unsqueeze(2))

    def ending(self):
        return nn.Sequential(self.blocks[self._shared:], self.head, Pooled())

    def logits(self, begun):
        return self.classify(self.ending()(begun))


class ResidualStem(nn.Module):
    """Depthwise 3x3 and pointwise, added to its input."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return torch.relu(x + self.body(x))


class SeparableResidual(nn.Module):
    """[batch, channels, 1, steps]: two separable convolutions over time around a shortcut, with squeeze-and-excitation if
    asked for."""

    def __init__(self, channels, kernel, stride, squeeze):
        super().__init__()
        self.body = nn.Sequential(
            *separable(channels, kernel, stride), nn.ReLU(), *separable(channels, kernel, 1))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(
            nn.Conv2d(channels, channels, 1, stride=(1, stride), bias=False), nn.BatchNorm2d(channels))
        self.squeeze = SqueezeExcite(channels) if squeeze else nn.Identity()

    def forward(self, x):
        return torch.relu(self.shortcut(x) + self.squeeze(self.body(x)))


class SqueezeExcite(nn.Module):
    """Channels weighed by what the whole window holds (Hu et al. 2018)."""

    def __init__(self, channels, reduction=8):
        super().__init__()
        self.weigh = nn.Sequential(nn.Linear(channels, channels // reduction), nn.ReLU(),
                                   nn.Linear(channels // reduction, channels))

    def forward(self, x):
        return x * torch.sigmoid(self.weigh(x.mean(dim=(2, 3)))).unsqueeze(2).unsqueeze(3)


def separable(channels, kernel, stride):
    """Depthwise over time, then pointwise, then normalisation."""
    return (nn.Conv2d(channels, channels, (1, kernel), stride=(1, stride), padding=(0, kernel // 2), groups=channels,
                      bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))
