"""A long recording put together from clips and noise, with every word's position known."""

from dataclasses import dataclass

import numpy as np

from .audio_files import SAMPLE_RATE
from .labels import SILENCE, UNKNOWN
from .word_extent import word_extent


@dataclass(frozen=True)
class SpokenWord:
    """`label` spoken from sample `start` to `end` (by energy)."""

    label: str
    start: int
    end: int


def build_recording(clips, noises, labels, seed, minutes=20, keywords=50, others=100):
    """Samples [minutes * 60 * 16000] float32 and the keywords spoken in them, by start.

    As in MLPerf Tiny's streaming test, words are laid over background noise that changes every 20 to 60 s.
    `keywords` clips, the same number of each keyword as far as it divides, and `others` clips of other words
    are drawn from `clips` and put at random places, at least 1.5 s from start to start. Speech is 5 to 30 dB
    above the noise; a third of the noise is so quiet that the room seems still.
    """
    random = np.random.default_rng([seed, 404])
    length = minutes * 60 * SAMPLE_RATE
    noise_level, recording = _background(noises, random, length)
    names = [label for label in labels if label not in (SILENCE, UNKNOWN)]
    chosen = [random.choice(clips.of_words([names[i % len(names)]])) for i in range(keywords)]
    rest = np.flatnonzero(~np.isin(clips.words, names))
    chosen += list(rest[random.integers(len(rest), size=others)]) if len(rest) else []
    starts = _spaced(random, len(chosen), length - 2 * SAMPLE_RATE, int(1.5 * SAMPLE_RATE))
    spoken = []
    for clip, start in zip(random.permutation(chosen), starts):
        samples = clips.samples[clip].astype(np.float32) / 32768
        first, last = word_extent(clips.samples[clip][:clips.lengths[clip]])
        level = np.sqrt(np.mean(np.square(samples[first:last]))) + 1e-6
        # The device's own gain lies between whisper and shout; where the noise is louder, speakers raise theirs.
        wanted = max(10 ** (random.uniform(-35, -15) / 20), noise_level[start] * 10 ** (random.uniform(5, 30) / 20))
        recording[start:start + len(samples)] += samples * min(wanted / level, 0.99 / (np.abs(samples).max() + 1e-6))
        if clips.words[clip] in names:
            spoken.append(SpokenWord(str(clips.words[clip]), int(start + first), int(start + last)))
    quantised = np.round(np.clip(recording, -1, 1) * 32767).astype(np.float32) / 32768
    return quantised, sorted(spoken, key=lambda word: word.start)


def _background(noises, random, length):
    """RMS of the noise at each sample, and the noise."""
    level = np.zeros(length, dtype=np.float32)
    recording = np.zeros(length, dtype=np.float32)
    position = 0
    while position < length:
        size = min(length - position, int(random.uniform(20, 60) * SAMPLE_RATE))
        rms = 10 ** (random.uniform(-75, -60) / 20 if random.random() < 0.33 else random.uniform(-55, -25) / 20)
        noise = np.concatenate([noises.draw(random, SAMPLE_RATE * 10, speech_allowed=False)
                                for _ in range(-(-size // (SAMPLE_RATE * 10)))])[:size]
        recording[position:position + size] = noise * rms
        level[position:position + size] = rms
        position += size
    return level, recording


def _spaced(random, count, length, gap):
    """`count` sorted positions at least `gap` apart, uniform among all such choices."""
    free = length - gap * count
    if free <= 0:
        raise ValueError(f"{count} words do not fit into {length / SAMPLE_RATE:.0f} s")
    return np.sort(random.integers(0, free, count)) + gap * np.arange(count)
