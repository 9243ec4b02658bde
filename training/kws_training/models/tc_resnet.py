"""TC-ResNet (Choi et al. 2019): bands are channels, convolutions run over time only."""

from torch import nn

from .band_normalisation import BandNormalisation
from .pooled import Pooled


class TcResNet(nn.Module):
    """`channels`: stem, then one residual block each (TC-ResNet8 has 16, 24, 32, 48 times `width`)."""

    def __init__(self, labels, bands, width=1.0, channels=(16, 24, 32, 48), kernel=9, dropout=0.2):
        super().__init__()
        sizes = [int(round(c * width)) for c in channels]
        self.normalise = BandNormalisation(bands)
        self.stem = nn.Sequential(nn.Conv1d(bands, sizes[0], 3, padding=1, bias=False), nn.BatchNorm1d(sizes[0]),
                                  nn.ReLU())
        self.blocks = nn.Sequential(*(Residual(a, b, kernel) for a, b in zip(sizes, sizes[1:])))
        self.classify = nn.Sequential(nn.Dropout(dropout), nn.Linear(sizes[-1], labels))

    def forward(self, features):
        return self.logits(self.begin(features))

    def begin(self, features):
        return self.blocks[:-1](self.stem(self.normalise(features).transpose(1, 2)))

    def ending(self):
        return nn.Sequential(self.blocks[-1:], Pooled())

    def logits(self, begun):
        return self.classify(self.ending()(begun))


class Residual(nn.Module):
    """Two convolutions, the first with stride 2, around a pointwise shortcut."""

    def __init__(self, source, channels, kernel):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv1d(source, channels, kernel, stride=2, padding=kernel // 2, bias=False), nn.BatchNorm1d(channels),
            nn.ReLU(), nn.Conv1d(channels, channels, kernel, padding=kernel // 2, bias=False),
            nn.BatchNorm1d(channels))
        self.shortcut = nn.Sequential(nn.Conv1d(source, channels, 1, stride=2, bias=False), nn.BatchNorm1d(channels),
                                      nn.ReLU())
        self.activate = nn.ReLU()

    def forward(self, x):
        return self.activate(self.body(x) + self.shortcut(x))
