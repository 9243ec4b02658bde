"""Where a word ends up in the window, and how fast it is spoken."""

from dataclasses import dataclass

import numpy as np
import torch

from .audio_files import SAMPLE_RATE

_WINDOW = SAMPLE_RATE


@dataclass(frozen=True)
class Placement:
    """Sample t of the window is taken from position `(t - offsets) * speeds` of the clip."""

    speeds: np.ndarray
    offsets: np.ndarray

    def word_in_window(self, starts, ends):
        """First and last sample of the word in the window, which may lie outside of it."""
        return self.offsets + starts / self.speeds, self.offsets + ends / self.speeds


def near_recorded(count, random, speeds, reach=1600):
    """As recorded, moved by up to `reach` samples either way."""
    middle = _WINDOW / 2
    return Placement(speeds, middle - middle / speeds + random.uniform(-reach, reach, count))


def anywhere(starts, ends, random, speeds, overhang=0.08):
    """The word anywhere in the window; at most the share `overhang` of it sticks out."""
    lengths = (ends - starts) / speeds
    earliest = -overhang * lengths
    latest = np.maximum(earliest, _WINDOW - (1 - overhang) * lengths)
    return Placement(speeds, random.uniform(earliest, latest) - starts / speeds)


def cut_off(starts, ends, random, speeds, least=0.12, most=0.45):
    """Only a part of the word is in the window: its end at the beginning, or its beginning at the end. Words
    cut like this are no keyword yet, or no longer."""
    lengths = (ends - starts) / speeds
    visible = random.uniform(least, most, len(starts)) * lengths
    at_start = random.random(len(starts)) < 0.5
    word_start = np.where(at_start, visible - lengths, _WINDOW - visible)
    return Placement(speeds, word_start - starts / speeds)


def at_the_edge(count, random, speeds, reach=480):
    """The window begins with the recording, or up to `reach` samples before it."""
    return Placement(speeds, random.uniform(0, reach, count))


def ending_at(ends, speeds, at):
    """The word ends at sample `at` of the window."""
    return Placement(speeds, at - ends / speeds)


def render(samples, lengths, placement, random, window=_WINDOW):
    """The clips as placed: float32 [batch, window] in [-1, 1], linear interpolation. Outside of the recording
    its own noise floor goes on as white noise, so that a clip's edge is no cue."""
    time = torch.arange(window, dtype=torch.float32)[None, :]
    speeds = torch.from_numpy(placement.speeds.astype(np.float32))[:, None]
    offsets = torch.from_numpy(placement.offsets.astype(np.float32))[:, None]
    position = (time - offsets) * speeds
    last = torch.from_numpy(lengths.astype(np.float32))[:, None] - 1
    inside = (position >= 0) & (position <= last)
    whole = position.floor().clamp(min=0).minimum(last - 1).clamp(min=0)
    share = (position - whole).clamp(0, 1)
    index = whole.long()
    source = torch.from_numpy(samples.astype(np.float32) / 32768)
    placed = torch.lerp(source.gather(1, index), source.gather(1, (index + 1).clamp(max=source.shape[1] - 1)), share)
    floor = torch.from_numpy(_noise_floor(samples, lengths))[:, None]
    seed = int(random.integers(2**31))
    noise = torch.randn(placed.shape, generator=torch.Generator().manual_seed(seed)) * floor
    return torch.where(inside, placed, noise)


def _noise_floor(samples, lengths):
    """RMS of each clip's quietest tenth of 10 ms blocks, in [-1, 1] units."""
    blocks = samples.astype(np.float32).reshape(len(samples), -1, 160)
    level = np.sqrt(np.square(blocks).mean(axis=2)) / 32768
    level[np.arange(level.shape[1])[None, :] >= (lengths // 160)[:, None]] = np.inf
    level = np.where(np.isfinite(level), level, level.min(axis=1, keepdims=True))
    return np.percentile(np.where(np.isfinite(level), level, 0), 10, axis=1).astype(np.float32)
