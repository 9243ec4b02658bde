"""Heights of drawn bodies against what they are made of."""

import unittest

import numpy as np

from kws_training.vision.surfaces import blurred, cone_heights, ellipsoid_heights, put

SIDE = 48


def heights_of(part):
    heights = np.full((SIDE, SIDE), -np.inf)
    put(heights, part)
    return heights


def balls(start, end, count=2000):
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    heights = np.full((SIDE, SIDE), -np.inf)
    for t in np.linspace(0, 1, count):
        bx, by, bz, radius = np.asarray(start) + t * (np.asarray(end) - start)
        square = radius ** 2 - (x - bx) ** 2 - (y - by) ** 2
        heights = np.maximum(heights, np.where(square > 0, bz + np.sqrt(np.maximum(square, 0)), -np.inf))
    return heights


class SurfacesTests(unittest.TestCase):
    def test_cone_is_the_hull_of_the_balls_along_it(self):
        for start, end in (((10.0, 12, 0, 5), (34.0, 30, 8, 3)), ((20.0, 20, 9, 3), (24.0, 20, -9, 6)),
                           ((24.0, 10, 0, 4), (24.0, 40, 0, 4))):
            with self.subTest(start=start):
                cone, wanted = heights_of(cone_heights(start, end, SIDE)), balls(start, end)
                both = np.isfinite(cone) & np.isfinite(wanted)
                self.assertLess((np.isfinite(cone) ^ np.isfinite(wanted)).sum(), 6)
                self.assertLess(np.abs(cone[both] - wanted[both]).max(), 0.35)
                self.assertLess(np.abs(cone[both] - wanted[both]).mean(), 0.01)

    def test_round_ellipsoid_is_a_ball(self):
        ball = heights_of(ellipsoid_heights(np.array([20.0, 24, 3]), (8, 8, 8), np.eye(3), SIDE))
        wanted = balls((20.0, 24, 3, 8), (20.0, 24, 3, 8), 1)
        np.testing.assert_allclose(ball[np.isfinite(wanted)], wanted[np.isfinite(wanted)], atol=1e-6)

    def test_turned_ellipsoid_is_as_wide_as_it_was_deep(self):
        quarter = np.array([[0, 0, 1.0], [0, 1, 0], [-1, 0, 0]])
        seen = np.isfinite(heights_of(ellipsoid_heights(np.array([24.0, 24, 0]), (4, 6, 15), quarter, SIDE)))
        self.assertEqual((seen.any(0).sum(), seen.any(1).sum()), (30, 12))

    def test_body_out_of_the_picture_is_no_part(self):
        self.assertIsNone(cone_heights((-20.0, 5, 0, 3), (-10.0, 5, 0, 3), SIDE))
        self.assertIsNone(put(np.zeros((SIDE, SIDE)), None))

    def test_blended_parts_are_never_lower_than_either(self):
        one, other = (20.0, 24, 0, 8), (30.0, 24, 0, 8)
        plain, blended = heights_of(cone_heights(one, one, SIDE)), heights_of(cone_heights(one, one, SIDE))
        put(plain, cone_heights(other, other, SIDE))
        put(blended, cone_heights(other, other, SIDE), 4)
        inside = np.isfinite(plain)
        self.assertTrue((blended[inside] >= plain[inside] - 1e-9).all())
        self.assertGreater(blended[24, 25] - plain[24, 25], 0.5)

    def test_blur_keeps_a_constant_and_a_middle(self):
        np.testing.assert_allclose(blurred(np.full((9, 7), 3.0), 2), 3.0)
        spike = np.zeros((15, 15))
        spike[7, 7] = 1
        soft = blurred(spike, 2)
        self.assertEqual(np.unravel_index(soft.argmax(), soft.shape), (7, 7))
        np.testing.assert_allclose(soft, soft.T)


if __name__ == "__main__":
    unittest.main()
