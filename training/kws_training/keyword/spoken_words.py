"""Many words spoken by one run of espeak-ng, with pauses between them by which they are told apart."""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ..kept_arrays import keep
from .clips import cached_clips
from .speech_synthesis import random_voice, speak, vocabulary

_BLOCK = 160        # 10 ms at 16 kHz
_PAUSE_BLOCKS = 25  # shorter gaps lie within a word
_AT_ONCE = 12
OTHER = "_other"


def available():
    """Whether espeak-ng is installed."""
    return shutil.which("espeak-ng") is not None


def spoken_words(keywords, times, others, without, seed, cache, threads=2):
    """A ClipSet of each of `keywords` spoken `times` times and of about `others` other words (folder `_other`), none of
    which is, or is a part of, one of `without`."""
    random = np.random.default_rng([seed, 79])
    known = vocabulary([*keywords, *without])
    plan = [(list(random.permutation(keywords)), random_voice(random), True) for _ in range(times)] if keywords else []
    plan += [(list(random.choice(known, _AT_ONCE)), random_voice(random), False) for _ in range(others // _AT_ONCE)]
    key = hashlib.sha256(json.dumps(plan).encode()).hexdigest()[:16]

    def produce():
        with ThreadPoolExecutor(threads) as pool:
            spoken = list(pool.map(lambda item: _apart(speak(" ".join(item[0]), *item[1], pause=50), len(item[0])), plan))
        recordings, words = [], []
        for (said, _, are_keywords), parts in zip(plan, spoken):
            recordings += parts
            words += [word if are_keywords else OTHER for word in said] if parts else []
        return recordings, words

    return cached_clips(Path(cache) / f"spoken-{key}.npz", produce)


def spoken_talk(keywords, sentences, without, seed, cache, threads=2):
    """Strings of 20 to 40 words, the keywords among them and none of `without`: int16 at 16 kHz."""
    random = np.random.default_rng([seed, 80])
    words = [*vocabulary(without), *keywords]
    plan = []
    for _ in range(sentences):
        said = [str(word) for word in random.choice(words, int(random.integers(20, 40)))]
        said[6::7] = [word + "," for word in said[6::7]]
        plan.append((" ".join(said), *random_voice(random)))
    path = Path(cache) / f"talk-{hashlib.sha256(json.dumps(plan).encode()).hexdigest()[:16]}.npy"
    if not path.is_file():
        with ThreadPoolExecutor(threads) as pool:
            keep(path, np.concatenate(list(pool.map(lambda item: speak(*item), plan))))
    return np.load(path)


def _apart(samples, count):
    """The parts between pauses; none when there are not as many as words, so that no word gets another's name."""
    blocks = len(samples) // _BLOCK
    loud = np.flatnonzero(np.abs(samples[:blocks * _BLOCK].reshape(blocks, _BLOCK)).max(axis=1) > 200)
    if not len(loud):
        return []
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > _PAUSE_BLOCKS) + 1)
    if len(parts) != count:
        return []
    return [samples[max(0, part[0] - 3) * _BLOCK:(part[-1] + 4) * _BLOCK] for part in parts]
