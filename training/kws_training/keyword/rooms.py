"""Rooms, microphones and telephone lines as linear filters in the frequency domain."""

import numpy as np
import torch

from .audio_files import SAMPLE_RATE

_TAIL = 8000  # samples of a room's response
# A second of signal and a room's response after it, without wrap-around; two seconds of signal. Both are 3 or 5 * 2^13.
_LENGTHS = (24576, 40960)


class FilterBank:
    """Seeded banks of room responses and band limits, applied to batches [batch, window]."""

    def __init__(self, seed, rooms=96, lines=48, window=SAMPLE_RATE):
        self._length = next((length for length in _LENGTHS if length >= window + _TAIL), None)
        if self._length is None:
            raise ValueError(f"window: {window} samples; at most {_LENGTHS[-1] - _TAIL}")
        random = np.random.default_rng([seed, 31])
        self._rooms = torch.from_numpy(np.stack([_room(random, self._length) for _ in range(rooms)]))
        self._lines = torch.from_numpy(np.stack([_line(random, self._length) for _ in range(lines)]))

    def reverberate(self, samples, random):
        """Each row in a random room; the level of the direct sound stays."""
        return self._apply(samples, self._rooms[random.integers(len(self._rooms), size=len(samples))])

    def band_limit(self, samples, random):
        """Each row through a random line: telephone band, a dull or a tinny microphone."""
        return self._apply(samples, self._lines[random.integers(len(self._lines), size=len(samples))])

    def _apply(self, samples, responses):
        spectrum = torch.fft.rfft(samples, self._length)
        return torch.fft.irfft(spectrum * responses, self._length)[:, :samples.shape[1]]


def _room(random, length):
    """Direct sound, a few early reflections, and noise that dies by 60 dB within 0.1 to 0.5 s, with the
    microphone's own gentle tilt on top."""
    reverberation = random.uniform(0.1, 0.5)
    time = np.arange(_TAIL) / SAMPLE_RATE
    tail = random.standard_normal(_TAIL) * 10 ** (-3 * time / reverberation)
    tail[:int(random.uniform(0.002, 0.01) * SAMPLE_RATE)] = 0
    response = tail * random.uniform(0.03, 0.25) / (np.sqrt(np.sum(tail ** 2)) + 1e-9) * 4
    response[0] = 1
    for _ in range(random.integers(1, 5)):
        response[random.integers(20, 600)] += random.uniform(-0.4, 0.4)
    spectrum = np.fft.rfft(response, length)
    return (spectrum * _tilt(random, length)).astype(np.complex64)


def _line(random, length):
    """Band limits with soft edges, as a response without delay."""
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    low, high = random.choice([20, 100, 200, 300]), random.choice([3400, 3800, 4000, 5500, 7000])
    gain = 1 / (1 + (low / np.maximum(frequency, 1)) ** 6) / (1 + (frequency / high) ** 12)
    return (gain * np.abs(_tilt(random, length))).astype(np.complex64)


def _tilt(random, length):
    """Up to 4 dB an octave either way around 1 kHz, held within 12 dB."""
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 50)
    decibels = np.clip(random.uniform(-4, 4) * np.log2(frequency / 1000), -12, 12)
    return 10 ** (decibels / 20)
