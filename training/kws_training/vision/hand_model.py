"""A hand of bones: of random length and girth, bent as a pose says, each a rounded cone of flesh."""

import math
from dataclasses import dataclass

import numpy as np

_KNUCKLES = np.array([[2.8, 9.3, 0.0], [0.9, 9.7, 0.15], [-1.0, 9.3, 0.1], [-2.8, 8.5, -0.1]])
_LENGTHS = np.array([[4.4, 2.6, 2.1], [4.9, 3.0, 2.2], [4.5, 2.8, 2.2], [3.5, 2.0, 1.9]])
_GIRTHS = np.array([[1.0, 0.88, 0.78], [1.02, 0.9, 0.8], [0.96, 0.86, 0.76], [0.84, 0.74, 0.66]])
_THUMB_ROOT = np.array([2.4, 2.0, 0.9])
MIDDLE = np.array([0.0, 8.0, 1.5])
"""About which a hand is turned."""


@dataclass(frozen=True)
class Bone:
    """start, end: [4] = x, y, z, radius in centimetres. palmar: unit vector [3] to the palm's side of its skin. group:
    bones of one group melt into each other. tip: it carries a nail. arm: it is not hand."""

    start: np.ndarray
    end: np.ndarray
    palmar: np.ndarray
    group: str
    tip: bool = False
    arm: bool = False


def hand_bones(pose, random, arm=True):
    """Bones of one hand signing `pose`, the wrist at the origin, nothing is turned yet.

    Joint angles, bone lengths, girths and the thumb's places vary at random, as hands and signers do.
    """
    girth = random.normal(1.13, 0.09)
    lengths = _LENGTHS * random.normal(0.97, 0.07) * random.normal(1.0, 0.03, (4, 1))
    knuckles = _KNUCKLES * [random.normal(1.0, 0.06), random.normal(0.97, 0.05), 1.0]
    bones = _palm(knuckles, girth)
    joint_noise, lean_noise = random.normal(0, 1, 3), random.normal(0, 1.5)
    for finger in range(4):
        angles = np.array(pose.fingers[finger]) + 5 * joint_noise + random.normal(0, 4, 3)
        lean = pose.spread[finger] + lean_noise + random.normal(0, 1.2)
        joints, palmar = _finger(knuckles[finger], lengths[finger], np.maximum(angles, -5), lean)
        radii = np.append(_GIRTHS[finger], _GIRTHS[finger, 2] * random.uniform(0.76, 0.9)) * girth
        # Joints are a little thicker than what lies between them; the flesh melts together.
        bones += [Bone(np.append(joints[i], radii[i]), np.append(joints[i + 1], radii[i + 1]), palmar[i], f"finger {finger}",
                       tip=i == 2) for i in range(3)]
    bones += _thumb(pose.thumb, girth, random)
    return bones + (_arm(girth, random) if arm else [])


def turned(bones, degrees):
    """Bones turned about the hand's middle: about y, then x, then z (degrees), and the matrix [3, 3] that did it."""
    about_y, about_x, about_z = (math.radians(d) for d in degrees)
    cy, sy, cx, sx, cz, sz = (f(a) for a in (about_y, about_x, about_z) for f in (math.cos, math.sin))
    turn_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    turn_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    turn_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    turn = turn_z @ turn_x @ turn_y

    def place(ball):
        return np.append(turn @ (ball[:3] - MIDDLE), ball[3])

    return [Bone(place(b.start), place(b.end), turn @ b.palmar, b.group, b.tip, b.arm) for b in bones], turn


def _finger(knuckle, lengths, angles, lean):
    """The four joint places of a finger bent towards the palm's side, and each bone's palmar side."""
    joints, palmar, bent = [knuckle], [], 0.0
    for length, angle in zip(lengths, angles):
        bent += math.radians(angle)
        # A bent finger hardly leans: its knuckle then turns about its own axis only.
        side = math.sin(math.radians(lean)) * max(0.0, math.cos(bent))
        joints.append(joints[-1] + np.array([side, math.cos(bent), math.sin(bent)]) * length)
        palmar.append(np.array([0.0, -math.sin(bent), math.cos(bent)]))
    return joints, palmar


def _thumb(places, girth, random):
    places = [np.array(p) + random.normal(0, 0.22, 3) for p in places]
    knuckle, joint, tip = places
    balls = [(_THUMB_ROOT, 1.75), (knuckle, 1.2), (joint, 1.03), (tip, random.uniform(0.7, 0.84))]
    balls = [np.append(place, radius * girth) for place, radius in balls]
    bones = []
    for i in range(3):
        along = (balls[i + 1] - balls[i])[:3]
        along /= np.linalg.norm(along)
        # The nail looks outwards and to the viewer, the pad at the palm.
        dorsal = np.array([0.55, 0.0, 1.0])
        dorsal -= along * (dorsal @ along)
        bones.append(Bone(balls[i], balls[i + 1], -dorsal / np.linalg.norm(dorsal), "palm" if i == 0 else "thumb", tip=i == 2))
    return bones


def _palm(knuckles, girth):
    """Four rays, the flesh between them, the mounds of the thumb and of the little finger."""
    front = np.array([0.0, 0.0, 1.0])

    def bone(start, end, first, last):
        return Bone(np.append(start, first * girth), np.append(end, last * girth), front, "palm")

    wrist = [np.array([x, 0.8, 0.0]) for x in (1.5, 0.6, -0.5, -1.5)]
    bones = [bone(wrist[i], knuckles[i], 1.35, 1.05) for i in range(4)]
    bones += [bone((wrist[i] + wrist[i + 1]) / 2, (knuckles[i] + knuckles[i + 1]) / 2 - [0, 0.8, 0], 1.3, 1.0)
              for i in range(3)]
    bones += [bone(np.array([-2.0, 1.5, 0.5]), np.array([-2.7, 6.0, 0.3]), 1.4, 1.1)]
    bones += [bone(np.array([1.6, 1.8, 0.8]), np.array([2.9, 5.0, 1.0]), 1.2, 1.0)]
    return bones


def _arm(girth, random):
    reach = random.uniform(2, 16)
    end = np.array([random.normal(0, 0.15) * reach, -reach, random.normal(0, 0.15) * reach])
    front = np.array([0.0, 0.0, 1.0])
    return [Bone(np.append([x, 0.0, 0.0], 1.8 * girth), np.append(end + [x, 0, 0], 2.2 * girth), front, "arm", arm=True)
            for x in (0.4, -0.7)]
