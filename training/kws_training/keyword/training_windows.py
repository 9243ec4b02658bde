"""The training windows of an epoch: planned, augmented, and turned into features."""

import numpy as np
import torch

from .audio_files import SAMPLE_RATE
from .augmentation import Augmenter
from .clips import load_clips
from .epoch_plan import Planner
from .noise import NoiseBank
from .sources import Sources
from .speech_synthesis import running_speech, synthetic_clips
from .window_cache import WindowCache

_SHARES_WITHOUT_SYNTHESIS = {"cut": 0.15, "spliced": 0.1, "reversed": 0.05}


class TrainingWindows:
    """Reads the recipe's keys `synthetic`, `sampling`, `augmentation` and `window_sets`."""

    def __init__(self, recipe, places, labels, front_end, teacher=None):
        self._front_end = front_end
        self._teacher = teacher
        recorded = load_clips(places.data, "train", places.cache)
        clips, running = _with_synthetic(recorded, recipe, labels, places.cache)
        sampling = recipe.get("sampling", {})
        if not len(running):
            sampling = {"unknown_shares": _SHARES_WITHOUT_SYNTHESIS} | sampling
        self._planner = Planner(clips, len(recorded), labels, sampling)
        self._sources = Sources(clips, running)
        self._neighbours = clips.take(self._planner.other_recorded)
        noises = NoiseBank.load(places.data, "train", voices=recorded.samples)
        self._augmenter = Augmenter(noises, recipe.get("augmentation", {}), recipe["seed"])
        self._kept = WindowCache(places.cache, recipe, f"{places.data.name} {len(recorded)} {' '.join(labels)}",
                                 self._whole_set) if recipe.get("window_sets") else None

    def per_epoch(self):
        return self._planner.windows()

    def some_features(self, count, random):
        """Features of `count` windows, for statistics."""
        return self._featured(self._planner.draw(random).take(slice(0, count)), random)[0]

    def batches(self, epoch, random, size):
        """Features [size, frames, bands], label indices, weights and the teacher's answers (None without one) of
        whole batches: from the window cache if the recipe asks for one, else fresh."""
        starts = range(0, self.per_epoch() - size + 1, size)
        if self._kept is None:
            plan = self._planner.draw(random)
            for start in starts:
                features, labels, weights = self._featured(plan.take(slice(start, start + size)), random)
                yield features, labels, weights, self._teacher.answers(features) if self._teacher else None
            return
        features, labels, weights = self._kept.epoch(epoch)
        answers = None
        if self._teacher is not None:
            answers = self._kept.beside(epoch, self._teacher.name, lambda: self._teacher.answers(features.float()))
        order = torch.from_numpy(random.permutation(len(labels)))
        for start in starts:
            rows = order[start:start + size]
            yield features[rows].float(), labels[rows], weights[rows], None if answers is None else answers[rows]

    def _whole_set(self, random):
        """One epoch's worth of windows, for the cache."""
        plan = self._planner.draw(random)
        parts = [self._featured(plan.take(slice(start, start + 256)), random) for start in range(0, len(plan), 256)]
        return tuple(torch.cat(column) for column in zip(*parts))

    def _featured(self, plan, random):
        waves = torch.zeros(len(plan), SAMPLE_RATE)
        silent = plan.placements == "silence"
        if silent.any():
            waves[np.flatnonzero(silent)] = self._augmenter.silence(int(silent.sum()), random)
        if not silent.all():
            spoken = plan.take(np.flatnonzero(~silent))
            waves[np.flatnonzero(~silent)] = self._augmenter.speech(
                self._sources.take(spoken, random), spoken.placements, self._neighbours, random)
        labels, weights = torch.from_numpy(plan.labels.astype(np.int64)), torch.from_numpy(plan.weights)
        return self._front_end(waves), labels, weights.float()


def _with_synthetic(recorded, recipe, labels, cache):
    """All clips, recorded ones first, and running speech, as the recipe's `synthetic` object asks."""
    synthetic, seed = recipe.get("synthetic"), recipe["seed"]
    if not synthetic:
        return recorded, np.zeros(0, dtype=np.int16)
    counts = {keyword: synthetic.get("per_keyword", 200) for keyword in labels[2:]} | synthetic.get("scarce", {})
    words = synthetic_clips(counts, synthetic.get("unknown", 4500), seed, cache)
    return recorded.joined_with(words), running_speech(synthetic.get("sentences", 700), labels[2:], seed, cache)
