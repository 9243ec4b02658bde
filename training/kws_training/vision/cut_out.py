"""Hands cut out of photos: a segmenter's mask, made exact by the photo's own colours."""

import numpy as np
import torch
import torch.nn.functional as F

from .regions import main_region
from .scenes import CutHands
from .surfaces import blurred

_LEVELS = 12
_LEAST_SHARE, _MOST_UNSURE, _MOST_AT_SIDES = 0.03, 0.35, 0.12


def cut_hands(photos, masks):
    """(CutHands, which rows [n] are cut well) of photos [n, 3, s, s] uint8 with a segmenter's masks [n, 1, s, s] uint8.
    A hand is cut well when its mask is sure of itself and it does not run out of the picture but at the bottom."""
    refined = torch.from_numpy(np.stack([_by_colour(p, m[0]) for p, m in zip(photos.numpy(), masks.numpy())]))
    values = torch.cat([main_region(block, 25, 40, 5) for block in refined.unsqueeze(1).split(64)])
    share = (values > 0.7).float().mean((1, 2, 3))
    unsure = ((values > 0.2) & (values < 0.7)).float().mean((1, 2, 3))
    sides = torch.stack([values[:, :, 0].mean((1, 2)), values[..., 0].mean((1, 2)), values[..., -1].mean((1, 2))]).amax(0)
    good = (share > _LEAST_SHARE) & (unsure < _MOST_UNSURE * share) & (sides < _MOST_AT_SIDES)
    edged = (F.avg_pool2d(((values - 0.5) * 4 + 0.3).clamp(0, 1), 3, 1, 1) * 255).round().to(torch.uint8)
    return CutHands(photos, edged, edged), good


def _by_colour(photo, mask):
    """A mask [s, s] in 0..1: the segmenter's [s, s] uint8, weighed with how much likelier each pixel's colour is within
    the sure hand than outside of it."""
    share = mask.astype(np.float32) / 255
    cells = (photo.astype(np.int64) * _LEVELS // 256)
    cells = (cells[0] * _LEVELS + cells[1]) * _LEVELS + cells[2]
    odds = np.log(_histogram(cells, share > 0.85)[cells] / _histogram(cells, share < 0.1)[cells])
    logit = np.log((share + 0.01) / (1.01 - share))
    return (1 / (1 + np.exp(-blurred(logit + 0.8 * np.clip(odds, -3, 3), 1)))).astype(np.float32)


def _histogram(cells, where):
    """Shares [levels ** 3] of colours, smoothed over their neighbours."""
    counts = np.bincount(cells[where], minlength=_LEVELS ** 3).astype(np.float32).reshape((_LEVELS,) * 3)
    for axis in range(3):
        low, high = np.roll(counts, 1, axis), np.roll(counts, -1, axis)
        counts = 0.5 * counts + 0.25 * (low + high)
    return (counts.reshape(-1) + 0.02) / (counts.sum() + 0.02 * _LEVELS ** 3)
