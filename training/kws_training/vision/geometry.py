"""Random views of a batch of photos: one sampling grid does flip, rotation, zoom, shear and shift."""

import math

import torch
import torch.nn.functional as F


def _uniform(count, low, high):
    return torch.empty(count).uniform_(low, high)


def random_views(count, *, zoom, rotation_degrees, shear, shift, perspective=0.0, flip=0.5):
    """Homographies [count, 3, 3] from output to input coordinates, both in [-1, 1].

    zoom: (least, most) size of the content in the view, 1 = as it is, drawn evenly in its logarithm.
    rotation_degrees: standard deviation. shear, shift: largest absolute value. flip: probability.
    """
    angle = torch.randn(count) * math.radians(rotation_degrees)
    inverse = 1.0 / torch.exp(_uniform(count, math.log(zoom[0]), math.log(zoom[1])))
    aspect = torch.exp(_uniform(count, -0.15, 0.15))
    cos, sin = torch.cos(angle) * inverse, torch.sin(angle) * inverse
    sheared = _uniform(count, -shear, shear)
    mirror = torch.where(torch.rand(count) < flip, -1.0, 1.0)
    views = torch.zeros(count, 3, 3)
    views[:, 0, 0] = cos * aspect * mirror
    views[:, 0, 1] = -sin + sheared * inverse
    views[:, 1, 0] = sin * mirror * aspect
    views[:, 1, 1] = cos
    # The shift is drawn in the view, so that a small hand reaches every place of it.
    reach = shift + 0.5 * torch.clamp(inverse - 1.0, 0.0, 1.0) / inverse
    moved = torch.stack([_uniform(count, -1, 1) * reach, _uniform(count, -1, 1) * reach], 1)
    views[:, :2, 2] = torch.einsum("nij,nj->ni", views[:, :2, :2], moved)
    views[:, 2, :2] = (torch.rand(count, 2) * 2 - 1) * perspective
    views[:, 2, 2] = 1.0
    return views


def grid(views, side):
    """Sampling grids [count, side, side, 2] of homographies for `torch.nn.functional.grid_sample`."""
    centres = (torch.arange(side) + 0.5) / side * 2 - 1
    y, x = torch.meshgrid(centres, centres, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], -1).reshape(1, -1, 3)
    mapped = points @ views.transpose(1, 2)
    return (mapped[..., :2] / mapped[..., 2:].clamp_min(0.1)).reshape(len(views), side, side, 2)


def bend(sampling_grid, strength, cells=4):
    """Shifts each sampling place by a smooth random field: fingers grow longer, palms narrower.

    strength: standard deviation of the shift at the field's knots, in units where the view spans -1..1.
    """
    count, side = sampling_grid.shape[:2]
    knots = torch.randn(count, 2, cells, cells) * strength
    field = F.interpolate(knots, size=(side, side), mode="bicubic", align_corners=True)
    return sampling_grid + field.permute(0, 2, 3, 1)


def inside(sampling_grid):
    """Weights [count, 1, side, side]: 1 within the photo, falling to 0 over its outermost pixels."""
    edge = 1.0 - sampling_grid.abs().amax(-1)
    return (edge * 24.0).clamp(0.0, 1.0).unsqueeze(1)


def sample(images, sampling_grid, padding="border"):
    return F.grid_sample(images, sampling_grid, mode="bilinear", padding_mode=padding, align_corners=False)


def around(boxes):
    """Homographies [count, 3, 3] that look at boxes [count, 3] = centre x, centre y, half side."""
    views = torch.zeros(len(boxes), 3, 3)
    views[:, 0, 0] = views[:, 1, 1] = boxes[:, 2]
    views[:, :2, 2] = boxes[:, :2]
    views[:, 2, 2] = 1.0
    return views


def whole(count):
    """Boxes [count, 3] of whole pictures."""
    return torch.tensor([[0.0, 0.0, 1.0]]).expand(count, 3)
