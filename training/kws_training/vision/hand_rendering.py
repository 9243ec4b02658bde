"""Draws made hands: flesh over the bones, palm and back, nails, creases, and the light of one lamp in a room."""

import numpy as np

from .hand_model import MIDDLE, hand_bones, turned
from .hand_poses import drawn_pose
from .light import grain, lit, normals, random_light, skin_tone
from .surfaces import cone_heights, put

_MELT = {"palm": 1.1, "arm": 1.5, "thumb": 0.5}
"""Centimetres of height within which the bones of a group melt together; fingers' 0.4."""
_NAIL_FROM, _NAIL_FACING = 0.5, 0.62


def made_hand(letter, random, side=128):
    """One made hand: a picture [side, side, 3] uint8 on black, its outline and, within it, what is hand and not
    arm, both [side, side] bool."""
    pose = drawn_pose(letter, random)
    turn = np.array(pose.turn) + random.normal(0, (15, 11, 9))
    bones, matrix = turned(hand_bones(pose, random, arm=random.random() < 0.7), turn)
    bones, scale, middle = _framed(bones, side, random)
    surface = _Surface(bones, side, scale)
    outline = np.isfinite(surface.heights)
    colours, glossy = _skin(surface, bones, outline, matrix, middle, scale, random)
    shown = lit(colours, surface.heights, outline, random_light(random), 0.035 * side, glossy)
    picture = (np.clip(shown, 32 / 255, 1) * 255 * outline[..., None]).astype(np.uint8)
    arm = np.array([bone.arm for bone in bones])
    return picture, outline, outline & ~arm[surface.bone]


def _framed(bones, side, random):
    """Bones in pixels, y downwards, the hand at nine tenths of the side, in the perspective of a near or far camera;
    pixels to a centimetre, and where the hand's middle lies [3]."""
    distance = random.uniform(26, 80)

    def seen(ball):
        nearer = distance / (distance - min(ball[2], distance / 2))
        return np.array([ball[0] * nearer, -ball[1] * nearer, ball[2], ball[3] * nearer])

    starts, ends = ([seen(ball) for ball in balls] for balls in ([b.start for b in bones], [b.end for b in bones]))
    balls = np.array([ball for pair, bone in zip(zip(starts, ends), bones) if not bone.arm for ball in pair])
    low, high = (balls[:, :2] - balls[:, 3:]).min(0), (balls[:, :2] + balls[:, 3:]).max(0)
    scale, shift = side * 0.9 / max(high - low), np.append(side / 2 - (low + high) / 2 * side * 0.9 / max(high - low), 0)

    def placed(ball):
        return ball * scale + np.append(shift, 0)

    flip = np.array([1, -1, 1])
    framed = [type(b)(placed(s), placed(e), b.palmar * flip, b.group, b.tip, b.arm) for b, s, e in zip(bones, starts, ends)]
    return framed, scale, shift


class _Surface:
    """What each pixel shows: heights [side, side] (-inf: nothing), the bone's number, and the place along it."""

    def __init__(self, bones, side, scale):
        self.heights = np.full((side, side), -np.inf)
        self.bone, self.along = np.zeros((side, side), np.int16), np.zeros((side, side))
        for group in dict.fromkeys(bone.group for bone in bones):
            heights = np.full((side, side), -np.inf)
            bone_of, along = np.zeros((side, side), np.int16), np.zeros((side, side))
            for number, bone in enumerate(bones):
                if bone.group != group:
                    continue
                part = cone_heights(bone.start, bone.end, side)
                placed = put(heights, part, _MELT.get(group, 0.4) * scale)
                if placed is not None:
                    window, above = placed
                    bone_of[window][above] = number
                    along[window][above] = part[2][above]
            # Groups meet in a crease; only a little flesh fills it.
            before = self.heights.copy()
            put(self.heights, ((slice(None), slice(None)), heights), 0.12 * scale)
            above = heights > before
            self.bone[above], self.along[above] = bone_of[above], along[above]


def _skin(surface, bones, outline, matrix, middle, scale, random):
    """Colours [side, side, 3] and gloss [side, side] of skin, nails and creases."""
    side = len(outline)
    tone = skin_tone(random)
    palm = np.clip(tone + (np.array([0.95, 0.72, 0.62]) - tone) * random.uniform(0.05, 0.35), 0, 1)
    palmar = np.array([bone.palmar for bone in bones])[surface.bone]
    facing = (normals(surface.heights, outline) * palmar).sum(-1)
    inner = np.clip(facing * 1.5 + 0.5, 0, 1)[..., None]
    mottled = 1 + grain(side, random, 12, 0.05 * random.uniform(0, 1))[..., None]
    colours = (tone + (palm - tone) * inner) * mottled
    tips = np.array([bone.tip for bone in bones])[surface.bone]
    # Finger ends are redder.
    colours = colours * (1 - (np.where(tips, surface.along, 0) * random.uniform(0, 0.18))[..., None] * np.array([0, 1, 0.8]))
    lengths = np.array([np.linalg.norm((b.end - b.start)[:3]) for b in bones])[surface.bone] / scale
    fleshy = np.array([b.group not in ("palm", "arm") for b in bones])[surface.bone]
    joint = np.minimum(surface.along, np.where(tips, 1, 1 - surface.along)) * lengths
    lines = np.exp(-(joint / random.uniform(0.1, 0.2)) ** 2) * fleshy * np.clip(np.abs(facing) * 1.5, 0, 1)
    lines = np.maximum(lines, _palm_lines(surface, bones, matrix, middle, scale, random) * np.clip(facing, 0, 1))
    colours = colours * (1 - lines[..., None] * random.uniform(0.05, 0.35) * np.array([0.8, 1, 1]))
    nails = tips & (surface.along > _NAIL_FROM) & (-facing > _NAIL_FACING)
    if random.random() < 0.06:
        nail = random.uniform(0, 1, 3)
    else:
        nail = np.clip(tone * 0.7 + np.array([0.95, 0.72, 0.7]) * 0.35, 0, 1)
    colours = np.where(nails[..., None], nail, colours)
    return colours, np.where(nails, 2.0, 1.0)


def _palm_lines(surface, bones, matrix, middle, scale, random):
    """The three long lines of the palm, 0..1 [side, side]."""
    side = len(surface.heights)
    y, x = np.mgrid[:side, :side] + 0.5
    heights = np.where(np.isfinite(surface.heights), surface.heights, 0)
    seen = np.stack([(x - middle[0]) / scale, -(y - middle[1]) / scale, heights / scale], -1)
    places = seen @ matrix + MIDDLE
    across, up = places[..., 0], places[..., 1]
    heart = up - (7.4 + random.normal(0, 0.3) + 0.05 * (across + 2) ** 2)
    head = up - (6.2 + random.normal(0, 0.3) + 0.25 * across)
    life = np.hypot(across - 4.2, (up - 3.4) * 0.8) - (2.7 + random.normal(0, 0.2))
    lines = sum(np.exp(-(line / 0.13) ** 2) for line in (heart, head, life))
    on_palm = np.array([b.group == "palm" for b in bones])[surface.bone]
    return np.clip(lines, 0, 1) * on_palm
