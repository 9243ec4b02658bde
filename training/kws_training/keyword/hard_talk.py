"""Where a model hears keywords in talk that holds none: the windows that it has most to learn from."""

import hashlib
from pathlib import Path

import numpy as np
import torch

from ..errors import TrainingError
from ..kept_arrays import keep
from .audio_files import SAMPLE_RATE
from .package_model import PackageModel

_STRIDE = 800  # samples from one look to the next: 50 ms
_BATCH = 512
_JITTER = 640
_LEAST = 0.1
_TRIES = 50


class HardTalk:
    """Windows of a `Talk`: anywhere, or drawn by how sure `by` (packages' folders) were of a keyword. Positions are
    ends of the models' windows."""

    def __init__(self, talk, by, cache, least=_LEAST):
        self._talk = talk
        ends, scores = zip(*(_heard(talk, Path(folder), Path(cache)) for folder in by)) if by else ([], [])
        ends, scores = (np.concatenate(parts) if by else np.zeros(0) for parts in (ends, scores))
        self._ends, self._scores = ends[scores >= least].astype(np.int64), scores[scores >= least]
        self._weights = self._scores / self._scores.sum() if len(self._scores) else self._scores

    @property
    def hard_count(self):
        """Windows in which a model gave some keyword at least the least posterior asked for."""
        return len(self._ends)

    def window(self, random, hard, length=SAMPLE_RATE, late=0):
        """`length` samples (int16) without a keyword that is really said. A hard one ends where the model's window
        did, give or take 40 ms, plus up to `late` samples."""
        if length >= len(self._talk):
            raise TrainingError(f"talk: {len(self._talk)} samples are too few for windows of {length}")
        for _ in range(_TRIES):
            if hard and len(self._ends):
                end = self._ends[random.choice(len(self._ends), p=self._weights)]
                end += random.integers(-_JITTER, _JITTER) + (random.integers(late) if late else 0)
                start = min(max(0, end - length), len(self._talk) - length)
            else:
                start = random.integers(len(self._talk) - length)
            if self._talk.usable[start:start + length].all():
                break
        return self._talk.samples[start:start + length]


def _heard(talk, folder, cache):
    """Ends of windows and the highest posterior of a keyword in each, of those with at least the least one."""
    digest = hashlib.sha256((folder / "model.onnx").read_bytes() + talk.samples.tobytes()).hexdigest()[:16]
    path = cache / f"hard-{digest}.npz"
    if not path.is_file():
        package = PackageModel(folder)
        starts = np.arange(0, len(talk) - SAMPLE_RATE, _STRIDE)
        scores = np.empty(len(starts), dtype=np.float32)
        for first in range(0, len(starts), _BATCH):
            rows = starts[first:first + _BATCH, None] + np.arange(SAMPLE_RATE)
            waves = torch.from_numpy(talk.samples[rows].astype(np.float32) / 32768)
            scores[first:first + _BATCH] = package.classify(waves)[:, 2:].max(axis=1)
        usable = np.concatenate([[0], np.cumsum(talk.usable)])
        whole = usable[starts + SAMPLE_RATE] - usable[starts] == SAMPLE_RATE
        kept = whole & (scores >= _LEAST)
        keep(path, ends=starts[kept] + SAMPLE_RATE, scores=scores[kept])
    with np.load(path) as stored:
        return stored["ends"], stored["scores"]
