"""The shipped graph: find the hand, look at it closely, name the letter.

picture [batch, 3, 128, 128] -> hand mask -> box -> close-up -> letter network -> logits.
Every step is plain arithmetic, so that it exports to ONNX opset 13 (which has no grid sampling).
"""

import torch
import torch.nn.functional as F
from torch import nn

from .letters import NOTHING
from .regions import main_region

MASK_FLOOR = 0.35
"""Mask values below this do not count as hand when the box is measured."""

HAND_OUTPUT = "hand"
"""Where the hand is, beside its letter."""

_AROUND = 2.0
"""Half side of what is looked at again, in half sides of the hand's first box."""
_REACH, _STEPS, _STRIDE = 7, 14, 7
"""Of `main_region` in masks of 48 cells: 7 of them hold the smallest hands, a stride is three cells each way."""
_UNSURE, _SURE = 0.2, 0.5
"""A mask that nowhere reaches the first value is no hand, one that reaches the second is one."""


def hand_boxes(masks, least=0.2):
    """Boxes [batch, 3] = centre x, centre y, half side, in units where the picture spans -1..1, of masks
    [batch, 1, side, side] in 0..1.

    The box is measured by moments, not by outermost pixels, so that a stray spot hardly moves it: the half
    side is 2.2 standard deviations of the longer axis. `least` at least. Without any hand it is the middle of the picture.
    """
    side = masks.shape[-1]
    weights = (masks[:, 0] - MASK_FLOOR).clamp(min=0.0)
    places = (torch.arange(side, dtype=torch.float32, device=masks.device) + 0.5) / side * 2 - 1
    columns, rows = weights.sum(1), weights.sum(2)
    total = columns.sum(1, keepdim=True) + 1e-3
    x, y = (columns * places).sum(1, keepdim=True) / total, (rows * places).sum(1, keepdim=True) / total
    spread_x = (columns * (places - x) ** 2).sum(1, keepdim=True) / total
    spread_y = (rows * (places - y) ** 2).sum(1, keepdim=True) / total
    half = 2.2 * torch.sqrt(torch.maximum(spread_x, spread_y)) + 0.04
    return torch.cat([x, y, half.clamp(least, 1.1)], 1)


def close_up(pictures, boxes, side):
    """The boxes' content [batch, channels, side, side], bilinear, with the border drawn out beyond the picture."""
    rows = _interpolation(boxes[:, 1:2], boxes[:, 2:3], pictures.shape[-2], side)
    columns = _interpolation(boxes[:, 0:1], boxes[:, 2:3], pictures.shape[-1], side)
    return torch.matmul(torch.matmul(rows.unsqueeze(1), pictures), columns.transpose(1, 2).unsqueeze(1))


def _interpolation(centre, half, source, target):
    """Matrices [batch, target, source] that interpolate linearly along one axis of the box."""
    device = centre.device
    across = (torch.arange(target, dtype=torch.float32, device=device) + 0.5) / target * 2 - 1
    places = ((centre + half * across) + 1) * (source / 2) - 0.5
    places = places.clamp(0, source - 1).unsqueeze(2)
    pixels = torch.arange(source, dtype=torch.float32, device=device).view(1, 1, -1)
    return (1 - torch.abs(places - pixels)).clamp(min=0.0)


class SignReader(nn.Module):
    """Pictures [batch, 3, side, side] in -1..1 -> logits [batch, labels].

    segmenter: frozen, gives masks at half of `segment_side`. letters: the network, or several whose posteriors
    are averaged. zooms: sizes of the close-ups, as shares of the hand's box, whose posteriors are averaged.
    mirror: also reads the mirrored close-ups and averages, since both hands sign. looks: 1 paints the hand once in the
    whole picture and boxes all of it; 2 keeps the region that is most like a hand, paints again what is around it, in
    more pixels, and answers `nothing` (one of `labels`) as far as neither look is sure of a hand.
    """

    def __init__(self, segmenter, letters, segment_side=96, zooms=(1.0,), mirror=True, looks=1, labels=()):
        super().__init__()
        self.segmenter = segmenter
        self.letters = nn.ModuleList(letters)
        self.segment_side = segment_side
        self.zooms = tuple(zooms)
        self.mirror = mirror
        self.looks = looks
        self.nothing = list(labels).index(NOTHING) if NOTHING in labels else None
        for parameter in self.segmenter.parameters():
            parameter.requires_grad_(False)

    def train(self, mode=True):
        super().train(mode)
        self.segmenter.eval()
        return self

    def masks(self, pictures):
        """Masks [batch, 1, segment_side / 2, segment_side / 2] in 0..1."""
        small = F.interpolate(pictures, size=(self.segment_side, self.segment_side), mode="bilinear",
                              align_corners=False)
        return torch.sigmoid(self.segmenter(small))

    def find(self, pictures):
        """Boxes [batch, 3] of the hands and how surely there is one [batch, 1], 0..1."""
        if self.looks == 1:
            masks = self.masks(pictures)
            return hand_boxes(masks), torch.ones_like(masks[:, 0, 0, :1])
        coarse = main_region(self.masks(pictures), _REACH, _STEPS, _STRIDE)
        first = hand_boxes(coarse, least=0.1)
        half = (first[:, 2:] * _AROUND).clamp(0.3, 1.0)
        around = torch.cat([torch.maximum(torch.minimum(first[:, :2], 1 - half), half - 1), half], 1)
        fine = main_region(torch.sigmoid(self.segmenter(close_up(pictures, around, self.segment_side))), _REACH, _STEPS,
                           _STRIDE)
        within = hand_boxes(fine, least=0.1)
        second = torch.cat([around[:, :2] + half * within[:, :2], half * within[:, 2:]], 1)
        boxes = (first + second) / 2
        sure = F.avg_pool2d(fine, 3, 1, 1).amax((2, 3))
        return boxes, ((sure - _UNSURE) / (_SURE - _UNSURE)).clamp(0, 1)

    @property
    def further_outputs(self):
        """Outputs of the shipped graph beside the posteriors: name -> values a picture. One look is sure of a hand in
        every picture, so that its box would be told where there is none."""
        return {HAND_OUTPUT: 4} if self.looks > 1 else {}

    def forward(self, pictures):
        return self.read(pictures)[0]

    def read(self, pictures):
        """(logits [batch, labels], hand [batch, 4] = the box of `hand_boxes`, then how surely there is one)."""
        boxes, sure = self.find(pictures)
        posteriors = [torch.softmax(network(view), 1)
                      for network in self.letters for view in self._views(pictures, boxes, network.side)]
        mean = torch.stack(posteriors).mean(0)
        if self.looks > 1 and self.nothing is not None:
            nothing = torch.tensor([float(label == self.nothing) for label in range(mean.shape[1])], device=mean.device)
            mean = mean * sure + nothing * (1 - sure)
        return torch.log(mean + 1e-9), torch.cat([boxes, sure], 1)

    def _views(self, pictures, boxes, side):
        for zoom in self.zooms:
            zoomed = torch.cat([boxes[:, :2], boxes[:, 2:] * zoom], 1)
            view = close_up(pictures, zoomed, side)
            yield view
            if self.mirror:
                yield torch.flip(view, [3])
