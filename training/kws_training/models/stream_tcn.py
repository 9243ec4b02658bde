"""A network like `StemTcn` that streams: over time nothing is padded, so what a layer answers for one moment is the same
in every window that holds it, and a stream computes it once (Rybakov et al. 2020).

Each layer remembers its last inputs (`history` steps of them) and the classifier the mean's summands: a window of
`frames` frames and a stream that has heard the same frames get equal posteriors. Squeeze-and-excitation, which weighs by
what the whole window holds, has no place here.
"""

import torch
from torch import nn

from .band_normalisation import BandNormalisation
from .pooled import Pooled


class StreamTcn(nn.Module):
    """`stem` channels of the two-dimensional part and its `stem_blocks` residual blocks, then one residual block of
    `channels` for each of `kernels` over time, `head` channels before pooling. One position is `frame_step` frames."""

    frame_step = 2

    def __init__(self, labels, bands, channels=96, kernels=(7, 7, 9, 9), stem=(32, 32), stem_blocks=2, head=128,
                 dropout=0.1):
        super().__init__()
        self.normalise = BandNormalisation(bands)
        first, second = stem
        remaining = -(-(-(-bands // 2)) // 2)
        self.stem = nn.Sequential(
            StemConvolution(first),
            StemReduction(first, second),
            *(StemResidual(second) for _ in range(stem_blocks))).to(memory_format=torch.channels_last)
        # Spans all remaining frequencies: the same as a pointwise convolution over second * remaining channels.
        self.mix = nn.Sequential(nn.Conv2d(second, channels, (1, remaining), bias=False), nn.BatchNorm2d(channels),
                                 nn.ReLU())
        self.blocks = nn.Sequential(*(TimeResidual(channels, kernel) for kernel in kernels))
        self._shared = len(kernels) // 2
        self.head = nn.Sequential(nn.Conv1d(channels, head, 1, bias=False), nn.BatchNorm1d(head), nn.ReLU())
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(head, labels))

    def forward(self, features):
        """Logits [batch, labels] of windows [batch, frames, bands]. The last position ends with the last frame."""
        return self.logits(self.begin(features))

    def begin(self, features):
        surplus = (features.shape[1] - StemConvolution.kernel) % self.frame_step
        x = self.normalise(features[:, surplus:]).unsqueeze(1)
        x = self.mix(self.stem(x.contiguous(memory_format=torch.channels_last))).squeeze(3)
        return self.blocks[:self._shared](x)

    def ending(self):
        return nn.Sequential(self.blocks[self._shared:], self.head, Pooled())

    def logits(self, begun):
        return self.classify(self.ending()(begun))


class StemConvolution(nn.Module):
    """[batch, 1, frames, bands] -> [batch, channels, positions, bands / 2]."""

    kernel = 5
    history = 3

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, channels, self.kernel, stride=2, padding=(0, 2), bias=False),
                                  nn.BatchNorm2d(channels), nn.ReLU())

    def forward(self, x):
        return self.body(x)


class StemReduction(nn.Module):
    """Depthwise 3x3 that halves the frequencies, then pointwise to `out` channels."""

    history = 2

    def __init__(self, channels, out):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, stride=(1, 2), padding=(0, 1), groups=channels, bias=False),
            nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())

    def forward(self, x):
        return self.body(x)


class StemResidual(nn.Module):
    """Depthwise 3x3 and pointwise, added to the moment in their middle."""

    history = 2

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=(0, 1), groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        return torch.relu(x[:, :, 1:-1] + self.body(x))


class TimeResidual(nn.Module):
    """Depthwise over `kernel` positions (odd) and two pointwise convolutions, added to the position in their middle."""

    def __init__(self, channels, kernel):
        super().__init__()
        self.history = kernel - 1
        self.body = nn.Sequential(
            nn.Conv1d(channels, channels, kernel, groups=channels, bias=False),
            nn.Conv1d(channels, channels, 1, bias=False), nn.BatchNorm1d(channels), nn.ReLU(),
            nn.Conv1d(channels, channels, 1, bias=False), nn.BatchNorm1d(channels))

    def forward(self, x):
        reach = self.history // 2
        return torch.relu(x[:, :, reach:-reach] + self.body(x))
