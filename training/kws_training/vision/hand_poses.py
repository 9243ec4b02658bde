"""How a right hand signs each letter, for made hands.

Coordinates in centimetres: x towards the thumb, y from the wrist to the fingers, z out of the palm. Seen along -z,
as a camera in front of the signer sees most letters, the palm faces the viewer and the thumb is on the right.
"""

from dataclasses import dataclass

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
_PINCH = ((3.2, 4.6, 4.2), (2.7, 6.9, 6.3), (1.6, 9.2, 7.2))
_BESIDE = ((4.8, 5.2, 2.4), (4.9, 8.2, 3.2), (4.7, 10.7, 3.4))
_OUT = ((5.2, 4.2, 1.4), (8.0, 5.2, 1.6), (10.4, 5.8, 1.6))

POSES = {
    "A": Pose((FIST,) * 4, _BESIDE),
    "B": Pose((STRAIGHT,) * 4, ((3.2, 5.0, 2.6), (1.2, 7.0, 3.0), (-1.0, 7.6, 2.6)), (0, 0, 0, 0)),
    "C": Pose((CURVED,) * 4, ((2.9, 4.0, 4.4), (2.6, 5.4, 7.2), (2.2, 6.8, 9.4)), (1, 0, 0, 0), (-75, 0, 0)),
    "D": Pose((STRAIGHT, ROUND, ROUND, ROUND), _PINCH, (2, 1, 0, 0), (-25, 0, 0)),
    "E": Pose(((38, 108, 55),) * 4, ((3.7, 5.0, 3.2), (1.3, 6.3, 4.1), (-1.2, 6.4, 4.1)), (1, 0, 0, -1)),
    "F": Pose((ROUND, STRAIGHT, STRAIGHT, STRAIGHT), _PINCH, (3, 4, -6, -16)),
    "G": Pose((STRAIGHT, FIST, FIST, FIST), ((4.4, 5.6, 2.6), (4.2, 8.6, 3.6), (3.6, 11.2, 3.6)), (0, 0, 0, 0),
              (-35, 0, 90)),
    "H": Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (-1, 1, 0, 0), (-20, 0, 90)),
    "I": Pose((FIST, FIST, FIST, STRAIGHT), _ACROSS, (1, 0, 0, -8)),
    "K": Pose((STRAIGHT, (38, 12, 6), FIST, FIST), ((4.2, 5.3, 3.0), (2.9, 8.2, 3.8), (1.9, 10.4, 4.2)), (8, -6, 0, 0),
              (-15, 0, 0)),
    "L": Pose((STRAIGHT, FIST, FIST, FIST), _OUT),
    "M": Pose((DRAPED, DRAPED, DRAPED, FIST), ((3.7, 4.4, 3.4), (0.9, 6.2, 4.3), (-1.9, 7.4, 4.8)), (0, 0, 0, 0)),
    "N": Pose((DRAPED, DRAPED, FIST, FIST), ((3.8, 4.6, 3.4), (1.7, 6.6, 4.3), (-0.2, 8.0, 5.0)), (0, 0, 0, 0)),
    "O": Pose((ROUND,) * 4, _PINCH, (0, 0, 0, 0), (-70, 0, 0)),
    "P": Pose((STRAIGHT, (62, 14, 6), FIST, FIST), ((4.2, 5.3, 3.0), (3.2, 8.0, 4.4), (2.2, 10.0, 5.2)), (4, -2, 0, 0),
              (-60, 0, 105)),
    "Q": Pose(((35, 15, 8), FIST, FIST, FIST), ((4.2, 5.2, 3.8), (4.0, 7.6, 6.0), (3.6, 9.6, 7.6)), (0, 0, 0, 0),
              (-60, 0, 150)),
    "R": Pose(((8, 10, 5), (14, 8, 4), FIST, FIST), _TUCKED, (-8, 9, 0, 0)),
    "S": Pose((FIST,) * 4, _ACROSS),
    "T": Pose(((60, 98, 42), FIST, FIST, FIST), ((4.2, 4.9, 3.2), (3.0, 7.6, 4.0), (1.9, 11.3, 5.0)), (7, -3, 0, 0)),
    "U": Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (-1, 2, 0, 0)),
    "V": Pose((STRAIGHT, STRAIGHT, FIST, FIST), _TUCKED, (12, -10, 0, 0)),
    "W": Pose((STRAIGHT, STRAIGHT, STRAIGHT, (70, 95, 50)), ((3.6, 4.4, 3.8), (1.0, 6.0, 4.8), (-1.6, 6.8, 4.6)),
              (14, 1, -12, 0)),
    "X": Pose(((22, 92, 45), FIST, FIST, FIST), _TUCKED, (2, 0, 0, 0), (-30, 0, 0)),
    "Y": Pose((FIST, FIST, FIST, STRAIGHT), _OUT, (0, 0, 0, -18)),
}
