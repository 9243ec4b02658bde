"""Hands cut out of photos: a segmenter's mask, made exact by the photo's own colours."""

import numpy as np
import torch
import torch.nn.functional as F

from .regions import main_region
from .scenes import CutHands
from .surfaces import blurred

_LEVELS = 12
_WRIST = 1.35
"""How far the wrist is below the palm's middle, in half widths of the palm."""
_LEAST_SHARE, _MOST_UNSURE, _MOST_AT_SIDES = 0.03, 0.35, 0.12


def cut_hands(photos, masks):
    """(CutHands, which rows [n] are cut well) of photos [n, 3, s, s] uint8 with a segmenter's masks [n, 1, s, s] uint8.
    Outlines hold what of the arm the mask did, hands end at the wrist. A hand is cut well when its mask is sure of itself
    and it does not run out of the picture but at the bottom."""
    refined = torch.from_numpy(np.stack([_by_colour(p, m[0]) for p, m in zip(photos.numpy(), masks.numpy())]))
    values = torch.cat([main_region(block, 25, 40, 5) for block in refined.unsqueeze(1).split(64)])
    share = (values > 0.7).float().mean((1, 2, 3))
    unsure = ((values > 0.2) & (values < 0.7)).float().mean((1, 2, 3))
    sides = torch.stack([values[:, :, 0].mean((1, 2)), values[..., 0].mean((1, 2)), values[..., -1].mean((1, 2))]).amax(0)
    good = (share > _LEAST_SHARE) & (unsure < _MOST_UNSURE * share) & (sides < _MOST_AT_SIDES)
    edged = (F.avg_pool2d(((values - 0.5) * 4 + 0.3).clamp(0, 1), 3, 1, 1) * 255).round().to(torch.uint8)
    return CutHands(photos, edged, without_arms(edged)), good


def without_arms(masks):
    """Masks [n, 1, s, s] uint8 of upright hands, without what is below the wrist where they run out at the bottom: the
    palm is the widest place, and the wrist is little more than half its width below its middle."""
    inside = (masks > 127).float()
    room = inside.clone()
    left = inside
    for _ in range(masks.shape[-1] // 2):
        left = -F.max_pool2d(-F.pad(left, (1, 1, 1, 1)), 3, 1)
        room += left
    radius = room.amax((2, 3), keepdim=True)
    rows = torch.arange(masks.shape[-2]).view(1, 1, -1, 1)
    palm = (rows * (room == radius)).sum((2, 3), keepdim=True) / (room == radius).sum((2, 3), keepdim=True)
    reaches_down = inside[:, :, -2:].amax((2, 3), keepdim=True) > 0
    return torch.where(reaches_down & (rows > palm + _WRIST * radius), torch.zeros_like(masks), masks)


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
