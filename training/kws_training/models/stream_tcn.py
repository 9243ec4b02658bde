"""A network like `StemTcn` that streams: over time nothing is padded, so what a layer answers for one moment is the same
in every window that holds it, and a stream computes it once (Rybakov et al. 2020).

Each layer says how many moments of its input it has to remember (`history`, on axis 2), the mean remembers its summands:
what a window and a stream that heard the same frames get is equal (`kws_training/streaming.py`). Squeeze-and-excitation,
which weighs by what the whole window holds, has no place here.
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
        self.head = nn.Sequential(nn.Conv2d(channels, head, 1, bias=False), nn.BatchNorm2d(head), nn.ReLU())
        self.pool = Pooled()
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(head, labels))

    def forward(self, features):
        """Logits [batch, labels] of windows [batch, frames, bands]. The last position ends with the last frame."""
        return self.logits(self.begin(features))

    def begin(self, features):
        x = self.normalise(features).unsqueeze(1).contiguous(memory_format=torch.channels_last)
        return self.blocks[:self._shared](self.mix(self.stem(x)))

    def ending(self):
        return nn.Sequential(self.blocks[self._shared:], self.head, self.pool)

    def logits(self, begun):
        return self.classify(self.ending()(begun))


class StemConvolution(nn.Module):
    """[batch, 1, frames, bands] -> [batch, channels, positions, bands / 2]. The last position ends with the last frame;
    what would be left over at the beginning is not heard."""

    history = 3

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, channels, 5, stride=2, padding=(0, 2), bias=False),
                                  nn.BatchNorm2d(channels), nn.ReLU())

    def forward(self, x):
        return self.body(x[:, :, (x.shape[2] - 5) % 2:])


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
    """[batch, channels, positions, 1]: depthwise over `kernel` positions (odd) and two pointwise convolutions, added to
    the position in their middle. Two-dimensional, since runtimes are slow at depthwise convolutions over one axis."""

    def __init__(self, channels, kernel):
        super().__init__()
        self.history = kernel - 1
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, (kernel, 1), groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        reach = self.history // 2
        return torch.relu(x[:, :, reach:-reach] + self.body(x))
