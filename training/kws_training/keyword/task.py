"""Keyword spotting as a training task."""

import numpy as np
import torch

from .. import models
from ..cost import parameter_count
from ..errors import TrainingError
from ..feature_spec import LOG_MEL_40, FeatureSpec
from ..features import FrontEnd
from ..metrics import accuracy_metrics
from ..package_weights import calibrate
from ..task import Task
from .audio_files import SAMPLE_RATE
from .band_warp import warp_bands
from .base_package import BasePackage
from .clips import load_clips
from .evaluation_set import evaluation_windows
from .label_bias import add_label_bias, label_bias
from .labels import DEFAULT_KEYWORDS, SILENCE, keywords_of, label_list
from .noise import NoiseBank
from .report import ATTRIBUTION, LICENCE, VALIDATION_DATA, clip_hearing, default_detection, write_report
from .spec_augment import mask_stripes
from .teacher import Teacher
from .training_windows import TrainingWindows
from .verifier_task import VerifierTask
from .word_task import WordTask


def create(recipe, places, progress):
    """The task: words more for a model that is there (`extends`), a second network for it (`verifies`), or a model of
    its own."""
    kind = WordTask if "extends" in recipe else VerifierTask if "verifies" in recipe else KeywordTask
    return kind(recipe, places, progress)


class KeywordTask(Task):
    """Reads `<data>/{train,validation}/<word>/` and `<data>/background_noise/`. Recipe keys of its own: those of
    `TrainingWindows`, and keywords (a list, or "of-the-data"), features, label_smoothing, band_warp, spec_augment,
    mixup, teacher, label_bias, smoothing_windows, early_windows, early_odds, clips."""

    name = "keyword-spotting"
    input_name = "features"

    def __init__(self, recipe, places, progress):
        super().__init__(recipe, places, progress)
        self._labels = label_list(keywords_of(recipe.get("keywords", DEFAULT_KEYWORDS), places.data))
        self.spec = FeatureSpec.parse(recipe["features"]) if "features" in recipe else LOG_MEL_40
        self._front_end = FrontEnd(self.spec)
        teacher = recipe.get("teacher")
        self._teacher = Teacher(teacher, self._labels, self.spec, places.output) if teacher else None
        self._detection = default_detection(self._labels, recipe)
        self._clips = clip_hearing(recipe, self.spec.frame_count(SAMPLE_RATE))
        self._label_bias = label_bias(recipe.get("label_bias", {}), self._labels)
        self._windows = TrainingWindows(recipe, places, self._labels, self._front_end, self._teacher)
        self._validation = evaluation_windows(load_clips(places.data, "validation", places.cache),
                                              NoiseBank.load(places.data, "validation"), self._labels)

    @property
    def labels(self):
        return self._labels

    def build_model(self):
        model = models.build(self.recipe["architecture"], len(self._labels), self.spec.coefficients)
        model.normalise.measure(self._windows.some_features(512, np.random.default_rng([self.recipe["seed"], 7])))
        self.progress.report("model", parameters=parameter_count(model))
        return model

    def fill_from_package(self, model, folder):
        base = BasePackage(folder)
        if base.labels != self._labels or base.spec.sha256 != self.spec.sha256:
            raise TrainingError(f"start_from: {folder}: labels or features differ from the recipe's")
        base.fill(model)
        calibrate(model, self._windows.some_features(512, np.random.default_rng([self.recipe["seed"], 9])))

    def batches_per_epoch(self):
        return self._windows.per_epoch() // self.recipe["batch_size"]

    def epoch_batches(self, epoch, seed):
        random = np.random.default_rng([seed, epoch, 1])
        masks, warp = self.recipe.get("spec_augment", {}), self.recipe.get("band_warp")
        for features, labels, weights, answers in self._windows.batches(epoch, random, self.recipe["batch_size"]):
            targets = self._soft(labels)
            if answers is not None:
                targets = self._teacher.mix(targets, answers)
            if warp is not None:
                features = warp_bands(features, random, **warp)
            if masks is not None:
                features = mask_stripes(features, random, **masks)
            yield self._mixed(features, targets, weights, random)

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

    def finish_model(self, model):
        add_label_bias(model, self._label_bias)

    def example_input(self, batch):
        return torch.zeros(batch, self.spec.frame_count(SAMPLE_RATE), self.spec.coefficients)

    def final_report(self, model, folder):
        waves, targets = self._validation
        return write_report(self.predict(model, waves), targets, self._labels, folder,
                            self.data_fields().get("measured_on", VALIDATION_DATA))

    def manifest_fields(self):
        fields = {"features": self.spec.fields(), "features_sha256": self.spec.sha256, "image": None,
                  "detection": self._detection, **self.rights(LICENCE, ATTRIBUTION)}
        return fields | {"clips": self._clips} if self._clips else fields

    def _soft(self, labels):
        smoothing = self.recipe.get("label_smoothing", 0.05)
        one_hot = torch.nn.functional.one_hot(labels, len(self._labels)).float()
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
