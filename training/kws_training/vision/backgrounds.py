"""Made backgrounds: smooth gradients, cloud noise, stripes, edges and boxes in random colours."""

import torch
import torch.nn.functional as F


def made_backgrounds(count, side):
    """[count, 3, side, side] in 0..1. Draws from torch's global generator."""
    makers = (_clouds, _plain, _boxes, _stripes, _plain)
    kinds = torch.randint(0, len(makers), (count,))
    out = torch.empty(count, 3, side, side)
    for kind, maker in enumerate(makers):
        rows = (kinds == kind).nonzero(as_tuple=True)[0]
        if len(rows):
            out[rows] = maker(len(rows), side)
    return out.clamp(0, 1)


def _base(count):
    return torch.rand(count, 3, 1, 1) ** 0.8


def _clouds(count, side):
    """Octaves of value noise: carpets, foliage, clutter out of focus."""
    field = torch.zeros(count, 3, side, side)
    roughness = torch.rand(count, 1, 1, 1) * 0.6 + 0.35
    for octave, cells in enumerate((2, 4, 8, 16, 32)):
        noise = torch.randn(count, 1, cells, cells) + 0.4 * torch.randn(count, 3, cells, cells)
        field += F.interpolate(noise, size=(side, side), mode="bilinear", align_corners=False) * roughness ** octave
    return _base(count) + field * torch.rand(count, 1, 1, 1) * 0.35


def _plain(count, side):
    """A wall: one colour with a soft gradient and a little grain."""
    corner = torch.randn(count, 3, 2, 2) * 0.12 * torch.rand(count, 1, 1, 1)
    gradient = F.interpolate(corner, size=(side, side), mode="bilinear", align_corners=True)
    return _base(count) + gradient + torch.randn(count, 3, side, side) * 0.03 * torch.rand(count, 1, 1, 1)


def _boxes(count, side):
    """Flat rectangles one over another: furniture, screens, doors."""
    scene = _plain(count, side)
    y, x = torch.arange(side).view(1, 1, -1, 1) / side, torch.arange(side).view(1, 1, 1, -1) / side
    for _ in range(6):
        angle = torch.randn(count, 1, 1, 1) * 0.3
        u, v = x * torch.cos(angle) + y * torch.sin(angle), y * torch.cos(angle) - x * torch.sin(angle)
        left, top, wide, high = (torch.rand(count, 1, 1, 1) * f for f in (1.0, 1.0, 0.6, 0.6))
        box = (u > left) & (u < left + wide) & (v > top) & (v < top + high)
        scene = torch.where(box, _base(count).expand_as(scene), scene)
    return scene


def _stripes(count, side):
    """Blinds, planks, piano keys: a wave across the picture, sharp or soft."""
    y, x = torch.arange(side).view(1, 1, -1, 1) / side, torch.arange(side).view(1, 1, 1, -1) / side
    angle = torch.rand(count, 1, 1, 1) * 3.1416
    wave = torch.sin((x * torch.cos(angle) + y * torch.sin(angle)) * (torch.rand(count, 1, 1, 1) * 70 + 6))
    wave = (wave * (torch.rand(count, 1, 1, 1) * 8 + 0.5)).clamp(-1, 1)
    return _clouds(count, side) * 0.6 + 0.4 * _base(count) + wave * torch.randn(count, 3, 1, 1) * 0.18
