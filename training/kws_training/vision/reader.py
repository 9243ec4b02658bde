"""The shipped graph: find the hand, look at it closely, name the letter.

picture [batch, 3, 128, 128] -> hand mask -> box -> close-up -> letter network -> logits.
Every step is plain arithmetic, so that it exports to ONNX opset 13 (which has no grid sampling).
"""

import torch
import torch.nn.functional as F
from torch import nn

MASK_FLOOR = 0.35
"""Mask values below this do not count as hand when the box is measured."""


def hand_boxes(masks):
    """Boxes [batch, 3] = centre x, centre y, half side, in units where the picture spans -1..1, of masks
    [batch, 1, side, side] in 0..1.

    The box is measured by moments, not by outermost pixels, so that a stray spot hardly moves it: the half
    side is 2.2 standard deviations of the longer axis. Without any hand it is the middle of the picture.
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
    return torch.cat([x, y, half.clamp(0.2, 1.1)], 1)


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
    mirror: also reads the mirrored close-ups and averages, since both hands sign.
    """

    def __init__(self, segmenter, letters, segment_side=96, zooms=(1.0,), mirror=True):
        super().__init__()
        self.segmenter = segmenter
        self.letters = nn.ModuleList(letters)
        self.segment_side = segment_side
        self.zooms = tuple(zooms)
        self.mirror = mirror
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

    def forward(self, pictures):
        boxes = hand_boxes(self.masks(pictures))
        posteriors = [torch.softmax(network(view), 1)
                      for network in self.letters for view in self._views(pictures, boxes, network.side)]
        return torch.log(torch.stack(posteriors).mean(0) + 1e-9)

    def _views(self, pictures, boxes, side):
        for zoom in self.zooms:
            zoomed = torch.cat([boxes[:, :2], boxes[:, 2:] * zoom], 1)
            view = close_up(pictures, zoomed, side)
            yield view
            if self.mirror:
                yield torch.flip(view, [3])
