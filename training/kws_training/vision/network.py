"""Building blocks and the letter network: a residual trunk that is told where the hand is.

The trunk's last map is pooled with an attention map. While training, a side head predicts the hand's
mask from the same features, so that the features follow the hand and not the room.
"""

import torch
import torch.nn.functional as F
from torch import nn


def convolution(inputs, outputs, kernel=3, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """Two 3x3 convolutions with a shortcut (He et al. 2016), channel gating after the second."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.first = convolution(inputs, outputs, 3, stride)
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return torch.relu(self.second(self.first(x)) + self.shortcut(x))


class StyleMixing(nn.Module):
    """While training, gives maps the mean and spread of another picture's maps, in part (Zhou et al. 2021, MixStyle):
    light, camera and skin live in these statistics, the hand's shape does not."""

    def __init__(self, probability):
        super().__init__()
        self.probability = probability

    def forward(self, x):
        if not self.training or float(torch.rand(())) >= self.probability:
            return x
        mean, spread = x.mean((2, 3), keepdim=True).detach(), x.std((2, 3), keepdim=True).detach() + 1e-4
        own = torch.distributions.Beta(0.2, 0.2).sample((len(x), 1, 1, 1)).to(x)
        other = torch.randperm(len(x), device=x.device)
        mixed_mean, mixed_spread = torch.lerp(mean[other], mean, own), torch.lerp(spread[other], spread, own)
        return (x - mean) / spread * mixed_spread + mixed_mean


def evened(pictures):
    """Pictures with their own mean taken away and their own spread made 1: pale or dark, they look alike."""
    mean = pictures.mean((1, 2, 3), keepdim=True)
    centred = pictures - mean
    return centred / torch.sqrt((centred * centred).mean((1, 2, 3), keepdim=True) + 1e-3)


class LetterNetwork(nn.Module):
    """Pictures [batch, 3, side, side] in -1..1 -> logits [batch, labels].

    widths: channels at strides 2, 4, 8 and 16; depths: residual blocks of each. style_mixing: its probability.
    """

    def __init__(self, labels, side=96, widths=(24, 48, 96, 160), depths=(1, 1, 1, 1), dropout=0.3, style_mixing=0.0):
        super().__init__()
        self.side = side
        self.mix_style = StyleMixing(style_mixing)
        self.stem = convolution(3, widths[0], 3, 2)
        stages, before = [], widths[0]
        for index, (width, depth) in enumerate(zip(widths, depths)):
            blocks = [Residual(before if b == 0 else width, width, 2 if b == 0 and index else 1) for b in range(depth)]
            stages.append(nn.Sequential(*blocks))
            before = width
        self.stages = nn.ModuleList(stages)
        self.mask_fine = nn.Conv2d(widths[1], 32, 1)
        self.mask_coarse = nn.Conv2d(widths[3], 32, 1)
        self.mask = nn.Sequential(nn.ReLU(), convolution(32, 32), nn.Conv2d(32, 1, 1))
        self.attention = nn.Conv2d(before, 1, 1)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(2 * before, labels)

    def features(self, x):
        maps, x = [], self.stem(evened(x))
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index < 2:
                x = self.mix_style(x)
            maps.append(x)
        return maps

    def head(self, last):
        weights = torch.softmax(self.attention(last).flatten(2), dim=2)
        attended = (last.flatten(2) * weights).sum(2)
        pooled = torch.cat([attended, last.mean((2, 3))], 1)
        return self.classify(self.dropout(pooled))

    def mask_logits(self, maps):
        """The hand's mask as logits [batch, 1, side / 4, side / 4]."""
        fine = self.mask_fine(maps[1])
        coarse = F.interpolate(self.mask_coarse(maps[3]), size=fine.shape[-2:], mode="bilinear", align_corners=False)
        return self.mask(fine + coarse)

    def forward(self, x):
        return self.head(self.features(x)[-1])
