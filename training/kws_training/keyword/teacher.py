"""Distillation (Hinton et al. 2015): a small model learns from what larger ones answer, not from labels alone."""

import hashlib

import torch

from ..errors import TrainingError
from ..onnx_runner import OnnxRunner
from ..package import read_manifest
from .package_model import package_folder


class Teacher:
    """The mean of one or more packages' posteriors, softened by `temperature`, mixed into the labels by `share`.
    It hears the windows unmasked: the student has to come to the same answer with less.

    `settings["packages"]` are folders; relative ones are seen from `output`, where an earlier run has put them.
    """

    def __init__(self, settings, labels, spec, output):
        self._share = settings.get("share", 0.6)
        self._when_right = settings.get("when_right", False)
        self._temperature = settings.get("temperature", 2.0)
        self._runners = []
        self._key = hashlib.sha256(str(self._temperature).encode())
        for package in settings["packages"]:
            try:
                folder = package_folder(package, output)
            except TrainingError as error:
                raise TrainingError(f"teacher.packages: {error}; train it first, with the same --output") from error
            manifest = read_manifest(folder)
            if manifest["labels"] != labels or manifest["features_sha256"] != spec.sha256:
                raise TrainingError(f"teacher.packages: {folder}: labels or features differ from the recipe's")
            self._key.update((folder / "model.onnx").read_bytes())
            self._runners.append(OnnxRunner(folder / "model.onnx"))

    @property
    def name(self):
        """Of these packages with this temperature: what their answers can be kept under."""
        return f"answers-{self._key.hexdigest()[:16]}"

    def answers(self, features, batch=256):
        """The teachers' softened posteriors [n, labels] for features [n, frames, bands]."""
        parts = [torch.stack([runner.run(part) for runner in self._runners]).mean(dim=0)
                 for part in features.split(batch)]
        # Posteriors are known up to a constant in the logits, which softmax does not see.
        return torch.softmax(torch.log(torch.cat(parts).clamp(min=1e-6)) / self._temperature, dim=1)

    def mix(self, targets, answers):
        """Targets [batch, labels] with the teachers' share in them; with `when_right`, only in the rows in which the
        teachers find the same label likeliest: what they mistake is to be learnt from the label alone."""
        mixed = torch.lerp(targets, answers, self._share)
        if not self._when_right:
            return mixed
        right = answers.argmax(dim=1) == targets.argmax(dim=1)
        return torch.where(right[:, None], mixed, targets)
