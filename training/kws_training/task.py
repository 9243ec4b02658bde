"""What a task (keyword spotting, sign letters) has to say so that the common parts can train and ship it."""

import importlib

import torch

from .errors import TrainingError
from .package import write_package

_TASKS = {
    "keyword-spotting": "kws_training.keyword.task:create",
    "sign-letters": "kws_training.vision.task:SignLettersTask",
}


class Task:
    """Base of the tasks. Constructed once a run with the recipe and the folders.

    A model takes the raw input that the package documents (normalisation is inside) and returns logits
    [batch, labels]; `export_model` appends the softmax.
    """

    name = ""
    input_name = ""

    def __init__(self, recipe, places, progress):
        self.recipe = recipe
        self.places = places
        self.progress = progress

    def data_fields(self):
        """The recipe's `data` object: what the recordings or photos are, where they are not the project's own:
        `licence`, `attribution` (a list), `measured_on`."""
        fields = self.recipe.get("data", {})
        if not isinstance(fields, dict):
            raise TrainingError(f"recipe: data: {fields!r}, expected an object")
        unknown = sorted(set(fields) - {"licence", "attribution", "measured_on"})
        if unknown:
            raise TrainingError(f"recipe: data: unknown keys {unknown}; known are licence, attribution, measured_on")
        return fields

    def rights(self, licence, attribution):
        """The manifest's `licence` and `attribution`: the recipe's, or those of the project's own data."""
        fields = self.data_fields()
        return {"licence": fields.get("licence", licence), "attribution": fields.get("attribution", attribution)}

    @property
    def labels(self):
        """The labels in the order of the model's outputs."""
        raise NotImplementedError

    def build_model(self):
        """A fresh `torch.nn.Module`; called with torch's seed already set."""
        raise NotImplementedError

    def batches_per_epoch(self):
        raise NotImplementedError

    def epoch_batches(self, epoch, seed):
        """Yields (inputs, targets [batch, labels] soft, weights [batch]) of one epoch. The same epoch and seed
        give the same batches, so that a resumed run equals an uninterrupted one."""
        raise NotImplementedError

    def loss(self, model, batch):
        """Weighted soft-target cross-entropy; a task that distils overrides it."""
        inputs, targets, weights = batch
        log_posteriors = torch.log_softmax(model(inputs), dim=1)
        return -(targets * log_posteriors).sum(dim=1).mul(weights).sum() / weights.sum()

    def validate(self, model):
        """Metrics as a dict name -> float; must hold `accuracy`."""
        raise NotImplementedError

    def example_input(self, batch):
        """Zeros of the model's input shape, for export and cost counting."""
        raise NotImplementedError

    def fill_from_package(self, model, folder):
        """Gives the fresh `model` the weights of a package's ONNX file."""
        raise TrainingError(f"start_from: {folder}: the weights of a package can be read back for keyword models alone; "
                            "start from a model that was trained here")

    def finish_model(self, model):
        """Called with the averaged model after the last epoch; a task may correct it before it is judged and shipped."""

    def finish_export(self, onnx_file):
        """Called with the written ONNX file, before it is measured and hashed; a task may rewrite it."""

    def further_files(self):
        """Names of files that `finish_export` has put beside the ONNX file."""
        return []

    def final_report(self, model, folder):
        """Called once with the model to be shipped. Returns the manifest's `metrics`: a list of
        {"name", "value", "data", "samples"}; may write further files (confusion matrix) to `folder`."""
        raise NotImplementedError

    def write_package(self, recipe, model, output):
        """Writes what was trained as a package below `output`. Returns (folder, manifest)."""
        return write_package(self, recipe, model, output)

    def manifest_fields(self):
        """The keys of the manifest that only this task knows (features, image, detection, attribution ...)."""
        raise NotImplementedError


def create_task(name, recipe, places, progress):
    """The task called `name`; its module is loaded only now, so that one half works without the other."""
    if name not in _TASKS:
        raise TrainingError(f"--task {name}: unknown; one of {', '.join(sorted(_TASKS))}")
    module, _, class_name = _TASKS[name].partition(":")
    return getattr(importlib.import_module(module), class_name)(recipe, places, progress)
