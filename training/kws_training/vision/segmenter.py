"""A small net that paints the hand. It learns from cut-out hands on made backgrounds, where the mask is exact,
and then gives the other sources' photos masks, so that their backgrounds can be replaced too."""

import torch
import torch.nn.functional as F
from torch import nn

from .network import convolution


class HandSegmenter(nn.Module):
    """Pictures [batch, 3, side, side] in -1..1 -> mask logits [batch, 1, side / 2, side / 2]; a U-Net
    (Ronneberger et al. 2015) of four levels."""

    def __init__(self, widths=(16, 32, 64, 96, 96)):
        super().__init__()
        self.enter = convolution(3, widths[0], 3, 2)
        self.down = nn.ModuleList(
            nn.Sequential(convolution(a, b, 3, 2), convolution(b, b)) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(
            convolution(deep + skip, skip) for skip, deep in zip(widths[:-1], widths[1:]))
        self.paint = nn.Conv2d(widths[0], 1, 1)

    def forward(self, x):
        skips = [self.enter(x)]
        for level in self.down:
            skips.append(level(skips[-1]))
        x = skips.pop()
        for level in reversed(self.up):
            skip = skips.pop()
            x = level(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], 1))
        return self.paint(x)


def mask_loss(logits, masks):
    """Cross-entropy plus one minus the Dice overlap, against masks of any size in 0..1."""
    wanted = F.interpolate(masks, size=logits.shape[-2:], mode="area")
    crossing = F.binary_cross_entropy_with_logits(logits, wanted)
    seen = torch.sigmoid(logits)
    overlap = (2 * (seen * wanted).sum((1, 2, 3)) + 1) / ((seen + wanted).sum((1, 2, 3)) + 1)
    return crossing + (1 - overlap).mean()
