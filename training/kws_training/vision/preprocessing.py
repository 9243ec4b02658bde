"""From an encoded photo to the tensor a sign model reads; docs/images.md is the specification.

decode -> orient -> centre square -> antialiased bilinear resize -> (pixel / 255 - mean) / scale
"""
from __future__ import annotations

import functools
import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from .orientation import orientation_of, upright


@dataclass(frozen=True)
class ImageSpec:
    """The `image` block of a manifest: what a model expects of its input tensor."""

    width_pixels: int = 128
    height_pixels: int = 128
    colour_order: str = "rgb"
    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    scale: tuple[float, float, float] = (0.5, 0.5, 0.5)
    resize: str = "bilinear-antialias"
    crop: str = "centre-square"

    def to_manifest(self) -> dict:
        return {
            "width_pixels": self.width_pixels,
            "height_pixels": self.height_pixels,
            "colour_order": self.colour_order,
            "mean": list(self.mean),
            "scale": list(self.scale),
            "resize": self.resize,
            "crop": self.crop,
        }


def decode(encoded: bytes) -> np.ndarray:
    """Pixels [height, width, 3], uint8, RGB, turned upright as the EXIF orientation says.

    Of 16 bits the upper 8 count; transparency, gamma and colour profiles are not applied.
    """
    with Image.open(io.BytesIO(encoded), formats=("JPEG", "PNG")) as photo:
        return np.asarray(upright(_eight_bits(photo).convert("RGB"), orientation_of(encoded)))


def _eight_bits(photo: Image.Image) -> Image.Image:
    # Pillow opens 16-bit grey as integers and would clip all above 255.
    if not photo.mode.startswith("I"):
        return photo
    return Image.fromarray((np.asarray(photo) >> 8).astype(np.uint8))


def centre_square(pixels: np.ndarray) -> np.ndarray:
    """The largest centred square; an odd remainder leaves the extra row or column at the end."""
    height, width = pixels.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return pixels[top:top + side, left:left + side]


@functools.lru_cache(maxsize=64)
def resize_weights(source: int, target: int) -> np.ndarray:
    """Weights [target, source] of the triangle filter; each row sums to 1.

    The filter's half width is max(1, source / target) source pixels around the centre
    (i + 0.5) * source / target, so that shrinking averages (antialiasing) and enlarging interpolates.
    Pixels beyond the border do not take part.
    """
    ratio = source / target
    support = max(1.0, ratio)
    weights = np.zeros((target, source), np.float64)
    for row in range(target):
        centre = (row + 0.5) * ratio
        first = max(0, math.floor(centre - support))
        last = min(source, math.ceil(centre + support))
        distance = np.abs(np.arange(first, last) + 0.5 - centre) / support
        weights[row, first:last] = np.maximum(0.0, 1.0 - distance)
    return weights / weights.sum(axis=1, keepdims=True)


def resize(pixels: np.ndarray, width: int, height: int) -> np.ndarray:
    """Resized pixels [height, width, 3] as float64 in 0..255, not rounded."""
    values = pixels.astype(np.float64)
    source_height, source_width = pixels.shape[:2]
    if source_height != height:
        values = (resize_weights(source_height, height) @ values.reshape(source_height, -1)).reshape(
            height, source_width, 3)
    if source_width != width:
        values = resize_weights(source_width, width) @ values
    return values


def square_pixels(pixels: np.ndarray, spec: ImageSpec) -> np.ndarray:
    """Cropped and resized pixels [height, width, 3], float64 in 0..255."""
    square = centre_square(pixels) if spec.crop == "centre-square" else pixels
    return resize(square, spec.width_pixels, spec.height_pixels)


def to_tensor(pixels: np.ndarray, spec: ImageSpec) -> np.ndarray:
    """The model input [3, height, width], float32, of decoded pixels [h, w, 3]."""
    values = square_pixels(pixels, spec) / 255.0
    if spec.colour_order == "bgr":
        values = values[:, :, ::-1]
    normalised = (values - np.asarray(spec.mean)) / np.asarray(spec.scale)
    return np.ascontiguousarray(normalised.transpose(2, 0, 1), dtype=np.float32)
