"""The recordings behind a plan's rows: clips as they are, and what is made of them for the class *unknown*."""

import numpy as np

from .audio_files import SAMPLE_RATE
from .clips import ClipSet

_CROSS_FADE = 80  # 5 ms
# Words that share a vowel: a half of one with a half of another can sound like a word of the group.
_ALIKE = ({"no", "go"}, {"on", "off", "stop", "up", "no"}, {"left", "yes"}, {"down", "on"})


class Sources:
    """Looks up single words in `clips` and windows in `running` (int16, hours of running speech) and `talk` (a
    `HardTalk`, real running speech)."""

    def __init__(self, clips, running, talk=None):
        self.clips = clips
        self._running = running
        self._talk = talk

    def take(self, plan, random):
        """The recordings of the plan's rows as a ClipSet."""
        source = self.clips.take(np.maximum(plan.clips, 0))
        for row in np.flatnonzero(plan.placements == "running"):
            start = random.integers(len(self._running) - SAMPLE_RATE)
            source.samples[row] = self._running[start:start + SAMPLE_RATE]
            source.lengths[row], source.starts[row], source.ends[row] = SAMPLE_RATE, 0, SAMPLE_RATE
        for row in np.flatnonzero(np.isin(plan.placements, ("talk", "hard"))):
            source.samples[row] = self._talk.window(random, plan.placements[row] == "hard")
            source.lengths[row], source.starts[row], source.ends[row] = SAMPLE_RATE, 0, SAMPLE_RATE
        for row in np.flatnonzero(np.isin(plan.placements, ("clipped", "edge"))):
            _clip(source, row, random)
        for row in np.flatnonzero(plan.placements == "reversed"):
            _reverse(source, row)
        for row in np.flatnonzero(plan.placements == "broken"):
            _break(source, row, random)
        for row in np.flatnonzero(plan.placements == "spliced"):
            self._splice(source, row, plan.clips[row], random)
        return source

    def _splice(self, source, row, clip, random):
        """The beginning of the row's word goes over into the end of another one."""
        other = clip
        while self.clips.words[other] == self.clips.words[clip] or _alike(self.clips.words[clip],
                                                                          self.clips.words[other]):
            other = random.integers(len(self.clips))
        head = _part(self.clips, clip, 0, random.uniform(0.4, 0.65))
        tail = _part(self.clips, other, random.uniform(0.4, 0.65), 1)
        level = np.sqrt(np.mean(np.square(head))) / (np.sqrt(np.mean(np.square(tail))) + 1)
        tail = tail * np.clip(level, 0.1, 10)
        fade = min(_CROSS_FADE, len(head), len(tail))
        ramp = np.linspace(0, 1, fade)
        joined = np.concatenate([head[:-fade], head[-fade:] * (1 - ramp) + tail[:fade] * ramp, tail[fade:]])
        joined = joined[:SAMPLE_RATE]
        source.samples[row] = 0
        source.samples[row, :len(joined)] = np.clip(joined, -32768, 32767)
        source.lengths[row], source.starts[row], source.ends[row] = len(joined), 0, len(joined)


def _part(clips, clip, first, last):
    """The share from `first` to `last` of a clip's word, as float64."""
    start, end = clips.starts[clip], clips.ends[clip]
    begin, stop = (int(start + share * (end - start)) for share in (first, last))
    return clips.samples[clip, begin:max(stop, begin + 2 * _CROSS_FADE)].astype(np.float64)


def _reverse(source, row):
    length = source.lengths[row]
    source.samples[row, :length] = source.samples[row, :length][::-1].copy()
    source.starts[row], source.ends[row] = length - source.ends[row], length - source.starts[row]


def _break(source, row, random):
    """Leaves a part of the word, as when recording began late or stopped early: an abrupt end sounds like a stop
    consonant ("four" like "up")."""
    share = random.uniform(0.3, 0.8)
    if random.random() < 0.7:
        _stop_early(source, row, share)
    else:
        _begin_late(source, row, share)


def _clip(source, row, random):
    """Recording begins up to a quarter of the word late, or stops that much early: still the word."""
    missing = random.uniform(0.03, 0.25)
    if random.random() < 0.7:
        _begin_late(source, row, missing)
    else:
        _stop_early(source, row, 1 - missing)


def _stop_early(source, row, share):
    """Keeps the word up to `share` of it."""
    at = source.starts[row] + int(share * (source.ends[row] - source.starts[row]))
    source.samples[row, at:] = 0
    source.lengths[row] = source.ends[row] = at


def _begin_late(source, row, share):
    """Leaves out the word up to `share` of it."""
    length, start, end = source.lengths[row], source.starts[row], source.ends[row]
    at = start + int(share * (end - start))
    kept = source.samples[row, at:length].copy()
    source.samples[row] = 0
    source.samples[row, :len(kept)] = kept
    source.lengths[row], source.starts[row], source.ends[row] = len(kept), 0, end - at


def _alike(one, other):
    return any(one in group and other in group for group in _ALIKE)
