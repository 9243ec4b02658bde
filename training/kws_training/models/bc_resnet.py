"""BC-ResNet (Kim et al. 2021, "Broadcasted Residual Learning for Efficient Keyword Spotting"): separable blocks
whose temporal part works on the mean over frequency and is broadcast back, with sub-spectral normalisation."""

import torch
from torch import nn

from .band_normalisation import BandNormalisation
from .pooled import Pooled


class BcResNet(nn.Module):
    """`width` is the paper's base channel count (8, 12, 16, 24 for BC-ResNet-1, -1.5, -2, -3)."""

    def __init__(self, labels, bands, width=8, dropout=0.1, blocks=(2, 2, 4, 4), sub_bands=5):
        super().__init__()
        channels = [int(width * factor) for factor in (2, 1, 1.5, 2, 2.5, 4)]
        self.normalise = BandNormalisation(bands)
        self.stem = nn.Sequential(nn.Conv2d(1, channels[0], 5, stride=(2, 1), padding=2, bias=False),
                                  nn.BatchNorm2d(channels[0]), nn.ReLU())
        stages = []
        for stage, count in enumerate(blocks):
            dilation, stride = 2 ** stage, 2 if stage in (1, 2) else 1
            for index in range(count):
                source = channels[stage] if index == 0 else channels[stage + 1]
                stages.append(BroadcastBlock(source, channels[stage + 1], stride if index == 0 else 1, dilation,
                                             dropout, sub_bands))
        self.stages = nn.Sequential(*stages)
        self._last = blocks[-1]
        height = -(-bands // 8)
        self.head = nn.Sequential(
            nn.Conv2d(channels[4], channels[4], (height, 5), padding=(0, 2), groups=channels[4], bias=False),
            nn.Conv2d(channels[4], channels[5], 1, bias=False), nn.BatchNorm2d(channels[5]), nn.ReLU())
        self.classify = nn.Linear(channels[5], labels)
        self.to(memory_format=torch.channels_last)

    def forward(self, features):
        return self.logits(self.begin(features))

    def begin(self, features):
        x = self.normalise(features).transpose(1, 2).unsqueeze(1).contiguous(memory_format=torch.channels_last)
        return self.stages[:-self._last](self.stem(x))

    def ending(self):
        return nn.Sequential(self.stages[-self._last:], self.head, Pooled())

    def logits(self, begun):
        return self.classify(self.ending()(begun))


class BroadcastBlock(nn.Module):
    """f2: frequency-wise depthwise convolution; f1: temporal convolution on the mean over frequency.
    y = x + f2(x) + broadcast(f1(mean(f2(x)))); the first block of a stage has no shortcut."""

    def __init__(self, source, channels, stride, dilation, dropout, sub_bands):
        super().__init__()
        self.transition = source != channels or stride != 1
        self.widen = nn.Sequential(nn.Conv2d(source, channels, 1, bias=False), nn.BatchNorm2d(channels),
                                   nn.ReLU()) if self.transition else nn.Identity()
        self.frequency = nn.Sequential(
            nn.Conv2d(channels, channels, (3, 1), stride=(stride, 1), padding=(1, 0), groups=channels, bias=False),
            SubSpectralNorm(channels, sub_bands))
        self.temporal = nn.Sequential(
            nn.Conv2d(channels, channels, (1, 3), padding=(0, dilation), dilation=(1, dilation), groups=channels,
                      bias=False),
            nn.BatchNorm2d(channels), nn.SiLU(), nn.Conv2d(channels, channels, 1, bias=False), nn.Dropout2d(dropout))

    def forward(self, x):
        y = self.frequency(self.widen(x))
        y = y + self.temporal(y.mean(dim=2, keepdim=True))
        return torch.relu(y if self.transition else x + y)


class SubSpectralNorm(nn.Module):
    """Batch normalisation of each group of neighbouring bands by itself (Chang et al. 2021)."""

    def __init__(self, channels, sub_bands):
        super().__init__()
        self.sub_bands = sub_bands
        self.norm = nn.BatchNorm2d(channels * sub_bands)

    def forward(self, x):
        batch, channels, height, width = x.shape
        grouped = x.reshape(batch, channels * self.sub_bands, height // self.sub_bands, width)
        return self.norm(grouped).reshape(batch, channels, height, width)
