"""What a verifier learns from: two seconds that end where the first network would raise an event."""

import numpy as np
import torch

from . import placement
from .audio_files import SAMPLE_RATE
from .augmentation import Augmenter, word_level
from .clips import load_clips
from .epoch_plan import Planner
from .labels import SILENCE
from .noise import NoiseBank
from .sources import Sources
from .training_windows import real_talk, with_synthetic
from .window_cache import WindowCache

# Seconds from the end of a word to the end of the window: events come while it is said or up to half a second after.
EARLIEST, LATEST = -0.05, 0.5
_VERSION = 2                # to be raised when these windows change: kept ones are then made again
_BEFORE_SHARE = 0.4         # of the words that follow another one, which may follow another one, too
_AGAIN_SHARE = 0.4          # of the words before that are the same one, said again
_BEFORE_GAP = (0.3, 1.0)    # seconds between two words that stand alone
_BESIDE_GAP = (0.0, 0.08)   # seconds between a keyword and the talk around it


class VerifierWindows:
    """Windows of `samples` samples in the proportions of the recipe's `sampling`. Keywords stand alone; those within
    talk ("beside") are *unknown*, like all talk. Reads the keys that `TrainingWindows` reads."""

    def __init__(self, recipe, places, labels, front_end, samples):
        self._front_end = front_end
        self._samples = samples
        recorded = load_clips(places.data, "train", places.cache)
        clips, self._running = with_synthetic(recorded, recipe, labels, places.cache)
        self._planner = Planner(clips, len(recorded), labels, recipe.get("sampling", {}))
        talk, self._talk = real_talk(recipe, places)
        self._sources = Sources(clips, self._running, self._talk)
        self._words = recorded
        noises = NoiseBank.load(places.data, "train", recorded.samples, talk.samples,
                                recipe["talk"].get("talkers_share", 0.0))
        self._augmenter = Augmenter(noises, recipe.get("augmentation", {}), recipe["seed"], samples)
        name = f"{places.data.name} {len(recorded)} {' '.join(labels)} {len(talk)} {samples} {_VERSION}"
        self._kept = WindowCache(places.cache, recipe, name, self._whole_set)

    def per_epoch(self):
        return self._planner.windows()

    def some_features(self, count, random):
        """Features of `count` windows, for statistics."""
        return self._featured(self._planner.draw(random).take(slice(0, count)), random)[0]

    def batches(self, epoch, random, size):
        """Features [size, frames, bands], label indices and weights of whole batches."""
        features, labels, weights = self._kept.epoch(epoch)
        order = torch.from_numpy(random.permutation(len(labels)))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start:start + size]
            yield features[rows].float(), labels[rows], weights[rows]

    def _whole_set(self, random):
        plan = self._planner.draw(random)
        parts = [self._featured(plan.take(slice(start, start + 256)), random) for start in range(0, len(plan), 256)]
        return tuple(torch.cat(column) for column in zip(*parts))

    def _featured(self, plan, random):
        waves = torch.zeros(len(plan), self._samples)
        kinds = plan.placements
        for rows, make in ((np.flatnonzero(kinds == "silence"), lambda rows: self._augmenter.silence(len(rows), random)),
                           (np.flatnonzero(np.isin(kinds, ("talk", "hard", "running"))),
                            lambda rows: self._talking(kinds[rows], random)),
                           (np.flatnonzero(~np.isin(kinds, ("silence", "talk", "hard", "running"))),
                            lambda rows: self._spoken(plan.take(rows), random))):
            if len(rows):
                waves[rows] = make(rows)
        labels, weights = torch.from_numpy(plan.labels.astype(np.int64)), torch.from_numpy(plan.weights)
        return self._front_end(waves), labels, weights.float()

    def _talking(self, kinds, random):
        waves = torch.from_numpy(np.stack([self._stretch(kind, random) for kind in kinds]))
        return self._augmenter.in_a_room(waves, waves.square().mean(dim=1).sqrt().clamp(min=1e-4), random)

    def _stretch(self, kind, random):
        """Talk a little faster or slower than it was spoken."""
        speed = float(np.exp(random.normal(0, 0.06)).clip(0.85, 1.2))
        length = int(self._samples * speed) + 2
        if kind == "running":
            start = random.integers(len(self._running) - length)
            talk = self._running[start:start + length]
        else:
            late = int(LATEST * SAMPLE_RATE)
            talk = self._talk.window(random, kind == "hard", length, late=late)
        at = np.arange(self._samples) * speed
        return np.interp(at, np.arange(length), talk).astype(np.float32) / 32768

    def _spoken(self, plan, random):
        source, count = self._sources.take(plan, random), len(plan)
        speeds = np.exp(random.normal(0, 0.08, count)).clip(0.75, 1.3)
        after = random.uniform(EARLIEST, LATEST, count) * SAMPLE_RATE
        # Of a word that is cut, only the beginning has been heard yet.
        lengths = (source.ends - source.starts) / speeds
        after = np.where(plan.placements == "cut", -random.uniform(0.55, 0.88, count) * lengths, after)
        placed = placement.ending_at(source.ends, speeds, self._samples - after)
        waves = placement.render(source.samples, source.lengths, placed, random, self._samples)
        starts, ends = placed.word_in_window(source.starts, source.ends)
        loudness = word_level(waves, starts, ends)
        beside = plan.placements == "beside"
        for row in np.flatnonzero(beside):
            waves[row] += self._talk_around(starts[row], ends[row], float(loudness[row]), random)
        rows = np.flatnonzero(~beside & (random.random(count) < _BEFORE_SHARE))
        if len(rows):
            waves[rows] += self._words_before(source.take(rows), starts[rows], loudness[rows], random)
        return self._augmenter.in_a_room(waves, loudness, random)

    def _talk_around(self, start, end, loudness, random):
        """Talk up to the word and from it on, or one of the two."""
        kind, wave = random.random(), np.zeros(self._samples, dtype=np.float32)
        gap = random.uniform(*_BESIDE_GAP, 2) * SAMPLE_RATE
        talk = self._talk.window(random, False, self._samples).astype(np.float32) / 32768
        before, after = int(max(0, start - gap[0])), int(min(self._samples, max(0, end + gap[1])))
        if kind < 0.8:
            wave[:before] = talk[:before]
        if kind > 0.6 or before == 0:
            wave[after:] = talk[after:]
        level = np.sqrt(np.mean(np.square(talk))) + 1e-5
        return torch.from_numpy(wave * (loudness / level * 10 ** (random.uniform(-6, 4) / 20)))

    def _words_before(self, words, starts, loudness, random):
        """A row of words, each alone, up to the ones that begin at `starts`: as many as the windows hold."""
        waves = torch.zeros(len(starts), self._samples)
        while (starts > 0).any():
            before = self._words.take(random.integers(len(self._words), size=len(starts)))
            again = np.flatnonzero(random.random(len(starts)) < _AGAIN_SHARE)
            for name in ("samples", "lengths", "starts", "ends"):
                getattr(before, name)[again] = getattr(words, name)[again]
            speeds = np.exp(random.normal(0, 0.08, len(starts))).clip(0.8, 1.25)
            placed = placement.ending_at(before.ends, speeds,
                                         starts - random.uniform(*_BEFORE_GAP, len(starts)) * SAMPLE_RATE)
            heard = placement.render(before.samples, before.lengths, placed, random, self._samples)
            begin, end = placed.word_in_window(before.starts, before.ends)
            level = word_level(heard, begin, end)
            wanted = loudness * torch.from_numpy(10 ** (random.uniform(-8, 4, len(starts)) / 20)).float()
            # Words that have ended before the window begins leave nothing in it but their recording's noise.
            waves += heard * ((wanted / level.clamp(min=1e-4)).clamp(max=10) * torch.from_numpy(end > 0))[:, None]
            starts = begin
        return waves
