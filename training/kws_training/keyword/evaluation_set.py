"""The validation windows: every clip as recorded, and silence cut from noise that training never heard."""

import numpy as np
import torch

from .audio_files import SAMPLE_RATE
from .labels import SILENCE, label_index
from .noise import coloured, hum

_SEED = 20_240


def evaluation_windows(clips, noises, labels):
    """Samples [n, 16000] float32 and label indices [n]. Clips shorter than a second are zero-padded at their
    end. Silence makes up a twelfth: recorded noise at random volume, and for every fifth window digital zero,
    one bit of dither, faint hum or coloured noise."""
    targets = [label_index(labels, word) for word in clips.words]
    silence = _silence(noises, max(10, round(len(clips) / 11)))
    waves = np.concatenate([clips.samples.astype(np.float32) / 32768, silence])
    targets += [labels.index(SILENCE)] * len(silence)
    return torch.from_numpy(waves), torch.tensor(targets)


def _silence(noises, count):
    random = np.random.default_rng(_SEED)
    waves = np.zeros((count, SAMPLE_RATE), dtype=np.float32)
    for row in range(count):
        if row % 5:
            waves[row] = noises.recorded(random, SAMPLE_RATE) * random.uniform(0, 1)
        elif row % 20 == 5:
            waves[row] = random.integers(-1, 2, SAMPLE_RATE) / 32768
        elif row % 20 == 10:
            waves[row] = hum(random, SAMPLE_RATE) * 10 ** (random.uniform(-70, -30) / 20)
        elif row % 20 == 15:
            waves[row] = coloured(random, SAMPLE_RATE) * 10 ** (random.uniform(-70, -20) / 20)
    return np.round(waves.clip(-1, 1) * 32767).astype(np.float32) / 32768
