"""The training windows of an epoch: planned, augmented, and turned into features."""

import numpy as np
import torch

from ..errors import TrainingError
from .audio_files import SAMPLE_RATE
from .augmentation import Augmenter
from .clips import load_clips
from .epoch_plan import Planner
from .hard_talk import HardTalk
from .noise import NoiseBank
from .package_model import package_folder
from .sources import Sources
from .speech_synthesis import running_speech, synthetic_clips
from .talk import Talk, load_talk
from .window_cache import WindowCache

_SHARES_WITHOUT_SYNTHESIS = {"cut": 0.15, "spliced": 0.1, "reversed": 0.05}


class TrainingWindows:
    """Reads the recipe's keys `synthetic`, `sampling`, `augmentation`, `talk` and `window_sets`."""

    def __init__(self, recipe, places, labels, front_end, teacher=None):
        self._front_end = front_end
        self._teacher = teacher
        recorded = load_clips(places.data, "train", places.cache)
        clips, running = with_synthetic(recorded, recipe, labels, places.cache)
        sampling = recipe.get("sampling", {})
        if not len(running):
            sampling = {"unknown_shares": _SHARES_WITHOUT_SYNTHESIS} | sampling
        self._planner = Planner(clips, len(recorded), labels, sampling)
        talk, hard = real_talk(recipe, places)
        self._sources = Sources(clips, running, hard)
        self._neighbours = clips.take(self._planner.other_recorded)
        noises = NoiseBank.load(places.data, "train", recorded.samples, talk.samples,
                                recipe.get("talk", {}).get("talkers_share", 0.0))
        self._augmenter = Augmenter(noises, recipe.get("augmentation", {}), recipe["seed"])
        data_name = f"{places.data.name} {len(recorded)} {' '.join(labels)}" + (f" {len(talk)}" if len(talk) else "")
        self._kept = WindowCache(places.cache, recipe, data_name, self._whole_set) if recipe.get("window_sets") else None

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


def real_talk(recipe, places):
    """The `Talk` of the speakers to train on and, drawn by what the packages of `talk.hard_by` hear in it, a
    `HardTalk`; empty and None unless the recipe has the key `talk`."""
    settings = recipe.get("talk")
    if settings is None:
        return Talk.empty(), None
    unknown = set(settings) - {"hard_by", "least", "talkers_share"}
    if unknown:
        raise TrainingError(f"talk: unknown keys {sorted(unknown)}; known are hard_by, least, talkers_share")
    talk = load_talk(places.data, "train", places.cache)
    if not len(talk):
        raise TrainingError(f"talk: {places.data}/running: no recordings; leave the key out to train without real talk")
    by = [package_folder(folder, places.output) for folder in settings.get("hard_by", [])]
    return talk, HardTalk(talk, by, places.cache, settings.get("least", 0.1))


def with_synthetic(recorded, recipe, labels, cache):
    """All clips, recorded ones first, and running speech, as the recipe's `synthetic` object asks."""
    synthetic, seed = recipe.get("synthetic"), recipe["seed"]
    if not synthetic:
        return recorded, np.zeros(0, dtype=np.int16)
    counts = {keyword: synthetic.get("per_keyword", 200) for keyword in labels[2:]} | synthetic.get("scarce", {})
    words = synthetic_clips(counts, synthetic.get("unknown", 4500), seed, cache)
    return recorded.joined_with(words), running_speech(synthetic.get("sentences", 700), labels[2:], seed, cache)
