"""A tiny data set made on the spot: 'words' are tone patterns, so that a small network can learn them at once."""

from pathlib import Path

import numpy as np
import soundfile

PATTERNS = {"yes": (600, 1800), "no": (1800, 600), "bed": (300, 300), "cat": (3000, 2600)}


def word(name, random):
    """One second with the word somewhere in the middle, over faint noise."""
    first, second = PATTERNS[name]
    length = int(random.uniform(0.2, 0.3) * 16000)
    time = np.arange(length) / 16000
    frequency = np.interp(time, [0, time[-1]], [first, second]) * random.uniform(0.95, 1.05)
    tone = np.sin(2 * np.pi * np.cumsum(frequency) / 16000) * np.hanning(length) * random.uniform(0.1, 0.5)
    clip = random.standard_normal(16000) * 0.001
    start = random.integers(3000, 16000 - length - 3000)
    clip[start:start + length] += tone
    return clip.astype(np.float32)


def write_data_set(folder, per_word=12, seed=5):
    """`<folder>/{train,validation}/<word>/*.wav` and background noise."""
    random = np.random.default_rng(seed)
    for split, count in (("train", per_word), ("validation", 4)):
        for name in PATTERNS:
            target = Path(folder) / split / name
            target.mkdir(parents=True)
            for number in range(count):
                soundfile.write(str(target / f"{number}.wav"), word(name, random), 16000)
    noise = Path(folder) / "background_noise"
    noise.mkdir()
    soundfile.write(str(noise / "hiss.wav"), random.standard_normal(16000 * 6).astype(np.float32) * 0.02, 16000)
    return Path(folder)
