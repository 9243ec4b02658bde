"""A network like `StemTcn` that streams: over time nothing is padded, so what a layer answers for one moment is the same
in every window that holds it, and a stream computes it once (Rybakov et al. 2020).

Each layer says how many moments of its input it has to remember (`history`, on axis 1), the mean remembers its summands:
what a window and a stream that heard the same frames get is equal (`kws_training/streaming.py`). Squeeze-and-excitation,
which weighs by what the whole window holds, has no place here.

What is remembered is little and lies one moment after the other, so that a step joins it to what is new by copying whole
rows: the stem hears the frames of its reach again instead of remembering what its layers made of them, and each moment is
classified before the mean (`docs/adr/0044-graphs-are-shaped-for-the-runtime.md`).
"""

import torch
from torch import nn
from torch.nn import functional

from .band_normalisation import BandNormalisation
from .pooled import PooledSteps


class StreamTcn(nn.Module):
    """`stem` channels of the two-dimensional part and its `stem_blocks` residual blocks, then one residual block of
    `channels` for each of `kernels` over time, `head` channels before pooling. One position is `frame_step` frames."""

    frame_step = 2

    def __init__(self, labels, bands, channels=96, kernels=(7, 7, 9, 9), stem=(32, 32), stem_blocks=2, head=128,
                 dropout=0.1):
        super().__init__()
        self.normalise = BandNormalisation(bands)
        first, second = stem
        self.stem = Stem(first, second, stem_blocks).to(memory_format=torch.channels_last)
        remaining = -(-(-(-bands // 2)) // 2)
        # Spans all remaining frequencies: the same as a pointwise convolution over second * remaining channels.
        self.mix = nn.Sequential(nn.Conv2d(second, channels, (1, remaining), bias=False), nn.BatchNorm2d(channels),
                                 nn.ReLU())
        self.blocks = nn.Sequential(*(TimeResidual(channels, kernel) for kernel in kernels))
        self._shared = len(kernels) // 2
        self.head = Pointwise(channels, head)
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(head, labels))
        self.pool = PooledSteps()

    def forward(self, features):
        """Logits [batch, labels] of windows [batch, frames, bands]. The last position ends with the last frame."""
        return self.logits(self.begin(features))

    def begin(self, features):
        """[batch, positions, channels]."""
        x = self.mix(self.stem(self.normalise(features)))
        return self.blocks[:self._shared](x.permute(0, 2, 3, 1)[:, :, 0])

    def ending(self):
        return nn.Sequential(self.blocks[self._shared:], self.head, PooledSteps())

    def logits(self, begun):
        x = self.head(self.blocks[self._shared:](begun))
        if self.training:
            return self.classify(self.pool(x))
        # The same, since both are sums; a stream remembers a logit for each label instead of all channels.
        return self.pool(self.classify(x.flatten(0, 1)).reshape(x.shape[0], -1, self.classify[1].out_features))


class Stem(nn.Sequential):
    """[batch, frames, bands] -> [batch, channels, positions, bands / 4]. The last position ends with the last frame; what
    would be left over at the beginning is not heard."""

    def __init__(self, first, second, blocks):
        super().__init__(StemConvolution(first), StemReduction(first, second), *(StemResidual(second) for _ in range(blocks)))
        # A step of two frames is a position: the first layer's reach but one, and two positions of each further layer.
        self.history = 5 - StreamTcn.frame_step + StreamTcn.frame_step * 2 * (1 + blocks)

    def forward(self, x):
        x = x[:, (x.shape[1] - 5) % StreamTcn.frame_step:]
        return super().forward(x.unsqueeze(1).contiguous(memory_format=torch.channels_last))


class StemConvolution(nn.Module):
    """[batch, 1, frames, bands] -> [batch, channels, positions, bands / 2]."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, channels, 5, stride=2, padding=(0, 2), bias=False),
                                  nn.BatchNorm2d(channels), nn.ReLU())

    def forward(self, x):
        return self.body(x)


class StemReduction(nn.Module):
    """Depthwise 3x3 that halves the frequencies, then pointwise to `out` channels."""

    def __init__(self, channels, out):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, stride=(1, 2), padding=(0, 1), groups=channels, bias=False),
            nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())

    def forward(self, x):
        return self.body(x)


class StemResidual(nn.Module):
    """Depthwise 3x3 and pointwise, added to the moment in their middle."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=(0, 1), groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))
        middle = torch.zeros(channels, 1, 3, 1)
        middle[:, :, 1] = 1
        self.register_buffer("middle", middle, persistent=False)

    def forward(self, x):
        # A convolution keeps the runtime's own layout, which a slice would leave and enter again.
        middle = x[:, :, 1:-1] if self.training else functional.conv2d(x, self.middle, groups=len(self.middle))
        return torch.relu(middle + self.body(x))


class TimeResidual(nn.Module):
    """[batch, positions, channels]: depthwise over `kernel` positions (odd) and two pointwise convolutions, added to the
    position in their middle."""

    def __init__(self, channels, kernel):
        super().__init__()
        self.history = kernel - 1
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, (1, kernel), groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        reach = self.history // 2
        return torch.relu(x[:, reach:-reach] + _as_image(self.body, x))


class Pointwise(nn.Module):
    """[batch, positions, channels] -> [batch, positions, out]."""

    def __init__(self, channels, out):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(channels, out, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())

    def forward(self, x):
        return _as_image(self.body, x)


def _as_image(body, x):
    """All streams of a batch as the rows of one image: a few positions alone are too little for a convolution. A training,
    which has whole windows, is three times as fast with an image each."""
    axis = 1 if body.training else 0
    return body(x.unsqueeze(axis).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).squeeze(axis)
