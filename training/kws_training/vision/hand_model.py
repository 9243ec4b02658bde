"""A hand of balls: bones of random length and girth, bent as a pose says, covered with spheres."""

import math

import numpy as np

_KNUCKLES = np.array([[2.8, 9.3, 0.0], [0.9, 9.7, 0.15], [-1.0, 9.3, 0.1], [-2.8, 8.5, -0.1]])
_LENGTHS = np.array([[4.4, 2.6, 2.1], [4.9, 3.0, 2.2], [4.5, 2.8, 2.2], [3.5, 2.0, 1.9]])
_GIRTHS = np.array([[1.0, 0.88, 0.78], [1.02, 0.9, 0.8], [0.96, 0.86, 0.76], [0.84, 0.74, 0.66]])
_THUMB_ROOT = np.array([2.4, 2.0, 0.9])


def hand_spheres(pose, random, arm=True):
    """Spheres of one hand signing `pose` and of its arm, each [n, 4] = x, y, z, radius; the wrist is at the
    origin, nothing is turned yet. Without an arm the second array is empty.

    Joint angles, bone lengths, girths and the thumb's places vary at random, as hands and signers do.
    """
    girth = random.normal(1.13, 0.08)
    lengths = _LENGTHS * random.normal(1.0, 0.06) * random.normal(1.0, 0.03, (4, 1))
    knuckles = _KNUCKLES * [random.normal(1.0, 0.05), random.normal(1.0, 0.04), 1.0]
    parts = [_palm(knuckles, girth)]
    joint_noise = random.normal(0, 1, 3)
    for finger in range(4):
        angles = np.array(pose.fingers[finger]) + 5 * joint_noise + random.normal(0, 5, 3)
        lean = pose.spread[finger] + random.normal(0, 2)
        joints = _finger(knuckles[finger], lengths[finger], np.maximum(angles, -5), lean)
        parts += [_bone(joints[i], joints[i + 1], _GIRTHS[finger, i] * girth,
                        _GIRTHS[finger, min(i + 1, 2)] * girth * (1 if i < 2 else 0.82)) for i in range(3)]
    parts += _thumb(pose.thumb, girth, random)
    sleeve = np.zeros((0, 4))
    if arm:
        reach = random.uniform(2, 16)
        end = np.array([random.normal(0, 0.15) * reach, -reach, random.normal(0, 0.15) * reach])
        sleeve = np.concatenate([
            _bone(np.array([0.4, 0.0, 0]), end + [0.4, 0, 0], 1.8 * girth, 2.2 * girth),
            _bone(np.array([-0.7, 0.0, 0]), end - [0.7, 0, 0], 1.8 * girth, 2.2 * girth)])
    return np.concatenate(parts), sleeve


def turned(spheres, degrees):
    """Spheres turned about the hand's middle: about y, then x, then z (degrees)."""
    about_y, about_x, about_z = (math.radians(d) for d in degrees)
    cy, sy, cx, sx, cz, sz = (f(a) for a in (about_y, about_x, about_z) for f in (math.cos, math.sin))
    turn_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    turn_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    turn_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    middle = np.array([0.0, 8.0, 1.5])
    places = (spheres[:, :3] - middle) @ (turn_z @ turn_x @ turn_y).T
    return np.concatenate([places, spheres[:, 3:]], 1)


def _finger(knuckle, lengths, angles, lean):
    """The four joint places of a finger bent towards the palm's side."""
    joints, bent = [knuckle], 0.0
    for length, angle in zip(lengths, angles):
        bent += math.radians(angle)
        # A bent finger hardly leans: its knuckle then turns about its own axis only.
        side = math.sin(math.radians(lean)) * max(0.0, math.cos(bent))
        direction = np.array([side, math.cos(bent), math.sin(bent)])
        joints.append(joints[-1] + direction * length)
    return joints


def _thumb(places, girth, random):
    places = [np.array(p) + random.normal(0, 0.28, 3) for p in places]
    knuckle, joint, tip = places
    return [_bone(_THUMB_ROOT, knuckle, 1.75 * girth, 1.2 * girth), _bone(knuckle, joint, 1.15 * girth, 1.0 * girth),
            _bone(joint, tip, 1.0 * girth, 0.72 * girth)]


def _palm(knuckles, girth):
    wrist = [np.array([x, 0.8, 0.0]) for x in (1.5, 0.6, -0.5, -1.5)]
    bones = [_bone(wrist[i], knuckles[i], 1.35 * girth, 1.05 * girth) for i in range(4)]
    between = [_bone((wrist[i] + wrist[i + 1]) / 2, (knuckles[i] + knuckles[i + 1]) / 2 - [0, 0.8, 0], 1.3 * girth,
                     1.0 * girth) for i in range(3)]
    heel = [_bone(np.array([-2.0, 1.5, 0.5]), np.array([-2.7, 6.0, 0.3]), 1.4 * girth, 1.1 * girth)]
    return np.concatenate(bones + between + heel)


def _bone(start, end, first, last):
    """Spheres along a bone, close enough that their hull is smooth."""
    count = max(2, int(np.linalg.norm(np.asarray(end) - start) / (0.22 * min(first, last))) + 1)
    along = np.linspace(0, 1, count)[:, None]
    return np.concatenate([start + (np.asarray(end) - start) * along, first + (last - first) * along], 1)
