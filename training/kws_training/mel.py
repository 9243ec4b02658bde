"""Mel filter banks and windows as NWaves computes them: HTK mel scale, triangles with sides straight in mel."""

import numpy as np

_MEL_FACTOR = 1127.01048


def hertz_to_mel(hertz):
    """HTK mel: 1127.01048 ln(1 + f/700)."""
    return _MEL_FACTOR * np.log(np.asarray(hertz, dtype=np.float64) / 700 + 1)


def triangular_filter_bank(spec):
    """Weights [mel_bands, fft_size/2 + 1]: corners equally spaced in mel, each triangle of height 1 with sides
    straight on the mel axis, evaluated at the FFT bins' frequencies."""
    corners = np.linspace(hertz_to_mel(spec.low_hz), hertz_to_mel(spec.high_hz), spec.mel_bands + 2)
    bins = hertz_to_mel(np.arange(spec.fft_size // 2 + 1) * (spec.sample_rate_hz / spec.fft_size))
    left, centre, right = (corners[i:i + spec.mel_bands, None] for i in range(3))
    rising = (bins - left) / (centre - left)
    falling = (right - bins) / (right - centre)
    return np.where(bins <= centre, rising, falling).clip(min=0).astype(np.float32)


def window(name, length):
    """Symmetric window of the given length (the last sample equals the first)."""
    phase = 2 * np.pi * np.arange(length) / (length - 1)
    shapes = {
        "rectangular": np.ones(length),
        "hann": 0.5 * (1 - np.cos(phase)),
        "hamming": 0.54 - 0.46 * np.cos(phase),
        "blackman": 0.42 - 0.5 * np.cos(phase) + 0.08 * np.cos(2 * phase),
    }
    return shapes[name].astype(np.float32)


def cosine_transform(coefficients, bands):
    """Orthonormal DCT-II as a matrix [coefficients, bands]."""
    k = np.arange(coefficients)[:, None]
    n = np.arange(bands)[None, :]
    matrix = np.sqrt(2 / bands) * np.cos(np.pi * k * (n + 0.5) / bands)
    matrix[0] /= np.sqrt(2)
    return matrix.astype(np.float32)
