"""Where in a clip the word is spoken."""

import numpy as np

_BLOCK = 160  # 10 ms at 16 kHz


def word_extent(samples):
    """Start and end sample of the word by energy: the blocks of 10 ms around the loudest one that stay above a
    threshold between the noise floor and the peak, gaps of up to 120 ms bridged. Good to a few blocks, which
    is enough to place words in a window. An all-quiet clip gives its whole length."""
    blocks = len(samples) // _BLOCK
    if blocks < 3:
        return 0, len(samples)
    frames = samples[:blocks * _BLOCK].astype(np.float64).reshape(blocks, _BLOCK)
    level = np.sqrt(np.square(frames - frames.mean(axis=1, keepdims=True)).mean(axis=1)) + 1e-3
    floor, peak = np.percentile(level, 10), level.max()
    if peak < 2 * floor:
        return 0, len(samples)
    threshold = max(peak * 0.04, min(floor * 2.5, peak * 0.3))
    loud = level > threshold
    start = end = int(np.argmax(level))
    gap = 12
    while (earlier := np.flatnonzero(loud[max(0, start - gap):start])).size:
        start = max(0, start - gap) + int(earlier[0])
    while (later := np.flatnonzero(loud[end + 1:end + 1 + gap])).size:
        end = end + 1 + int(later[-1])
    return max(0, (start - 1) * _BLOCK), min(len(samples), (end + 2) * _BLOCK)
