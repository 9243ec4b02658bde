"""Keyword spotting as a training task."""

import numpy as np
import torch

from .. import models
from ..cost import parameter_count
from ..feature_spec import LOG_MEL_40, FeatureSpec
from ..features import FrontEnd
from ..metrics import accuracy_metrics
from ..task import Task
from .audio_files import SAMPLE_RATE
from .augmentation import Augmenter
from .clips import load_clips
from .epoch_plan import Planner
from .evaluation_set import evaluation_windows
from .labels import DEFAULT_KEYWORDS, SILENCE, label_list
from .noise import NoiseBank
from .report import ATTRIBUTION, LICENCE, default_detection, write_report
from .sources import Sources
from .spec_augment import mask_stripes
from .speech_synthesis import running_speech, synthetic_clips
from .window_cache import WindowCache


class KeywordTask(Task):
    """Reads `<data>/{train,validation}/<word>/` and `<data>/background_noise/`. Recipe keys of its own:
    keywords, features, label_smoothing, synthetic, sampling, augmentation, spec_augment, mixup, window_sets."""

    name = "keyword-spotting"
    input_name = "features"

    def __init__(self, recipe, places, progress):
        super().__init__(recipe, places, progress)
        self._labels = label_list(recipe.get("keywords", DEFAULT_KEYWORDS))
        self.spec = FeatureSpec.parse(recipe["features"]) if "features" in recipe else LOG_MEL_40
        self._front_end = FrontEnd(self.spec)
        recorded = load_clips(places.data, "train", places.cache)
        clips, running = self._with_synthetic(recorded)
        sampling = recipe.get("sampling", {})
        if not len(running):
            sampling = {"unknown_shares": {"cut": 0.15, "spliced": 0.1, "reversed": 0.05}} | sampling
        self._planner = Planner(clips, len(recorded), self._labels, sampling)
        self._sources = Sources(clips, running)
        self._neighbours = clips.take(self._planner.other_recorded)
        noises = NoiseBank.load(places.data, "train", voices=recorded.samples)
        self._augmenter = Augmenter(noises, recipe.get("augmentation", {}), recipe["seed"])
        self._windows_kept = WindowCache(places.cache, recipe, f"{places.data.name} {len(recorded)}",
                                         self._whole_set) if recipe.get("window_sets") else None
        self._validation = evaluation_windows(load_clips(places.data, "validation", places.cache),
                                              NoiseBank.load(places.data, "validation"), self._labels)

    @property
    def labels(self):
        return self._labels

    def build_model(self):
        model = models.build(self.recipe["architecture"], len(self._labels), self.spec.coefficients)
        random = np.random.default_rng([self.recipe["seed"], 7])
        waves, _, _ = self._windows(self._planner.draw(random).take(slice(0, 512)), random)
        model.normalise.measure(self._front_end(waves))
        self.progress.report("model", parameters=parameter_count(model))
        return model

    def batches_per_epoch(self):
        return self._planner.windows() // self.recipe["batch_size"]

    def epoch_batches(self, epoch, seed):
        random = np.random.default_rng([seed, epoch, 1])
        masks = self.recipe.get("spec_augment", {})
        for features, targets, weights in self._plain_batches(epoch, random):
            if masks is not None:
                features = mask_stripes(features, random, **masks)
            yield self._mixed(features, self._soft(targets), weights, random)

    def _plain_batches(self, epoch, random):
        """Features, label indices and weights: from the window cache if the recipe asks for one, else fresh."""
        size = self.recipe["batch_size"]
        starts = range(0, self.batches_per_epoch() * size, size)
        if self._windows_kept is not None:
            features, targets, weights = self._windows_kept.epoch(epoch)
            order = torch.from_numpy(random.permutation(len(targets)))
            for start in starts:
                rows = order[start:start + size]
                yield features[rows].float(), targets[rows], weights[rows]
            return
        plan = self._planner.draw(random)
        for start in starts:
            yield self._featured(plan.take(slice(start, start + size)), random)

    def _whole_set(self, random):
        """One epoch's worth of windows, for the cache."""
        plan = self._planner.draw(random)
        parts = [self._featured(plan.take(slice(start, start + 256)), random) for start in range(0, len(plan), 256)]
        return tuple(torch.cat(column) for column in zip(*parts))

    def _featured(self, plan, random):
        waves, targets, weights = self._windows(plan, random)
        return self._front_end(waves), targets, weights

    def validate(self, model):
        waves, targets = self._validation
        return accuracy_metrics(self.predict(model, waves), targets, self._labels, SILENCE)

    @torch.no_grad()
    def predict(self, model, waves, batch=256):
        """Posteriors [n, labels] for windows [n, 16000]."""
        model.eval()
        device = next(model.parameters()).device
        return torch.cat([torch.softmax(model(self._front_end(part).to(device)), dim=1).cpu()
                          for part in waves.split(batch)])

    def example_input(self, batch):
        return torch.zeros(batch, self.spec.frame_count(SAMPLE_RATE), self.spec.coefficients)

    def final_report(self, model, folder):
        waves, targets = self._validation
        return write_report(self.predict(model, waves), targets, self._labels, folder)

    def manifest_fields(self):
        return {"features": self.spec.fields(), "features_sha256": self.spec.sha256, "image": None,
                "detection": default_detection(self._labels), "licence": LICENCE, "attribution": ATTRIBUTION}

    def _with_synthetic(self, recorded):
        """All clips, recorded ones first, and running speech, as the recipe's `synthetic` object asks."""
        synthetic, seed = self.recipe.get("synthetic"), self.recipe["seed"]
        if not synthetic:
            return recorded, np.zeros(0, dtype=np.int16)
        counts = {k: synthetic.get("per_keyword", 200) for k in self._labels[2:]} | synthetic.get("scarce", {})
        words = synthetic_clips(counts, synthetic.get("unknown", 4500), seed, self.places.cache)
        return recorded.joined_with(words), running_speech(synthetic.get("sentences", 700), seed, self.places.cache)

    def _windows(self, plan, random):
        """Samples, label indices and weights of the plan's rows."""
        waves = torch.zeros(len(plan), SAMPLE_RATE)
        silent = plan.placements == "silence"
        if silent.any():
            waves[np.flatnonzero(silent)] = self._augmenter.silence(int(silent.sum()), random)
        if not silent.all():
            spoken = plan.take(np.flatnonzero(~silent))
            waves[np.flatnonzero(~silent)] = self._augmenter.speech(
                self._sources.take(spoken, random), spoken.placements, self._neighbours, random)
        return waves, torch.from_numpy(plan.labels.astype(np.int64)), torch.from_numpy(plan.weights).float()

    def _soft(self, targets):
        smoothing = self.recipe.get("label_smoothing", 0.05)
        one_hot = torch.nn.functional.one_hot(targets, len(self._labels)).float()
        return one_hot * (1 - smoothing) + smoothing / len(self._labels)

    def _mixed(self, features, targets, weights, random):
        """Mixup (Zhang et al. 2018) on features, for the recipe's share of batches."""
        mixup = self.recipe.get("mixup", {})
        if random.random() >= mixup.get("share", 0.0):
            return features, targets, weights
        share = float(random.beta(mixup.get("alpha", 0.2), mixup.get("alpha", 0.2)))
        order = torch.from_numpy(random.permutation(len(features)))
        return (torch.lerp(features[order], features, share), torch.lerp(targets[order], targets, share),
                torch.lerp(weights[order], weights, share))
