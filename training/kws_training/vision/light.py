"""Light on drawn surfaces: one lamp, a bright room, shadow in the creases, a little gloss."""

from dataclasses import dataclass

import numpy as np

from .surfaces import blurred


@dataclass(frozen=True)
class Light:
    """direction: unit vector to the lamp (x right, y down, z to the viewer). lamp, room: colours [3] of the direct and the
    surrounding light. crease: share of light lost in creases. gloss: strength of the highlight."""

    direction: np.ndarray
    lamp: np.ndarray
    room: np.ndarray
    crease: float
    gloss: float


def random_light(random):
    direction = random.normal(0, 0.55, 3) + [0, -0.35, 1.0]
    direction[2] = max(direction[2], 0.15)
    ambient = random.uniform(0.25, 0.65)
    warm = np.exp(random.normal(0, 0.06, 3) + random.normal(0, 0.08) * np.array([1, 0, -1]))
    cool = np.exp(random.normal(0, 0.04, 3))
    return Light(direction / np.linalg.norm(direction), (1 - ambient) * warm, ambient * cool, random.uniform(0.3, 0.7),
                 random.uniform(0, 0.22))


def normals(heights, covered):
    """Unit normals [side, side, 3] of heights that are finite where `covered`."""
    filled = np.where(covered, heights, heights[covered].min() if covered.any() else 0.0)
    slope_y, slope_x = np.gradient(blurred(filled, 1))
    found = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)], -1)
    return found / np.linalg.norm(found, axis=-1, keepdims=True)


def lit(colours, heights, covered, light, reach, glossy=1.0):
    """Colours [side, side, 3] (0..1) as the light shows them; shadows in skin are redder than the light. reach: size of
    a crease in pixels; glossy: 0..1 [side, side] or one value."""
    filled = np.where(covered, heights, heights[covered].min() if covered.any() else 0.0)
    normal = normals(heights, covered)
    facing = normal @ light.direction
    wrapped = np.clip((facing + 0.25) / 1.25, 0, 1)[..., None]
    around = max(1, int(round(reach)))
    crease = np.clip((blurred(filled, around) - filled) / (1.2 * reach), 0, 1)
    open_sky = (1 - light.crease * crease)[..., None] * (0.8 - 0.2 * normal[..., 1:2])
    shade = (light.lamp * wrapped + light.room) * open_sky
    halfway = light.direction + [0, 0, 1]
    shine = np.clip(normal @ (halfway / np.linalg.norm(halfway)), 0, 1) ** 24 * light.gloss * glossy
    redder = 1 + np.clip(1 - shade, 0, 1) * np.array([0.12, -0.05, -0.08])
    return colours * shade * redder + shine[..., None] * light.lamp


def grain(side, random, cells, strength):
    """Smooth noise [side, side] with mean 0, about `cells` spots to a side."""
    noise = blurred(random.normal(0, 1, (side, side)), max(1, side // (2 * cells)))
    return noise / (noise.std() + 1e-6) * strength


def skin_tone(random):
    """A tone [3] between pale and dark brown, reddish or yellowish."""
    tone = random.uniform(0, 1)
    pale, middle, dark = np.array([1.0, 0.82, 0.72]), np.array([0.8, 0.56, 0.42]), np.array([0.38, 0.25, 0.18])
    mixed = pale + (middle - pale) * tone * 2 if tone < 0.5 else middle + (dark - middle) * (tone * 2 - 1)
    return np.clip(mixed * (1 + random.normal(0, 0.05, 3)), 0.08, 1)
