"""A keyword model that hears words more than another one, which it is made of."""

from pathlib import Path

import numpy as np
import torch

from .. import models
from ..cost import parameter_count
from ..errors import TrainingError
from ..features import FrontEnd
from ..metrics import accuracy_metrics
from ..package_weights import calibrate
from ..task import Task
from .audio_files import SAMPLE_RATE, SUFFIXES
from .base_package import BasePackage
from .clips import load_clips
from .evaluation_set import evaluation_windows
from .labels import BACKGROUND_FOLDER, SILENCE, UNKNOWN
from .noise import NoiseBank
from .report import write_report
from .verifier_labels import let_labels_pass, passing_thresholds
from .word_windows import WordWindows

_THRESHOLD = 0.8  # until it is tuned
_MOST_WORDS = 20
_MIX = 256


class WordTask(Task):
    """`extends` in the recipe names the base's folder. Its network stays as it is; a second ending learns the labels of
    the data set that the base lacks, from what the base's beginning makes of the windows: computed once for each.
    Keys of its own: those of `WordWindows`, and `passes`, how often each window is varied."""

    name = "keyword-spotting"
    input_name = "features"

    def __init__(self, recipe, places, progress):
        super().__init__(recipe, places, progress)
        self._base = BasePackage(recipe["extends"])
        self.spec, self._front_end = self._base.spec, FrontEnd(self._base.spec)
        self._words = _new_words(places.data, self._base)
        self._labels = [*self._base.labels, *self._words]
        # What is in the package's recipe says how it was made, on any machine.
        recipe["extends"] = self._base.reference
        recipe["architecture"] = {
            "kind": "extended", "base": self._base.architecture, "base_labels": len(self._base.labels),
            "sources": [self._base.labels.index(SILENCE), self._base.labels.index(UNKNOWN)]}
        old = [label for label in self._base.labels if label not in (SILENCE, UNKNOWN)]
        self._windows = WordWindows(recipe, places, self._words, old, self._front_end, progress)
        self._validation = evaluation_windows(load_clips(places.data, "validation", places.cache),
                                              NoiseBank.load(places.data, "validation"), self._labels)
        self._begun = self._targets = self._begun_validation = None

    @property
    def labels(self):
        return self._labels

    def build_model(self):
        model = models.build(self.recipe["architecture"], len(self._labels), self.spec.coefficients)
        self._base.fill(model.base)
        for parameter in model.base.parameters():
            parameter.requires_grad_(False)
        model.start_from_base()
        self._prepare(model)
        calibrate(model.tail, self._begun[0][:512].float())
        # What is left is so small that several threads would mostly wait for each other.
        torch.set_num_threads(1)
        self.progress.report("model", parameters=parameter_count(model), words=self._words)
        return model

    def batches_per_epoch(self):
        return len(self._targets) // self.recipe["batch_size"]

    def epoch_batches(self, epoch, seed):
        """(what the beginning makes of the windows, targets, weights)."""
        random = np.random.default_rng([seed, epoch, 1])
        begun, size = self._begun[epoch % len(self._begun)], self.recipe["batch_size"]
        order = torch.from_numpy(random.permutation(len(self._targets)))
        for start in range(0, len(order) - size + 1, size):
            rows = order[start:start + size]
            yield begun[rows].float(), self._targets[rows], torch.ones(size)

    def loss(self, model, batch):
        begun, targets, _ = batch
        return torch.nn.functional.nll_loss(model.shares(begun), targets)

    @torch.no_grad()
    def validate(self, model):
        model.eval()
        posteriors = torch.cat([torch.softmax(model.logits(part), dim=1) for part in self._begun_validation.split(_MIX)])
        return accuracy_metrics(posteriors, self._validation[1], self._labels, SILENCE, *self._words)

    def example_input(self, batch):
        return torch.zeros(batch, self.spec.frame_count(SAMPLE_RATE), self.spec.coefficients)

    def finish_export(self, onnx_file):
        for name in self.further_files():
            let_labels_pass(self._base.folder / name, onnx_file.with_name(name), len(self._words))

    def further_files(self):
        """The base's verifier goes on looking at the words that it knows, whose thresholds count on it; new ones it lets
        pass."""
        return [self._base.manifest["verifier"]["file"]] if "verifier" in self._base.manifest else []

    @torch.no_grad()
    def final_report(self, model, folder):
        waves, targets = self._validation
        posteriors = torch.cat([torch.softmax(model(self._front_end(part)), dim=1) for part in waves.split(_MIX)])
        return write_report(posteriors, targets, self._labels, folder, "the data set's validation speakers")

    def manifest_fields(self):
        base = self._base.manifest
        detection = {key: value for key, value in base["detection"].items() if key != "tuning"}
        detection["thresholds"] = {**detection["thresholds"], **{word: _THRESHOLD for word in self._words}}
        fields = {"features": self.spec.fields(), "features_sha256": self.spec.sha256, "image": None,
                  "detection": detection, "licence": base["licence"], "attribution": base["attribution"]}
        if "clips" in base:
            # A larger network for unclear clips does not know the new words: the model listens again itself.
            fields["clips"] = {key: value for key, value in base["clips"].items() if key != "file"}
        if "verifier" in base:
            fields["verifier"] = {**base["verifier"], "thresholds": passing_thresholds(
                base["verifier"]["thresholds"], self._words)}
        return fields

    @torch.no_grad()
    def _prepare(self, model):
        """Runs the beginning, which never changes, over all windows."""
        model.eval()
        random = np.random.default_rng([self.recipe["seed"], 8])
        features, self._targets = self._windows.features(random)
        self.progress.report("windows", count=len(features))
        self._begun = [torch.cat([model.begin(self._windows.varied(part, random)).half() for part in features.split(_MIX)])
                       for _ in range(self.recipe.get("passes", 2))]
        self._begun_validation = torch.cat([model.begin(self._front_end(part)) for part in self._validation[0].split(_MIX)])
        self.progress.report("prepared", count=len(features) * len(self._begun))


def _new_words(data, base):
    folders = {path.parent.name for path in (Path(data) / "train").glob("*/*") if path.suffix.lower() in SUFFIXES}
    words = sorted(folders - {*base.labels, BACKGROUND_FOLDER})
    if not words:
        raise TrainingError(f"extends: the data set has no word that {base.reference} lacks; it knows "
                            f"{', '.join(base.labels[2:])}. Another recipe goes on with its weights")
    if len(words) > _MOST_WORDS:
        raise TrainingError(f"extends: {len(words)} new words, at most {_MOST_WORDS} at once")
    return words
