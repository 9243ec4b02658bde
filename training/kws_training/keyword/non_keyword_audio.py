"""Hours of audio in which no keyword is spoken: what a device hears all day."""

from pathlib import Path

import numpy as np

from .audio_files import SAMPLE_RATE
from .labels import SILENCE, UNKNOWN
from .placement import Placement, render
from .speech_synthesis import ACCENTS, TEST_VARIANTS, speak, vocabulary

CHUNK_SECONDS = 60
_LENGTH = CHUNK_SECONDS * SAMPLE_RATE
# Of the chunks: long text by espeak-ng, recorded other words, noise, silence with gain changes.
_KINDS = ("text", "words", "noise", "quiet")
_SHARES = (0.4, 0.25, 0.2, 0.15)


class NonKeywordAudio:
    """Yields seeded chunks of one minute. Speech is by voices that no training word was spoken with: espeak-ng's
    `TEST_VARIANTS` and the clips given (validation speakers)."""

    def __init__(self, clips, noises, labels):
        keywords = [label for label in labels if label not in (SILENCE, UNKNOWN)]
        self._clips = clips
        self._others = np.flatnonzero(~np.isin(clips.words, keywords))
        self._noises = noises
        self._vocabulary = vocabulary()
        everyday = Path(__file__).parent / "everyday_text.txt"
        self._everyday = everyday.read_text(encoding="utf-8").splitlines()

    def chunks(self, hours, seed):
        """(kind, samples [960000] float32) for that many hours, rounded up to whole minutes."""
        for number in range(max(1, round(hours * 3600 / CHUNK_SECONDS))):
            random = np.random.default_rng([seed, number, 505])
            kind = str(random.choice(_KINDS, p=_SHARES))
            samples = getattr(self, f"_{kind}")(random)
            yield kind, np.round(np.clip(samples, -1, 1) * 32767).astype(np.float32) / 32768

    def _text(self, random):
        parts, size = [], 0
        while size < _LENGTH:
            voice = f"{random.choice(ACCENTS)}+{random.choice(TEST_VARIANTS)}"
            sentences = " ".join(self._sentence(random) for _ in range(6))
            spoken = speak(sentences, voice, int(random.integers(120, 220)), int(random.integers(10, 90)))
            spoken = spoken.astype(np.float32) / 32768
            parts.append(_at_level(spoken, random, -32, -14))
            parts.append(np.zeros(int(random.uniform(0.2, 2) * SAMPLE_RATE), dtype=np.float32))
            size += len(parts[-1]) + len(parts[-2])
        return np.concatenate(parts)[:_LENGTH] + self._quiet_noise(random)

    def _words(self, random):
        """Recorded words, a little faster or slower than they were, with pauses between them."""
        samples = np.zeros(_LENGTH, dtype=np.float32)
        position = 0
        while position < _LENGTH - 2 * SAMPLE_RATE:
            clip = self._others[random.integers(len(self._others))]
            speed = random.uniform(0.85, 1.18)
            placed = Placement(np.array([speed]), np.array([0.0]))
            word = render(self._clips.samples[clip:clip + 1], self._clips.lengths[clip:clip + 1], placed, random)
            samples[position:position + SAMPLE_RATE] += _at_level(word[0].numpy(), random, -35, -15)
            position += int(random.uniform(0.7, 2.5) * SAMPLE_RATE)
        return samples + self._quiet_noise(random)

    def _sentence(self, random):
        """Mostly everyday English; one in four is a string of random words, many of them close to a keyword."""
        if random.random() < 0.75:
            return self._everyday[random.integers(len(self._everyday))]
        words = random.choice(self._vocabulary, size=int(random.integers(6, 14)))
        return ", ".join(" ".join(part) for part in np.array_split(words, 2)) + "."

    def _noise(self, random):
        parts = [self._noises.draw(random, 10 * SAMPLE_RATE, speech_allowed=False) * 10 ** (random.uniform(-60, -12) / 20)
                 for _ in range(CHUNK_SECONDS // 10)]
        return np.concatenate(parts)

    def _quiet(self, random):
        """Digital silence, dither, hum and faint noise, with the volume turned up and down."""
        samples = np.zeros(_LENGTH, dtype=np.float32)
        if random.random() < 0.85:
            samples += self._noises.draw(random, _LENGTH, speech_allowed=False) * 10 ** (random.uniform(-80, -40) / 20)
        points = np.sort(random.uniform(0, _LENGTH, 8))
        decibels = np.interp(np.arange(_LENGTH), points, random.uniform(-30, 25, 8))
        return samples * (10 ** (decibels / 20)).astype(np.float32)

    def _quiet_noise(self, random):
        return self._noises.draw(random, _LENGTH, speech_allowed=False) * 10 ** (random.uniform(-75, -40) / 20)


def _at_level(samples, random, least, most):
    """At an RMS level drawn between the two, in decibels below full scale."""
    rms = np.sqrt(np.mean(np.square(samples))) + 1e-6
    return samples * (10 ** (random.uniform(least, most) / 20) / rms)
