"""The windows by which a new word is learnt: itself, and all that sounds like a part of it or like something else."""

from pathlib import Path

import numpy as np
import soundfile
import torch

from ..errors import TrainingError
from .audio_files import SAMPLE_RATE, read_mono
from .augmentation import Augmenter
from .band_warp import warp_bands
from .clips import load_clips
from .epoch_plan import Plan
from .labels import SILENCE, UNKNOWN
from .noise import NoiseBank
from .sources import Sources
from .spec_augment import mask_stripes
from .spoken_words import available, spoken_talk, spoken_words

_DEFAULTS = {
    "word": 2400,         # windows of each new word
    "cut": 700, "spliced": 400, "reversed": 200,  # made of the new words; they are none
    "alike": 900,         # the data set's own `unknown`
    "other": 900,         # other words, spoken by espeak-ng
    "old": 1200,          # words that the model knows, recorded or spoken
    "broken": 300,        # words that begin or end in the middle
    "talk": 1500,
    "silence": 400,
}
_TALK_SECONDS = 2.5  # a longer recording is talk, not a word
_WITHIN_SPOKEN = {"keyword_times": 60, "others": 960, "sentences": 160}


class WordWindows:
    """Reads the recipe's keys `windows`, `spoken` and `augmentation`. `words` are the new labels, `old` the base's
    keywords; targets are 0 for none of the new words, else 1 + the word's place among them."""

    def __init__(self, recipe, places, words, old, front_end, progress):
        unknown = set(recipe.get("windows", {})) - set(_DEFAULTS)
        if unknown:
            raise TrainingError(f"windows: unknown keys {sorted(unknown)}; known are {sorted(_DEFAULTS)}")
        self._counts, self._words, self._front_end = {**_DEFAULTS, **recipe.get("windows", {})}, words, front_end
        clips, talk = load_clips(places.data, "train", places.cache), [read_talk(places.data, "train")]
        if available():
            spoken = {**_WITHIN_SPOKEN, **recipe.get("spoken", {})}
            clips = clips.joined_with(spoken_words(old, spoken["keyword_times"], spoken["others"], words, recipe["seed"],
                                                   places.cache))
            talk.append(spoken_talk(old, spoken["sentences"], words, recipe["seed"], places.cache))
        else:
            progress.report("without_espeak", reason="espeak-ng is not installed: the data set alone says what is not the word")
        self._talk, names = np.concatenate(talk), clips.words
        self._pools = {"old": clips.of_words(old), "alike": clips.of_words([UNKNOWN, *_unnamed(names, words, old)]),
                       **{word: clips.of_words([word]) for word in words}}
        self._pools["other"] = clips.of_words(["_other"])
        self._not = np.concatenate([self._pools[name] for name in ("old", "alike", "other")])
        if not len(self._not):
            raise TrainingError(f"{places.data}/train/{UNKNOWN}: no recordings; a new word needs speech that is not the word")
        self._sources = Sources(clips, self._talk)
        self._neighbours = clips.take(self._not)
        noises = NoiseBank.load(places.data, "train", voices=self._neighbours.samples)
        self._augmenter = Augmenter(noises, recipe.get("augmentation", {}), recipe["seed"])

    def features(self, random):
        """One set: features [n, frames, bands] float16 and targets [n], in random order."""
        plan = self._plan(random)
        parts = [self._featured(plan.take(slice(start, start + 256)), random) for start in range(0, len(plan), 256)]
        return torch.cat(parts), torch.from_numpy(plan.labels.astype(np.int64))

    @staticmethod
    def varied(features, random):
        """The same windows by other speakers, with stripes missing."""
        return mask_stripes(warp_bands(features.float(), random, most=0.1, share=0.8), random,
                            time_width=10, band_width=5, share=0.7)

    def _plan(self, random):
        count, words = self._counts, np.concatenate([self._pools[word] for word in self._words])
        rows = [(self._drawn(self._pools[word], count["word"], random), index + 1, None)
                for index, word in enumerate(self._words)]
        rows += [(self._drawn(self._pools[name], count[name], random), 0, None) for name in ("alike", "other", "old")]
        rows += [(self._drawn(words, count[kind], random), 0, kind) for kind in ("cut", "reversed")]
        rows.append((self._drawn(np.concatenate([words, self._not]), count["spliced"], random), 0, "spliced"))
        rows.append((self._drawn(self._not, count["broken"], random), 0, "broken"))
        rows.append((np.full(count["talk"] if len(self._talk) > 2 * SAMPLE_RATE else 0, -1), 0, "running"))
        rows.append((np.full(count["silence"], -1), 0, SILENCE))
        parts = [_part(*row, random) for row in rows]
        plan = Plan(*(np.concatenate([getattr(part, name) for part in parts])
                      for name in ("clips", "labels", "placements", "weights")))
        return plan.take(random.permutation(len(plan)))

    @staticmethod
    def _drawn(pool, count, random):
        return pool[random.integers(len(pool), size=count)] if len(pool) else np.zeros(0, dtype=np.int64)

    def _featured(self, plan, random):
        waves = torch.zeros(len(plan), SAMPLE_RATE)
        silent = plan.placements == SILENCE
        if silent.any():
            waves[np.flatnonzero(silent)] = self._augmenter.silence(int(silent.sum()), random)
        if not silent.all():
            spoken = plan.take(np.flatnonzero(~silent))
            waves[np.flatnonzero(~silent)] = self._augmenter.speech(
                self._sources.take(spoken, random), spoken.placements, self._neighbours, random)
        return self._front_end(waves).half()


def read_talk(data, split):
    """The recordings of `unknown` that are talk, one after the other: int16 at 16 kHz."""
    files = sorted((Path(data) / split / UNKNOWN).glob("*"))
    talk = [read_mono(file) for file in files if soundfile.info(str(file)).duration > _TALK_SECONDS]
    return np.concatenate(talk) if talk else np.zeros(0, dtype=np.int16)


def _unnamed(names, words, old):
    """Folders that are no label of the model, such as `_other` of a data set of someone else's."""
    return sorted(set(names) - {*words, *old, UNKNOWN, "_other"})


def _part(clips, target, placement, random):
    count = len(clips)
    placements = np.full(count, placement) if placement else np.where(random.random(count) < 0.55, "near", "anywhere")
    return Plan(np.asarray(clips, dtype=np.int64), np.full(count, target), placements.astype("U8"), np.ones(count))
