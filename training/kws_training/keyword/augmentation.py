"""From clips to noisy windows: everything a microphone, a room and a hurried speaker do."""

import numpy as np
import torch

from . import placement
from .audio_files import SAMPLE_RATE
from .rooms import FilterBank

_DEFAULTS = {
    "speed_deviation": 0.08,       # standard deviation of ln(speed); 1 is as recorded
    "noise_share": 0.7,            # of the clips with noise mixed in
    "snr_db": [-2.0, 35.0],        # of speech to noise, uniform
    "gain_db": [-22.0, 8.0],       # uniform, after mixing; clipping happens
    "reverberation_share": 0.25,
    "band_limit_share": 0.1,
    "neighbour_share": 0.2,       # of the clips with another word spoken just before or after
}


class Augmenter:
    """Makes training windows. All randomness comes from the generator handed in with each call."""

    def __init__(self, noises, settings, seed, window=SAMPLE_RATE):
        unknown = set(settings) - set(_DEFAULTS)
        if unknown:
            raise ValueError(f"augmentation: unknown keys {sorted(unknown)}; known are {sorted(_DEFAULTS)}")
        self._noises = noises
        self._settings = {**_DEFAULTS, **settings}
        self._window = window
        self._filters = FilterBank(seed, window=window)

    def speech(self, clips, placements, neighbours, random):
        """Windows [len(clips), 16000] with clip i placed by `placements[i]`: "near" and "running" about as
        recorded, "cut" with only a part in the window, "edge" at its beginning, all others anywhere. `neighbours` are
        clips whose words may be spoken next to it."""
        s = self._settings
        count = len(clips)
        starts, ends = clips.starts, clips.ends
        speeds = np.exp(random.normal(0, s["speed_deviation"], count)).clip(0.75, 1.3)
        placed = self._place(placements, starts, ends, speeds, random)
        waves = placement.render(clips.samples, clips.lengths, placed, random)
        loudness = word_level(waves, *placed.word_in_window(starts, ends))
        rows = np.flatnonzero(random.random(count) < s["neighbour_share"])
        if len(rows) and len(neighbours):
            waves[rows] += self._neighbours(rows, placed, starts, ends, loudness, neighbours, random)
        return self.in_a_room(waves, loudness, random)

    def in_a_room(self, waves, loudness, random):
        """What a microphone makes of speech [n, window] whose words are `loudness` [n] (RMS) loud: reverberation,
        noise, a line's band, gain, 16 bits."""
        rows = np.flatnonzero(random.random(len(waves)) < self._settings["reverberation_share"])
        if len(rows):
            waves[rows] = self._filters.reverberate(waves[rows], random)
        waves += self._mixed_noise(loudness, random)
        return self._through_microphone(waves, random)

    def silence(self, count, random):
        """Windows [count, window] without speech: noise of every kind and level, fading, and digital silence."""
        waves = np.zeros((count, self._window), dtype=np.float32)
        for row in range(count):
            kind = random.random()
            if kind < 0.06:
                continue
            if kind < 0.35:  # a recording at its own loudness, turned up or down
                noise = self._noises.recorded(random, self._window) * 10 ** (random.uniform(-40, 6) / 20)
            else:
                noise = self._noises.draw(random, self._window, speech_allowed=False)
                noise = noise * 10 ** (random.uniform(-85, -8) / 20)
            if random.random() < 0.3:
                noise = noise * _gain_curve(random, self._window)
            waves[row] = noise
        waves = torch.from_numpy(waves)
        rows = np.flatnonzero(random.random(count) < self._settings["band_limit_share"])
        if len(rows):
            waves[rows] = self._filters.band_limit(waves[rows], random)
        return _quantised(waves)

    @staticmethod
    def _place(kinds, starts, ends, speeds, random):
        count = len(speeds)
        near = placement.near_recorded(count, random, speeds)
        free = placement.anywhere(starts, ends, random, speeds)
        cut = placement.cut_off(starts, ends, random, speeds)
        offsets = np.select([(kinds == "near") | (kinds == "running"), kinds == "cut"], [near.offsets, cut.offsets],
                            free.offsets)
        # Drawn only where there are some: the other windows of a recipe stay what they were.
        if (kinds == "edge").any():
            offsets = np.where(kinds == "edge", placement.at_the_edge(count, random, speeds).offsets, offsets)
        return placement.Placement(speeds, offsets)

    def _neighbours(self, rows, placed, starts, ends, loudness, neighbours, random):
        """Other words ending shortly before, or beginning shortly after, the word in the window."""
        clips = neighbours.take(random.integers(len(neighbours), size=len(rows)))
        speeds = np.exp(random.normal(0, 0.08, len(rows))).clip(0.8, 1.25)
        word_start, word_end = placed.word_in_window(starts, ends)
        gap = random.uniform(0.02, 0.25, len(rows)) * SAMPLE_RATE
        before = random.random(len(rows)) < 0.5
        length = (clips.ends - clips.starts) / speeds
        begin = np.where(before, word_start[rows] - gap - length, word_end[rows] + gap)
        beside = placement.Placement(speeds, begin - clips.starts / speeds)
        waves = placement.render(clips.samples, clips.lengths, beside, random)
        level = word_level(waves, *beside.word_in_window(clips.starts, clips.ends))
        wanted = loudness[rows] * torch.from_numpy(10 ** (random.uniform(-8, 4, len(rows)) / 20)).float()
        return waves * (wanted / level.clamp(min=1e-4)).clamp(max=10)[:, None]

    def _mixed_noise(self, loudness, random):
        s = self._settings
        noise = torch.zeros(len(loudness), self._window)
        for row in np.flatnonzero(random.random(len(loudness)) < s["noise_share"]):
            level = float(loudness[row]) * 10 ** (-random.uniform(*s["snr_db"]) / 20)
            noise[row] = torch.from_numpy(self._noises.draw(random, self._window)) * level
        return noise

    def _through_microphone(self, waves, random):
        s = self._settings
        rows = np.flatnonzero(random.random(len(waves)) < s["band_limit_share"])
        if len(rows):
            waves[rows] = self._filters.band_limit(waves[rows], random)
        gain = 10 ** (random.uniform(*s["gain_db"], len(waves)) / 20)
        gain[random.random(len(waves)) < 0.3] = 1
        return _quantised(waves * torch.from_numpy(gain).float()[:, None])


def word_level(waves, starts, ends):
    """RMS of each row between start and end (held within the window, at least 100 ms)."""
    time = torch.arange(waves.shape[1])[None, :]
    window = waves.shape[1]
    starts = torch.from_numpy(np.clip(starts, 0, window - 1600))[:, None]
    ends = torch.from_numpy(np.clip(ends, 1600, window))[:, None]
    inside = ((time >= starts) & (time < ends)).float()
    return (waves.square() * inside).sum(1).div(inside.sum(1).clamp(min=1)).sqrt().clamp(min=1e-4)


def _gain_curve(random, length):
    """A volume knob being turned: straight in decibels between random points, or a step."""
    points = np.sort(random.uniform(0, length, 2))
    levels = random.uniform(-30, 6, 4)
    decibels = np.interp(np.arange(length), [0, *points, length], levels)
    if random.random() < 0.4:
        decibels = np.where(np.arange(length) < points[0], levels[0], levels[1])
    return (10 ** (decibels / 20)).astype(np.float32)


def _quantised(waves):
    """As a 16-bit converter delivers it: clipped and rounded."""
    return (waves * 32768).round().clamp(-32768, 32767) / 32768
