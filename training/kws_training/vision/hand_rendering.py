"""Draws hands of balls: nearest surface, light from one side, shadow in the creases, skin of many tones."""

import numpy as np

from .hand_model import hand_spheres, turned
from .hand_poses import POSES


def made_hand(letter, random, side=128):
    """One made hand: a picture [side, side, 3] uint8 on black, its outline and, within it, what is hand and not
    arm, both [side, side] bool."""
    pose = POSES[letter]
    turn = np.array(pose.turn) + random.normal(0, (14, 10, 9))
    hand, arm = hand_spheres(pose, random, arm=random.random() < 0.7)
    hand, arm = turned(hand, turn), turned(arm, turn)
    to_pixels = _framing(hand, side)
    hand_depth, arm_depth = _nearest(to_pixels(hand), side), _nearest(to_pixels(arm), side)
    depth = np.maximum(hand_depth, arm_depth)
    outline = np.isfinite(depth)
    return _lit(depth, outline, random), outline, outline & (hand_depth >= arm_depth)


def _framing(hand, side):
    """Puts the hand in the middle, at nine tenths of the side, y downwards."""
    low, high = (hand[:, :2] - hand[:, 3:]).min(0), (hand[:, :2] + hand[:, 3:]).max(0)
    scale, centre = side * 0.9 / max(high - low), (low + high) / 2

    def to_pixels(spheres):
        x = (spheres[:, 0] - centre[0]) * scale + side / 2
        y = side / 2 - (spheres[:, 1] - centre[1]) * scale
        return np.stack([x, y, spheres[:, 2] * scale, spheres[:, 3] * scale], 1)

    return to_pixels


def _nearest(spheres, side):
    """Depth [side, side] of the surface nearest to the viewer, -inf where there is none."""
    depth = np.full((side, side), -np.inf)
    for x, y, z, radius in spheres:
        left, right = max(0, int(x - radius)), min(side, int(x + radius) + 2)
        top, bottom = max(0, int(y - radius)), min(side, int(y + radius) + 2)
        if left >= right or top >= bottom:
            continue
        across = (np.arange(left, right) + 0.5 - x) ** 2
        down = (np.arange(top, bottom) + 0.5 - y) ** 2
        height = radius * radius - down[:, None] - across[None, :]
        surface = np.where(height > 0, z + np.sqrt(np.maximum(height, 0)), -np.inf)
        window = depth[top:bottom, left:right]
        np.maximum(window, surface, out=window)
    return depth


def _lit(depth, mask, random):
    """Lambert's law with a random light, ambient light that is lost in creases, mottled skin."""
    side = len(depth)
    filled = np.where(mask, depth, depth[mask].min() if mask.any() else 0.0)
    smooth = _blurred(filled, 1)
    slope_y, slope_x = np.gradient(smooth)
    normal = np.stack([-slope_x, -slope_y, np.ones_like(smooth)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = random.normal(0, 0.5, 3) + [0, -0.4, 1.0]
    light /= np.linalg.norm(light)
    direct = np.maximum(0, normal @ light)
    crease = np.clip((_blurred(filled, 4) - filled) / (side * 0.035), 0, 1)
    ambient = random.uniform(0.25, 0.6)
    shade = (ambient + (1 - ambient) * direct) * (1 - random.uniform(0.35, 0.7) * crease)
    mottled = 1 + 0.05 * random.uniform(0, 1) * _blurred(random.normal(0, 3, (side, side)), 2)
    picture = np.clip(shade * mottled, 0, 1.2)[..., None] * _skin(random) * 255
    # Shadow in skin is redder than light on it.
    picture *= 1 + (1 - np.clip(shade, 0, 1))[..., None] * np.array([0.12, -0.05, -0.08])
    return (np.clip(picture, 32, 255) * mask[..., None]).astype(np.uint8)


def _skin(random):
    """A tone between pale and dark brown, reddish or yellowish."""
    tone = random.uniform(0, 1)
    pale, dark = np.array([1.0, 0.8, 0.7]), np.array([0.42, 0.28, 0.2])
    return np.clip((pale * (1 - tone) + dark * tone) * (1 + random.normal(0, 0.05, 3)), 0.1, 1)


def _blurred(values, reach):
    """Box blur twice, edges drawn out."""
    kernel = np.ones(2 * reach + 1) / (2 * reach + 1)
    for _ in range(2):
        padded = np.pad(values, reach, mode="edge")
        rows = np.apply_along_axis(np.convolve, 1, padded, kernel, mode="valid")
        values = np.apply_along_axis(np.convolve, 0, rows, kernel, mode="valid")
    return values
