"""Noise: cut from recordings, synthesised by colour, mains hum, taps, and babble of many voices."""

from pathlib import Path

import numpy as np

from .audio_files import SAMPLE_RATE, SUFFIXES, read_mono
from .labels import BACKGROUND_FOLDER

# The last part of every recording is kept for validation and is never heard in training.
VALIDATION_SHARE = 0.2


class NoiseBank:
    """Draws noise of any length as float32 with RMS 1 (or exact digital silence)."""

    def __init__(self, recordings, voices=None, talk=None, talkers_share=0.0):
        """`voices` are clips of words, `talk` is running speech (int16): of all noise where speech may be heard,
        `talkers_share` is one to seven people talking."""
        self._recordings = [r.astype(np.float32) / 32768 for r in recordings]
        self._voices = voices
        self._talk = talk
        self._talkers_share = talkers_share

    @staticmethod
    def load(data, part, voices=None, talk=None, talkers_share=0.0):
        """`part` is "train" or "validation": the beginning or the end of each background recording."""
        folder = Path(data) / BACKGROUND_FOLDER
        recordings = []
        for path in sorted(p for p in folder.glob("*") if p.suffix.lower() in SUFFIXES):
            samples = read_mono(path)
            split = int(len(samples) * (1 - VALIDATION_SHARE))
            recordings.append(samples[:split] if part == "train" else samples[split:])
        return NoiseBank(recordings, voices, talk, talkers_share)

    def recorded(self, random, length):
        """A cut of a random recording at its own loudness; coloured noise if there are none."""
        if not self._recordings:
            return coloured(random, length) * 0.05
        recording = self._recordings[random.integers(len(self._recordings))]
        if len(recording) <= length:
            return np.resize(recording, length)
        start = random.integers(len(recording) - length)
        return recording[start:start + length]

    def draw(self, random, length, speech_allowed=True):
        """One noise of a random kind, RMS 1. Babble (several voices at once) only where speech may be heard."""
        if self._talkers_share and speech_allowed and random.random() < self._talkers_share:
            return _unit(talkers(random, length, self._talk))
        kind = random.random()
        if kind < 0.6:
            noise = self.recorded(random, length)
        elif kind < 0.8:
            noise = coloured(random, length)
        elif kind < 0.87:
            noise = hum(random, length) + 0.1 * coloured(random, length)
        elif kind < 0.92 or not speech_allowed or self._voices is None:
            noise = taps(random, length) + 0.02 * coloured(random, length)
        else:
            noise = babble(random, length, self._voices)
        return _unit(noise)


def _unit(noise):
    return noise / (np.sqrt(np.mean(np.square(noise))) + 1e-9)


def talkers(random, length, talk):
    """One to seven people talking at once, cut from running speech."""
    wave = np.zeros(length, dtype=np.float32)
    for _ in range(random.integers(1, 8)):
        start = random.integers(max(1, len(talk) - length))
        voice = talk[start:start + length].astype(np.float32)
        wave[:len(voice)] += voice / (np.sqrt(np.mean(np.square(voice))) + 1.0) * random.uniform(0.3, 1)
    return wave


def coloured(random, length):
    """Noise with a spectrum falling by 0 to 12 dB an octave, or rising by up to 3 (white, pink, brown, blue)."""
    spectrum = np.fft.rfft(random.standard_normal(length).astype(np.float32))
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 30)
    spectrum *= (frequency / 1000) ** -random.uniform(-0.5, 2)
    noise = np.fft.irfft(spectrum, length).astype(np.float32)
    return noise / (np.sqrt(np.mean(np.square(noise))) + 1e-9)


def hum(random, length):
    """Mains hum: 50 or 60 Hz with harmonics of random strength."""
    time = np.arange(length) / SAMPLE_RATE
    base = random.choice([50.0, 60.0]) * random.uniform(0.99, 1.01)
    wave = np.zeros(length)
    for harmonic in range(1, random.integers(2, 9)):
        wave += random.uniform(0, 1) / harmonic * np.sin(2 * np.pi * (base * harmonic * time + random.random()))
    return (wave / (np.sqrt(np.mean(np.square(wave))) + 1e-9)).astype(np.float32)


def taps(random, length):
    """A few knocks and clicks: short bursts of filtered noise that die away."""
    wave = np.zeros(length, dtype=np.float32)
    for _ in range(random.integers(1, 5)):
        size = int(random.uniform(0.005, 0.12) * SAMPLE_RATE)
        burst = coloured(random, size) * np.exp(-np.arange(size) / (size / random.uniform(3, 8)))
        start = random.integers(max(1, length - size))
        wave[start:start + size] += (burst[:length - start] * random.uniform(0.2, 1)).astype(np.float32)
    return wave


def babble(random, length, voices):
    """Five to nine clips of other speakers laid over each other at random offsets."""
    wave = np.zeros(length, dtype=np.float32)
    for _ in range(random.integers(5, 10)):
        clip = np.resize(voices[random.integers(len(voices))], length).astype(np.float32)
        clip /= np.sqrt(np.mean(np.square(clip))) + 1.0
        wave += np.roll(clip, random.integers(length)) * random.uniform(0.4, 1)
    return wave
