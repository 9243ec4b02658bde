"""Rooms, microphones and telephone lines as linear filters in the frequency domain."""

import numpy as np
import torch

from .audio_files import SAMPLE_RATE

_LENGTH = 24576  # a second of signal and half a second of reverberation, without wrap-around; 3 * 2^13


class FilterBank:
    """Seeded banks of room responses and band limits, applied to batches [batch, 16000]."""

    def __init__(self, seed, rooms=96, lines=48):
        random = np.random.default_rng([seed, 31])
        self._rooms = torch.from_numpy(np.stack([_room(random) for _ in range(rooms)]))
        self._lines = torch.from_numpy(np.stack([_line(random) for _ in range(lines)]))

    def reverberate(self, samples, random):
        """Each row in a random room; the level of the direct sound stays."""
        return self._apply(samples, self._rooms[random.integers(len(self._rooms), size=len(samples))])

    def band_limit(self, samples, random):
        """Each row through a random line: telephone band, a dull or a tinny microphone."""
        return self._apply(samples, self._lines[random.integers(len(self._lines), size=len(samples))])

    @staticmethod
    def _apply(samples, responses):
        spectrum = torch.fft.rfft(samples, _LENGTH)
        return torch.fft.irfft(spectrum * responses, _LENGTH)[:, :samples.shape[1]]


def _room(random):
    """Direct sound, a few early reflections, and noise that dies by 60 dB within 0.1 to 0.5 s, with the
    microphone's own gentle tilt on top."""
    reverberation = random.uniform(0.1, 0.5)
    time = np.arange(8000) / SAMPLE_RATE
    tail = random.standard_normal(8000) * 10 ** (-3 * time / reverberation)
    tail[:int(random.uniform(0.002, 0.01) * SAMPLE_RATE)] = 0
    response = tail * random.uniform(0.03, 0.25) / (np.sqrt(np.sum(tail ** 2)) + 1e-9) * 4
    response[0] = 1
    for _ in range(random.integers(1, 5)):
        response[random.integers(20, 600)] += random.uniform(-0.4, 0.4)
    spectrum = np.fft.rfft(response, _LENGTH)
    return (spectrum * _tilt(random)).astype(np.complex64)


def _line(random):
    """Band limits with soft edges, as a response without delay."""
    frequency = np.fft.rfftfreq(_LENGTH, 1 / SAMPLE_RATE)
    low, high = random.choice([20, 100, 200, 300]), random.choice([3400, 3800, 4000, 5500, 7000])
    gain = 1 / (1 + (low / np.maximum(frequency, 1)) ** 6) / (1 + (frequency / high) ** 12)
    return (gain * np.abs(_tilt(random))).astype(np.complex64)


def _tilt(random):
    """Up to 4 dB an octave either way around 1 kHz, held within 12 dB."""
    frequency = np.maximum(np.fft.rfftfreq(_LENGTH, 1 / SAMPLE_RATE), 50)
    decibels = np.clip(random.uniform(-4, 4) * np.log2(frequency / 1000), -12, 12)
    return 10 ** (decibels / 20)
