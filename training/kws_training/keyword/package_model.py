"""A shipped keyword package, ready to be asked."""

from pathlib import Path

import torch

from ..errors import TrainingError
from ..feature_spec import FeatureSpec
from ..features import FrontEnd
from ..onnx_runner import OnnxRunner
from ..package import read_manifest

_SHIPPED = Path(__file__).parents[3] / "models"


def package_folder(path, output):
    """The folder of a package that a recipe names: absolute, seen from `output`, where an earlier run has put it, or
    among the project's own models."""
    places = [Path(output) / path, _SHIPPED / path]
    folder = next((place for place in places if (place / "manifest.json").is_file()), None)
    if folder is None:
        raise TrainingError(f"{path}: no model package in {' or '.join(str(place.parent) for place in places)}")
    return folder


class PackageModel:
    """Runs a package's own model.onnx behind its own front end."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / "manifest.json").is_file():
            raise TrainingError(f"{folder}: no model package (manifest.json is missing)")
        self.manifest = read_manifest(self.folder)
        self.labels = self.manifest["labels"]
        self._front_end = FrontEnd(FeatureSpec.parse(self.manifest["features"]))
        self._runner = OnnxRunner(self.folder / "model.onnx")

    def classify(self, waves, batch=256):
        """Posteriors [n, labels] of windows [n, samples] of one second."""
        return torch.cat([self._runner.run(self._front_end(part)) for part in waves.split(batch)]).numpy()

    def features(self, waves):
        """What the model is fed for windows [n, samples]: [n, frames, coefficients]."""
        return self._front_end(waves)
