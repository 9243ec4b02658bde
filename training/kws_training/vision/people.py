"""Heads and shoulders of made people, for scenes in which a face must not be taken for a hand.

A head's length from chin to crown is 2, x is to the viewer's right, y downwards, z to the viewer, the origin is between
the ears.
"""

import hashlib
import inspect
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..kept_arrays import keep
from . import light as lighting
from . import surfaces
from .light import grain, lit, random_light, skin_tone
from .surfaces import cone_heights, ellipsoid_heights, put

SIDE = 160
HEAD_PIXELS, HEAD_MIDDLE = 30.0, 1.35
"""Half a head's length, so that a bust fills the picture's height; how far below the top its middle is, in those."""

_EYE, _BROW, _MOUTH, _NOSE = (0.29, -0.1), (0.3, -0.3), 0.5, 0.17


@dataclass(frozen=True)
class People:
    """pictures [n, 3, s, s], outlines [n, 1, s, s] and skins [n, 1, s, s] (255 = inside), all uint8."""

    pictures: torch.Tensor
    outlines: torch.Tensor
    skins: torch.Tensor


def people(count, seed, cache):
    """Draws `count` people, or takes them from the cache folder."""
    code = "".join(inspect.getsource(module) for module in (lighting, surfaces)) + Path(__file__).read_text("utf-8")
    path = Path(cache) / f"people-{hashlib.sha256(code.encode()).hexdigest()[:10]}-{count}-{seed}.npz"
    if not path.is_file():
        random = np.random.default_rng(seed)
        drawn = [person(random) for _ in range(count)]
        pictures, outlines, skins = (np.stack(column) for column in zip(*drawn))
        keep(path, pictures=pictures.transpose(0, 3, 1, 2), outlines=outlines[:, None] * np.uint8(255),
             skins=skins[:, None] * np.uint8(255))
    with np.load(path) as kept:
        return People(*(torch.from_numpy(kept[name]) for name in ("pictures", "outlines", "skins")))


def person(random):
    """One bust: a picture [s, s, 3] uint8 on black, its outline and what is bare skin, both [s, s] bool."""
    pose, build = _turn(random), _Build(random)
    face, local = _head(pose, build, random)
    neck = _neck(build)
    body = _body(build, random)
    hair, hair_behind = _hair(pose, build, random)
    heights = np.full((SIDE, SIDE), -np.inf)
    kinds = np.zeros((SIDE, SIDE), np.int8)
    for kind, layer in ((1, hair_behind), (2, body), (3, neck), (4, face), (5, hair)):
        above = layer > heights
        heights[above], kinds[above] = layer[above], kind
    outline = np.isfinite(heights)
    light = random_light(random)
    colours = np.zeros((SIDE, SIDE, 3))
    hair_colour = _hair_colour(random)
    streaks = 1 + grain(SIDE, random, 60, random.uniform(0.05, 0.3))[..., None]
    hairy = (kinds == 1) | (kinds == 5)
    colours[hairy] = (hair_colour * np.clip(streaks, 0.3, 2))[hairy]
    colours[kinds == 2] = _cloth(random)[kinds == 2]
    tone = skin_tone(random)
    mottled = 1 + grain(SIDE, random, 24, 0.04)[..., None]
    skin = (kinds == 3) | (kinds == 4)
    colours[skin] = (tone * mottled)[skin]
    painted = _features(colours, local, tone, hair_colour, random)
    colours = np.where((kinds == 4)[..., None], painted, colours)
    shown = lit(colours, heights, outline, light, 5, np.where(skin, 1.0, 0.25))
    # A room is darker under the chin.
    under = np.exp(-((np.arange(SIDE) - build.chin) / 14.0) ** 2)[:, None] * (np.arange(SIDE) > build.chin)[:, None]
    shown = np.where((kinds == 3)[..., None] | (kinds == 2)[..., None], shown * (1 - 0.4 * under[..., None]), shown)
    picture = (np.clip(shown, 0.01, 1) * 255 * outline[..., None]).astype(np.uint8)
    return picture, outline, skin


class _Build:
    """What a person's head and shoulders measure; places in pixels."""

    def __init__(self, random):
        self.wide, self.long = random.normal(1, 0.06), random.normal(1, 0.05)
        self.scale = HEAD_PIXELS * random.normal(1, 0.05)
        self.middle = np.array([SIDE / 2, HEAD_MIDDLE * HEAD_PIXELS, 0.0])
        self.chin = self.middle[1] + 1.0 * self.scale * self.long
        self.shoulders = random.normal(1.75, 0.18)
        self.neck_wide = random.normal(0.42, 0.05)
        self.shift = random.normal(0, 0.12)


def _turn(random):
    """A head's turn: mostly towards the camera, sometimes away."""
    wide = 45 if random.random() < 0.25 else 14
    about_y, about_x, about_z = np.radians(random.normal(0, (wide, 9, 7)))
    cy, sy, cx, sx, cz, sz = (f(a) for a in (about_y, about_x, about_z) for f in (np.cos, np.sin))
    return (np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
            @ np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]))


def _head(pose, build, random):
    """Heights [s, s] of the face and, for each pixel, its place [s, s, 3] on the head when it looks straight ahead."""
    def noise():
        return random.normal(1, 0.09, 3)

    parts = [((0, -0.2, -0.1), (0.74, 0.82, 0.88)), ((0, 0.28, 0.14), (0.58, 0.72, 0.62)),
             ((0, 0.78, 0.4), np.array((0.26, 0.2, 0.24)) * noise()),
             ((0, -0.33, 0.6), np.array((0.46, 0.13, 0.18)) * noise())]
    for x in (-1, 1):
        parts += [((0.36 * x, 0.12, 0.48), np.array((0.24, 0.2, 0.24)) * noise()),
                  ((0.42 * x, 0.5, 0.2), np.array((0.22, 0.3, 0.3)) * noise()),
                  ((0.75 * x, 0.02, -0.1), np.array((0.1, 0.22, 0.15)) * noise()),
                  ((0.12 * x, _NOSE + 0.03, 0.76), np.array((0.09, 0.08, 0.11)) * noise()),
                  ((_EYE[0] * x, _EYE[1], 0.55), (0.13, 0.1, 0.11))]
    nose = random.normal(1, 0.15, 3)
    parts += [((0, 0.0, 0.72), np.array((0.09, 0.27, 0.16)) * nose), ((0, _NOSE, 0.84), np.array((0.13, 0.11, 0.14)) * nose),
              ((0, _MOUTH - 0.03, 0.67), np.array((0.24, 0.06, 0.12)) * noise()),
              ((0, _MOUTH + 0.06, 0.65), np.array((0.2, 0.07, 0.12)) * noise())]
    stretch = np.array([build.wide, build.long, 1.0])
    heights = np.full((SIDE, SIDE), -np.inf)
    for centre, radii in parts:
        at = build.middle + pose @ (np.array(centre) * stretch) * build.scale
        put(heights, ellipsoid_heights(at, np.array(radii) * stretch * build.scale, pose, SIDE), 0.14 * build.scale)
    filled = np.where(np.isfinite(heights), heights, 0)
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    places = np.stack([x - build.middle[0], y - build.middle[1], filled], -1) @ pose / build.scale / stretch
    return heights, places


def _neck(build):
    heights = np.full((SIDE, SIDE), -np.inf)
    radius = build.neck_wide * build.scale
    top = build.middle + [0, 0.45 * build.scale, -0.3 * build.scale]
    foot = build.middle + [build.shift * build.scale * 0.5, 1.75 * build.scale, -0.45 * build.scale]
    put(heights, cone_heights([*top, radius], [*foot, radius * 1.25], SIDE))
    chest = build.middle + np.array([build.shift, 2.4, -1.1]) * build.scale
    put(heights, ellipsoid_heights(chest, np.array([1.2, 1.1, 0.5]) * build.scale, np.eye(3), SIDE), 0.3 * build.scale)
    return heights


def _body(build, random):
    """Shoulders, chest and upper arms; the neck's opening is left to the collar."""
    heights = np.full((SIDE, SIDE), -np.inf)
    s = build.scale
    at = build.middle + [build.shift * s, 0, 0]
    collar = random.uniform(1.35, 1.75)
    wide = build.shoulders * s
    for x in (-1, 1):
        shoulder = [at[0] + x * wide * 0.82, at[1] + 2.0 * s, -0.55 * s, 0.48 * s]
        elbow = [at[0] + x * wide * random.uniform(0.85, 1.25), at[1] + 4.6 * s, -0.2 * s, 0.4 * s]
        inner = [at[0] + x * 0.2 * s, at[1] + (collar + 0.12) * s, -0.75 * s, 0.34 * s]
        put(heights, cone_heights(inner, shoulder, SIDE), 0.4 * s)
        put(heights, cone_heights(shoulder, elbow, SIDE), 0.3 * s)
    chest = np.array([at[0], at[1] + 3.4 * s, -0.5 * s])
    put(heights, ellipsoid_heights(chest, np.array([wide * 0.9, 2.1 * s, 0.75 * s]), np.eye(3), SIDE), 0.4 * s)
    # The collar: round or pointed, the neck and some chest show in it.
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    depth, pointed = random.uniform(0.1, 0.9) * s, random.random() < 0.4
    across = np.abs(x - at[0]) / ((build.neck_wide + random.uniform(0.05, 0.3)) * s)
    edge = at[1] + collar * s + depth * ((1 - across) if pointed else np.sqrt(np.clip(1 - across ** 2, 0, 1)))
    heights[(across < 1) & (y < edge)] = -np.inf
    return heights


def _hair(pose, build, random):
    """Hair before the head (cap, fringe) and behind it (long hair), heights [s, s] each; some are bald."""
    before, behind = (np.full((SIDE, SIDE), -np.inf) for _ in range(2))
    kind = random.choice(4, p=(0.1, 0.4, 0.15, 0.35))
    if kind == 0:
        return before, behind
    s, thick = build.scale, random.uniform(1.03, 1.3)

    def ellipsoid(target, centre, radii):
        put(target, ellipsoid_heights(build.middle + pose @ np.array(centre) * s, np.array(radii) * s, pose, SIDE), 0.1 * s)

    ellipsoid(before, (0, -0.3, -0.16), (0.76 * thick * build.wide, 0.8 * thick, 0.9 * thick))
    # The face is cut free of it below a hairline.
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    places = np.stack([x - build.middle[0], y - build.middle[1], np.where(np.isfinite(before), before, 0)], -1) @ pose / s
    line, lean = random.uniform(-0.8, -0.4), random.normal(0, 0.25)
    edge = line + lean * places[..., 0] + random.uniform(0.5, 1.4) * places[..., 0] ** 2 + grain(SIDE, random, 20, 0.05)
    low = random.uniform(0.0, 0.5)
    before[((places[..., 1] > edge) & (places[..., 2] > 0.05)) | (places[..., 1] > low)] = -np.inf
    if kind == 3:
        length = random.uniform(0.6, 1.7)
        for x_side in (-1, 1):
            ellipsoid(before if random.random() < 0.5 else behind, (0.72 * x_side, 0.35 * length, -0.1),
                      (0.24 * thick, 0.9 * length, 0.4))
        ellipsoid(behind, (0, 0.35 * length, -0.55), (0.95 * thick, 1.0 * length, 0.5))
    return before, behind


def _hair_colour(random):
    colours = ((0.07, 0.06, 0.06), (0.2, 0.13, 0.09), (0.35, 0.22, 0.13), (0.75, 0.58, 0.36), (0.6, 0.6, 0.6), (0.5, 0.2, 0.1))
    return np.array(colours[random.choice(6, p=(0.32, 0.24, 0.16, 0.12, 0.1, 0.06))]) * np.exp(random.normal(0, 0.15, 3) * 0.5)


def _cloth(random):
    """Cloth [s, s, 3]: plain, striped or patterned; one in eight is nearly skin-coloured."""
    base = skin_tone(random) if random.random() < 0.125 else random.uniform(0, 1, 3) ** 1.3
    y, x = np.mgrid[:SIDE, :SIDE]
    cloth = np.broadcast_to(base, (SIDE, SIDE, 3)) * (1 + grain(SIDE, random, 10, random.uniform(0, 0.12))[..., None])
    pattern = random.random()
    if pattern < 0.35:
        angle, period = random.uniform(0, np.pi), random.uniform(4, 18)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period) > random.uniform(-0.5, 0.8)
        cloth = np.where(wave[..., None], random.uniform(0, 1, 3), cloth)
    elif pattern < 0.5:
        cloth = cloth * (1 + grain(SIDE, random, random.integers(8, 40), 0.4)[..., None])
    return np.clip(cloth, 0.02, 1)


def _features(colours, places, tone, hair_colour, random):
    """Eyes, brows, mouth, nostrils, blush, beard and glasses painted on the face's skin."""
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    front = z > 0.15

    def spot(cx, cy, rx, ry, hard=8.0):
        return np.clip((1 - ((x - cx) / rx) ** 2 - ((y - cy) / ry) ** 2) * hard * min(rx, ry) * 6, 0, 1) * front

    def paint(where, colour, strength=1.0):
        nonlocal colours
        colours = colours + (np.asarray(colour) - colours) * (where * strength)[..., None]

    red = tone * np.array([1.0, 0.62, 0.6])
    for side in (-1, 1):
        paint(np.exp(-((x - 0.4 * side) / 0.2) ** 2 - ((y - 0.2) / 0.18) ** 2) * front, red, random.uniform(0, 0.35))
        paint(np.exp(-((x - _EYE[0] * side) / 0.17) ** 2 - ((y - _EYE[1]) / 0.12) ** 2) * front, tone * 0.45,
              random.uniform(0.3, 0.8))
    beard = random.random()
    if beard < 0.35:
        jaw = np.clip((y - 0.25 - 0.9 * np.maximum(0, 0.45 - np.abs(x))) * 5, 0, 1) * front
        lip = spot(0, 0.36, 0.34, 0.09)
        thick = np.clip(random.uniform(0.2, 1.0) * (1 + grain(SIDE, random, 50, 0.3)), 0, 1)
        paint(np.maximum(jaw, lip) * thick, hair_colour)
    opening, smile = random.uniform(0.25, 1), random.normal(0, 0.25)
    iris = np.array([(0.12, 0.08, 0.06), (0.3, 0.2, 0.1), (0.2, 0.35, 0.5), (0.25, 0.35, 0.2)][random.integers(4)])
    gaze = random.normal(0, 0.03)
    closed = random.random() < 0.08
    brow = random.uniform(0.03, 0.065)
    for side in (-1, 1):
        cx = _EYE[0] * side
        if not closed:
            paint(spot(cx, _EYE[1], 0.15, 0.035 + 0.04 * opening, 14), (0.85, 0.82, 0.8))
            paint(spot(cx + gaze, _EYE[1], 0.065, 0.03 + 0.04 * opening, 14), iris)
        paint(spot(cx, _EYE[1] - 0.03 - 0.04 * opening, 0.17, 0.03, 14), tone * 0.25)
        paint(spot(_BROW[0] * side, _BROW[1] + 0.25 * (x - _BROW[0] * side) * side, 0.2, brow), hair_colour * 0.8, 0.8)
        paint(spot(0.08 * side, _NOSE + 0.1, 0.055, 0.035, 14), tone * 0.25, 0.8)
    curved = y - smile * x ** 2 * 2
    open_mouth = random.uniform(0.05, 0.16) if random.random() < 0.3 else 0.02
    lips = np.clip((1 - (x / 0.29) ** 2 - ((curved - _MOUTH) / (0.09 + open_mouth * 0.6)) ** 2) * 4, 0, 1) * front
    paint(lips, tone * np.array([0.85, 0.5, 0.5]) if random.random() < 0.8 else (0.65, 0.1, 0.15), random.uniform(0.4, 0.9))
    inner = np.clip((1 - (x / 0.24) ** 2 - ((curved - _MOUTH) / open_mouth) ** 2) * 4, 0, 1) * front
    paint(inner, (0.85, 0.82, 0.78) if open_mouth > 0.1 and random.random() < 0.5 else (0.15, 0.05, 0.05), 0.9)
    if random.random() < 0.25:
        size, round_ = random.uniform(0.2, 0.27), random.uniform(0.7, 1)
        for side in (-1, 1):
            ring = np.sqrt(((x - _EYE[0] * side) / size) ** 2 + ((y - _EYE[1]) / (size * round_)) ** 2)
            paint((np.abs(ring - 1) < random.uniform(0.1, 0.22)) * front, (0.08, 0.08, 0.1))
        paint(((np.abs(x) < 0.09) & (np.abs(y - _EYE[1]) < 0.03)) * front, (0.08, 0.08, 0.1))
    return colours
