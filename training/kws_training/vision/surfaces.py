"""Surfaces of simple bodies as a viewer along -z sees them: height towards the viewer at each pixel, -inf where there is
nothing. Everything drawn (hands, people) is made of these."""

import numpy as np


def cone_heights(start, end, side):
    """The rounded cone between two balls (x, y, z, radius in pixels; y downwards): (window, heights, along), where the
    window is the pair of slices of a picture [side, side] that it can touch and `along` the place between the balls,
    0..1, that each pixel shows; None if the window is empty."""
    first, last = np.asarray(start, float), np.asarray(end, float)
    low = np.minimum(first[:2] - first[3], last[:2] - last[3])
    high = np.maximum(first[:2] + first[3], last[:2] + last[3])
    window = _window(low, high, side)
    if window is None:
        return None
    y, x = _centres(window)
    step = last - first
    # Height over the ball at t is z(t) + sqrt(q(t)), q(t) = a t^2 + b t + c; it is largest where its slope is 0.
    a = step[3] ** 2 - step[0] ** 2 - step[1] ** 2
    b = 2 * (first[3] * step[3] + (x - first[0]) * step[0] + (y - first[1]) * step[1])
    c = first[3] ** 2 - (x - first[0]) ** 2 - (y - first[1]) ** 2
    places = [np.zeros_like(b), np.ones_like(b)]
    if a < -1e-6:
        root = np.sqrt(np.maximum(0, step[2] ** 2 * (4 * a * c - b * b) / (a - step[2] ** 2)))
        places.append(np.clip((-b - np.sign(step[2]) * root) / (2 * a), 0, 1))
    heights, along = np.full(b.shape, -np.inf), np.zeros(b.shape)
    for t in places:
        q = (a * t + b) * t + c
        at = np.where(q > 0, first[2] + t * step[2] + np.sqrt(np.maximum(q, 0)), -np.inf)
        along = np.where(at > heights, t, along)
        heights = np.maximum(heights, at)
    return window, heights, along


def ellipsoid_heights(centre, radii, turn, side):
    """An ellipsoid with half axes `radii` turned by the matrix `turn` [3, 3] about its centre (pixels, y downwards):
    (window, heights) as of `cone_heights`."""
    shape = turn @ np.diag(1 / np.asarray(radii, float) ** 2) @ turn.T
    reach = np.sqrt(np.diag(np.linalg.inv(shape)))[:2]
    window = _window(centre[:2] - reach, centre[:2] + reach, side)
    if window is None:
        return None
    y, x = _centres(window)
    x, y = x - centre[0], y - centre[1]
    b = shape[0, 2] * x + shape[1, 2] * y
    c = shape[0, 0] * x * x + 2 * shape[0, 1] * x * y + shape[1, 1] * y * y - 1
    inside = b * b - shape[2, 2] * c
    heights = centre[2] + (np.sqrt(np.maximum(inside, 0)) - b) / shape[2, 2]
    return window, np.where(inside > 0, heights, -np.inf)


def put(heights, part, blend=0.0):
    """Adds a part to `heights` [side, side] in place: the upper surface of both, rounded where they meet within `blend`
    pixels of height. Returns where the part is uppermost, as (window, [h, w] bool); None for no part."""
    if part is None:
        return None
    window, added = part[:2]
    under = heights[window]
    # Bones that share a ball are equal there; the first keeps it.
    above = added > under + 1e-3
    upper = np.maximum(under, added)
    if blend:
        both = np.isfinite(under) & np.isfinite(added)
        gap = np.where(both, np.abs(np.where(both, under, 0) - np.where(both, added, 0)), blend)
        upper = upper + np.maximum(0, blend - gap) ** 2 / (4 * blend)
    heights[window] = upper
    return window, above


def blurred(values, reach):
    """Box blur twice over the last two axes, edges drawn out."""
    for _ in range(2):
        for axis in (-1, -2):
            values = _box(values, reach, axis)
    return values


def _box(values, reach, axis):
    pads = [(0, 0)] * values.ndim
    pads[axis] = (reach + 1, reach)
    sums = np.cumsum(np.pad(values, pads, mode="edge"), axis=axis)
    width, length = 2 * reach + 1, values.shape[axis]
    upper = np.take(sums, range(width, width + length), axis=axis)
    return (upper - np.take(sums, range(length), axis=axis)) / width


def _window(low, high, side):
    left, top = (max(0, int(np.floor(v))) for v in low)
    right, bottom = (min(side, int(np.ceil(v)) + 1) for v in high)
    return None if left >= right or top >= bottom else (slice(top, bottom), slice(left, right))


def _centres(window):
    rows, columns = window
    return np.arange(rows.start, rows.stop)[:, None] + 0.5, np.arange(columns.start, columns.stop)[None, :] + 0.5
