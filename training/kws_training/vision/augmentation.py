"""Batches of photos -> batches of pictures that other cameras, rooms and hands might have given."""

from dataclasses import dataclass

import torch

from . import colour, geometry
from .backgrounds import made_backgrounds


@dataclass(frozen=True)
class Augmentation:
    """How hard to augment; the recipe's `augmentation` object has these keys.

    zoom_least, zoom_most: size of the content. rotation_degrees, bend: standard deviations. shear, shift,
    perspective: largest value. background_swap: probability of another background. tint, exposure, shade:
    strengths, 0 = none. coarsen_least: fewest pixels of a coarsened picture, as a share of its side. skin_like:
    probability of a new background in the hand's own colours, as wood has them. The rest: probabilities.
    """

    zoom_least: float = 0.72
    zoom_most: float = 1.3
    rotation_degrees: float = 14.0
    shear: float = 0.15
    shift: float = 0.15
    perspective: float = 0.12
    bend: float = 0.04
    background_swap: float = 0.6
    skin_like: float = 0.0
    tint: float = 0.3
    exposure: float = 0.7
    shade: float = 0.25
    fade: float = 0.25
    grey: float = 0.15
    blur: float = 0.25
    coarsen: float = 0.3
    coarsen_least: float = 0.4
    noise: float = 0.3
    blocks: float = 0.25
    erase: float = 0.25


class Augmenter:
    """Draws from torch's global generator: the same seed gives the same pictures."""

    def __init__(self, settings, side, scenes=None, made=400):
        """scenes: pictures without hands [count, 3, s, s] uint8, used as backgrounds beside `made` ones."""
        self._settings = settings
        self._side = side
        self._scenes = scenes
        self._made = (made_backgrounds(made, side) * 255).to(torch.uint8)

    def __call__(self, photos, masks, boxes, cut_out):
        """photos [n, 3, s, s] uint8, masks [n, 1 or 2, s, s] uint8 (255 = what is kept when the background is
        replaced; the second, if any, what is hand), boxes [n, 3] around which to look; cut_out [n]: outside the
        mask is nothing, so the background is always replaced.

        Returns pictures [n, 3, side, side] in 0..1 and the hands [n, 1, side, side] seen in them.
        """
        s, count = self._settings, len(photos)
        views = geometry.random_views(
            count, zoom=(s.zoom_least, s.zoom_most), rotation_degrees=s.rotation_degrees, shear=s.shear,
            shift=s.shift, perspective=s.perspective)
        grid = geometry.grid(geometry.around(boxes) @ views, self._side)
        if s.bend:
            grid = geometry.bend(grid, s.bend)
        layers = geometry.sample(torch.cat([photos, masks], 1).float().div_(255), grid)
        within = geometry.inside(grid)
        kept, hands = layers[:, 3:4] * within, layers[:, -1:] * within
        swap = cut_out | (torch.rand(count) < s.background_swap)
        alpha = torch.where(swap.view(-1, 1, 1, 1), _sharpened(kept), self._keep(within))
        lit = self.light(layers[:, :3])
        backgrounds = _some(self.backgrounds(count), s.skin_like,
                            lambda scenes, rows: colour.recoloured(scenes, lit[rows], hands[rows]))
        pictures = alpha * lit + (1 - alpha) * backgrounds
        return self.camera(pictures), hands

    def _keep(self, within):
        """Most photos that end within the view have their border drawn out, the others lie on another scene."""
        drawn_out = (torch.rand(len(within), 1, 1, 1) < 0.7).float()
        return torch.maximum(within, drawn_out)

    def backgrounds(self, count):
        """Rooms [count, 3, side, side], made and photographed, in lights of their own."""
        made = self._made[torch.randint(0, len(self._made), (count,))].float().div_(255)
        if self._scenes is not None and len(self._scenes):
            real = (torch.rand(count) < 0.6).nonzero(as_tuple=True)[0]
            picked = self._scenes[torch.randint(0, len(self._scenes), (len(real),))].float().div_(255)
            views = geometry.random_views(len(real), zoom=(1.0, 2.5), rotation_degrees=20, shear=0.1, shift=0.3)
            made[real] = geometry.sample(picked, geometry.grid(views, self._side), "reflection")
        return self.light(made)

    def light(self, pictures):
        return colour.shade(colour.tint(pictures, self._settings.tint), self._settings.shade)

    def camera(self, pictures):
        """Pictures [n, 3, side, side] as a camera of the settings' faults takes them."""
        s = self._settings
        pictures = colour.expose(pictures, 0.6 * s.exposure)
        pictures = _some(pictures, s.fade, lambda p, _: colour.fade(p, 0.8))
        pictures = _some(pictures, s.grey, lambda p, _: colour.grey(p))
        pictures = _some(pictures, s.blur, lambda p, _: colour.blur(p, 0.4 + 0.9 * float(torch.rand(()))))
        smallest, most = int(self._side * s.coarsen_least), int(self._side * 0.9)
        pictures = _some(pictures, s.coarsen, lambda p, _: colour.coarsen(p, int(torch.randint(smallest, most, ()))))
        pictures = _some(pictures, s.blocks, lambda p, _: colour.block_artefacts(p, 0.3))
        pictures = _some(pictures, s.noise, lambda p, _: colour.add_noise(p, 0.08))
        return colour.erase(pictures, s.erase, 0.35)


def _sharpened(masks):
    """A predicted mask is soft where it is unsure; a pasted hand needs an edge."""
    return ((masks - 0.5) * 3 + 0.5).clamp(0, 1)


def _some(pictures, probability, change):
    """Changes each picture with the given probability: `change(pictures, rows)` of those chosen."""
    rows = (torch.rand(len(pictures)) < probability).nonzero(as_tuple=True)[0]
    if len(rows):
        pictures = pictures.clone()
        pictures[rows] = change(pictures[rows], rows)
    return pictures
