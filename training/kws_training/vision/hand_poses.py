"""How a right hand signs each letter, for made hands. Fists, and pairs of fingers, are signed differently by different
people: they have several poses, and a drawn hand lies between two of them.

Coordinates in centimetres: x towards the thumb, y from the wrist to the fingers, z out of the palm. Seen along -z,
as a camera in front of the signer sees most letters, the palm faces the viewer and the thumb is on the right.
"""

from dataclasses import dataclass

import numpy as np

STRAIGHT, FIST = (6, 8, 4), (85, 100, 50)
ROUND, CURVED, DRAPED = (50, 55, 40), (30, 45, 30), (58, 98, 32)


@dataclass(frozen=True)
class Pose:
    """fingers: flexion in degrees of knuckle, middle and end joint for index, middle, ring, little finger.
    thumb: places of its knuckle, its joint and its tip. spread: sideways lean of each finger in degrees, towards
    the thumb. turn: degrees about y (0 = palm to the viewer, negative shows the thumb's side), about x, about z.
    """

    fingers: tuple
    thumb: tuple
    spread: tuple = (3, 1, -1, -4)
    turn: tuple = (0, 0, 0)


_ACROSS = ((4.1, 4.1, 4.2), (1.7, 5.6, 5.7), (-0.8, 6.0, 5.9))
_TUCKED = ((3.8, 4.4, 3.8), (1.4, 6.0, 5.0), (-1.0, 6.6, 5.2))
_OVER_RING = ((3.9, 4.6, 3.8), (1.6, 6.2, 5.0), (-1.6, 7.0, 5.3))
_PINCH = ((3.2, 4.6, 4.2), (2.7, 6.9, 6.3), (1.6, 9.2, 7.2))
_BESIDE = ((4.8, 5.2, 2.4), (4.9, 8.2, 3.2), (4.7, 10.7, 3.4))
_OUT = ((5.2, 4.2, 1.4), (8.0, 5.2, 1.6), (10.4, 5.8, 1.6))
_HANGING, _TIGHT = (74, 80, 25), (80, 100, 42)

POSES = {
    "A": (Pose((FIST,) * 4, _BESIDE), Pose((FIST,) * 4, ((4.4, 5.0, 2.8), (4.4, 7.5, 3.8), (4.0, 9.6, 4.4))),
          Pose((_TIGHT,) * 4, ((5.0, 4.8, 2.2), (5.6, 7.6, 2.8), (5.8, 10.2, 2.6)), turn=(-15, 0, 0))),
    "B": (Pose((STRAIGHT,) * 4, ((3.2, 5.0, 2.6), (1.2, 7.0, 3.0), (-1.0, 7.6, 2.6)), (0, 0, 0, 0)),),
    "C": (Pose((CURVED,) * 4, ((2.9, 4.0, 4.4), (2.6, 5.4, 7.2), (2.2, 6.8, 9.4)), (1, 0, 0, 0), (-75, 0, 0)),),
    "D": (Pose((STRAIGHT, ROUND, ROUND, ROUND), _PINCH, (2, 1, 0, 0), (-25, 0, 0)),
          Pose((STRAIGHT, (68, 82, 45), (68, 82, 45), (68, 82, 45)), ((3.8, 4.2, 3.6), (2.8, 5.8, 5.0), (1.4, 6.9, 6.2)),
               (2, 1, 0, 0), (-5, 0, 0)),
          Pose((STRAIGHT, (62, 70, 40), (66, 76, 42), (70, 82, 45)), ((3.4, 4.4, 4.0), (2.8, 6.4, 6.0), (1.5, 8.0, 7.0)),
               (2, 1, 0, 0), (-45, 0, 0))),
    "E": (Pose(((38, 108, 55),) * 4, ((3.7, 5.0, 3.2), (1.4, 6.8, 3.8), (-1.2, 7.0, 3.7)), (1, 0, 0, -1)),
          Pose(((68, 108, 62),) * 4, ((3.6, 4.2, 3.2), (1.6, 5.5, 3.6), (-1.0, 5.7, 3.6)), (1, 0, 0, -1)),
          Pose(((55, 104, 50),) * 4, ((3.8, 4.8, 3.4), (1.5, 6.4, 4.2), (-0.6, 6.6, 4.6)), (2, 0, -1, -3), (10, 8, 0))),
    "F": (Pose((ROUND, STRAIGHT, STRAIGHT, STRAIGHT), _PINCH, (3, 4, -6, -16)),),
    "G": (Pose((STRAIGHT, FIST, FIST, FIST), ((4.4, 5.6, 2.6), (4.2, 8.6, 3.6), (3.6, 11.2, 3.6)), (0, 0, 0, 0),
               (-35, 0, 90)),),
    "H": (Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (-1, 1, 0, 0), (-20, 0, 90)),),
    "I": (Pose((FIST, FIST, FIST, STRAIGHT), _ACROSS, (1, 0, 0, -8)),),
    "K": (Pose((STRAIGHT, (38, 12, 6), FIST, FIST), ((4.2, 5.3, 3.0), (2.9, 8.2, 3.8), (1.9, 10.4, 4.2)), (8, -6, 0, 0),
               (-15, 0, 0)),),
    "L": (Pose((STRAIGHT, FIST, FIST, FIST), _OUT),),
    "M": (Pose((DRAPED, DRAPED, DRAPED, FIST), ((3.7, 4.4, 2.8), (1.0, 6.3, 2.6), (-1.9, 7.6, 3.2)), (0, 0, 0, 0)),
          Pose((_HANGING, _HANGING, _HANGING, FIST), ((3.7, 4.4, 3.0), (0.9, 6.2, 3.4), (-1.9, 7.2, 4.2)), (0, 0, 0, 0)),
          Pose((_TIGHT, _TIGHT, _TIGHT, FIST), ((3.7, 4.6, 2.6), (0.9, 7.0, 2.6), (-1.9, 8.8, 4.7)), (0, 0, 0, 0))),
    "N": (Pose((DRAPED, DRAPED, FIST, FIST), ((3.8, 4.6, 2.8), (1.8, 6.6, 2.7), (-0.05, 8.2, 3.4)), (1, 1, -1, -2)),
          Pose((_HANGING, _HANGING, FIST, FIST), ((3.8, 4.6, 3.0), (1.8, 6.6, 3.4), (-0.05, 7.8, 4.6)), (0, 0, -1, -2)),
          Pose((_TIGHT, _TIGHT, FIST, FIST), ((3.8, 4.8, 2.6), (1.8, 7.2, 2.7), (-0.05, 9.3, 4.9)), (1, 1, -1, -2))),
    "O": (Pose((ROUND,) * 4, _PINCH, (0, 0, 0, 0), (-70, 0, 0)),),
    "P": (Pose((STRAIGHT, (62, 14, 6), FIST, FIST), ((4.2, 5.3, 3.0), (3.2, 8.0, 4.4), (2.2, 10.0, 5.2)), (4, -2, 0, 0),
               (-60, 0, 105)),),
    "Q": (Pose(((35, 15, 8), FIST, FIST, FIST), ((4.2, 5.2, 3.8), (4.0, 7.6, 6.0), (3.6, 9.6, 7.6)), (0, 0, 0, 0),
               (-60, 0, 150)),),
    "R": (Pose(((4, 8, 4), (20, 14, 6), FIST, FIST), _TUCKED, (-9, 13, 0, 0)),
          Pose(((22, 12, 5), (4, 8, 4), FIST, FIST), _OVER_RING, (-6, 16, 0, 0), (10, 0, 0)),
          Pose(((3, 6, 4), (24, 18, 6), FIST, FIST), _TUCKED, (-13, 10, 0, 0), (-20, 0, 0))),
    "S": (Pose((FIST,) * 4, _ACROSS), Pose((FIST,) * 4, ((4.3, 4.6, 4.0), (2.6, 6.8, 5.6), (0.4, 7.8, 5.9))),
          Pose((_TIGHT,) * 4, ((4.0, 3.9, 4.2), (1.9, 5.2, 5.6), (-1.2, 5.4, 5.6)), turn=(-15, 0, 0))),
    "T": (Pose(((60, 98, 42), FIST, FIST, FIST), ((4.2, 4.9, 3.2), (3.0, 7.6, 4.0), (1.9, 11.0, 5.0)), (7, -3, 0, 0)),
          Pose(((76, 95, 45), FIST, FIST, FIST), ((4.2, 4.9, 3.0), (3.2, 7.4, 3.4), (1.85, 9.8, 5.0)), (5, -2, -1, -2)),
          Pose((_HANGING, FIST, FIST, FIST), ((4.2, 5.0, 3.0), (3.0, 7.6, 3.4), (1.85, 9.4, 5.2)), (5, -3, -1, -2),
               (-15, 0, 0))),
    "U": (Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (-1, 2, 0, 0)),
          Pose((STRAIGHT, STRAIGHT, FIST, FIST), _OVER_RING, (-2, 3, 0, 0), (-12, 0, 0)),
          Pose(((2, 4, 2), (2, 4, 2), _TIGHT, _TIGHT), _TUCKED, (0, 1, 0, 0), (12, 0, 0))),
    "V": (Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (12, -10, 0, 0)),
          Pose((STRAIGHT, STRAIGHT, FIST, FIST), _OVER_RING, (8, -7, 0, 0), (-12, 0, 0)),
          Pose(((2, 4, 2), (2, 4, 2), _TIGHT, _TIGHT), _TUCKED, (17, -13, 0, 0), (12, 0, 0))),
    "W": (Pose((STRAIGHT, STRAIGHT, STRAIGHT, (70, 95, 50)), ((3.6, 4.4, 3.8), (1.0, 6.0, 4.8), (-1.6, 6.8, 4.6)),
               (14, 1, -12, 0)),),
    "X": (Pose(((22, 92, 45), FIST, FIST, FIST), _TUCKED, (2, 0, 0, 0), (-30, 0, 0)),
          Pose(((6, 74, 34), FIST, FIST, FIST), _ACROSS, (2, 0, 0, 0), (-70, 0, 0)),
          Pose(((12, 104, 55), FIST, FIST, FIST), _TUCKED, (2, 0, 0, 0), (-10, 0, 0))),
    "Y": (Pose((FIST, FIST, FIST, STRAIGHT), _OUT, (0, 0, 0, -18)),),
}
"""Letter -> the ways it is signed."""


def drawn_pose(letter, random):
    """A pose between two of the letter's, or its only one."""
    ways = POSES[letter]
    one, other = (ways[i] for i in random.integers(0, len(ways), 2))
    share = random.uniform(0, 1)

    def between(name):
        first, second = np.array(getattr(one, name), float), np.array(getattr(other, name), float)
        return first + (second - first) * share

    return Pose(between("fingers"), between("thumb"), between("spread"), between("turn"))
