"""Random light, colour and camera faults on batches [count, channels, side, side] with values in 0..1."""

import math

import torch
import torch.nn.functional as F

_GREY = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


def _spread(count, strength):
    """Factors around 1, [count, 1, 1, 1], drawn evenly in their logarithm."""
    return torch.exp(torch.empty(count, 1, 1, 1).uniform_(-strength, strength))


def tint(images, strength):
    """Another white balance and a mixing of the channels: light and skin of another colour."""
    count = len(images)
    gains = torch.exp(torch.randn(count, 3) * 0.5 * strength)
    mixing = torch.diag_embed(gains) + torch.randn(count, 3, 3) * 0.15 * strength
    mixing = mixing / mixing.sum(2).mean(1).abs().clamp_min(0.3).view(-1, 1, 1)
    return torch.einsum("nij,njhw->nihw", mixing, images).clamp(0, 1)


def expose(images, strength):
    """Brightness, gamma and contrast."""
    count = len(images)
    lit = (images * _spread(count, 0.7 * strength)).clamp(1e-4, 1)
    lit = lit ** _spread(count, 0.6 * strength)
    middle = lit.mean((1, 2, 3), keepdim=True)
    return (middle + (lit - middle) * _spread(count, 0.5 * strength)
            + torch.randn(count, 1, 1, 1) * 0.1 * strength).clamp(0, 1)


def fade(images, most):
    """Haze: each picture loses up to `most` of its contrast towards a grey of its own."""
    lost = torch.rand(len(images), 1, 1, 1) * most
    return images * (1 - lost) + torch.rand(len(images), 1, 1, 1) * lost


def shade(images, strength):
    """Light that falls off across the picture: a random linear and a random radial field."""
    count, _, height, width = images.shape
    y = torch.linspace(-1, 1, height).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width).view(1, 1, 1, -1)
    a, b, c = (torch.randn(count, 1, 1, 1) * strength for _ in range(3))
    u, v = (torch.empty(count, 1, 1, 1).uniform_(-1, 1) for _ in range(2))
    field = torch.exp(a * x + b * y + c * ((x - u) ** 2 + (y - v) ** 2 - 0.7))
    return (images * field).clamp(0, 1)


def grey(images):
    return (images * _GREY).sum(1, keepdim=True).expand(-1, 3, -1, -1)


def blur(images, sigma):
    """Gaussian blur with one sigma (pixels) for the batch."""
    reach = max(1, int(math.ceil(2 * sigma)))
    offsets = torch.arange(-reach, reach + 1, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (offsets / sigma) ** 2)
    kernel = kernel / kernel.sum()
    channels = images.shape[1]
    padded = F.pad(images, (reach,) * 4, mode="replicate")
    rows = F.conv2d(padded, kernel.view(1, 1, 1, -1).expand(channels, 1, 1, -1), groups=channels)
    return F.conv2d(rows, kernel.view(1, 1, -1, 1).expand(channels, 1, -1, 1), groups=channels)


def coarsen(images, side):
    """Fewer pixels: down to `side` and up again."""
    full = images.shape[-1]
    small = F.interpolate(images, size=(side, side), mode="bilinear", align_corners=False, antialias=True)
    return F.interpolate(small, size=(full, full), mode="bilinear", align_corners=False)


def add_noise(images, most):
    """Sensor noise of a random strength up to `most` for each picture."""
    strength = torch.rand(len(images), 1, 1, 1) ** 2 * most
    return (images + torch.randn_like(images) * strength).clamp(0, 1)


def block_artefacts(images, most):
    """JPEG's damage: 8x8 cosine blocks, coefficients rounded to steps that grow with frequency."""
    count, channels, height, width = images.shape
    basis = _cosine_basis()
    blocks = images.reshape(count, channels, height // 8, 8, width // 8, 8).permute(0, 1, 2, 4, 3, 5)
    spectrum = basis @ blocks @ basis.T
    order = torch.arange(8.0)
    steps = (0.2 + 0.3 * (order.view(-1, 1) + order.view(1, -1)))
    steps = steps * (torch.rand(count, 1, 1, 1, 1, 1) * most + 1e-3)
    rounded = torch.round(spectrum / steps) * steps
    restored = (basis.T @ rounded @ basis).permute(0, 1, 2, 4, 3, 5).reshape(images.shape)
    return restored.clamp(0, 1)


def _cosine_basis():
    index = torch.arange(8.0)
    basis = torch.cos((2 * index.view(1, -1) + 1) * index.view(-1, 1) * math.pi / 16) * 0.5
    basis[0] *= math.sqrt(0.5)
    return basis


def erase(images, probability, largest):
    """Paints a random rectangle of random colour over some pictures, up to `largest` of a side."""
    count, channels, height, width = images.shape
    hit = (torch.rand(count, 1, 1, 1) < probability)
    y, x = torch.arange(height).view(1, 1, -1, 1) / height, torch.arange(width).view(1, 1, 1, -1) / width
    h, w = (torch.empty(count, 1, 1, 1).uniform_(0.1, largest) for _ in range(2))
    top, left = torch.rand(count, 1, 1, 1) * (1 - h), torch.rand(count, 1, 1, 1) * (1 - w)
    box = hit & (y >= top) & (y < top + h) & (x >= left) & (x < left + w)
    return torch.where(box, torch.rand(count, channels, 1, 1).expand_as(images), images)


def recoloured(scenes, pictures, hands):
    """Scenes [n, 3, h, w] with the mean colour of what `hands` [n, 1, h, w] show in `pictures`, a little lighter or
    darker, and half to all of their own contrast: a hand before wood or another hand has no colour edge to go by."""
    count = len(scenes)
    weight = hands.sum((2, 3)) + 1e-3
    skin = ((pictures * hands).sum((2, 3)) / weight).view(count, 3, 1, 1)
    own = scenes.mean((2, 3), keepdim=True)
    contrast = 0.5 + 0.5 * torch.rand(count, 1, 1, 1)
    light = 0.8 + 0.4 * torch.rand(count, 1, 1, 1)
    return ((scenes - own) * contrast + skin * light).clamp(0, 1)
