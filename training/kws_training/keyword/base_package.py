"""The package that a run starts from: what it hears, and its network with its weights."""

import torch

from .. import models
from ..errors import TrainingError
from ..feature_spec import FeatureSpec
from ..package_weights import load_package_weights
from .audio_files import SAMPLE_RATE
from .package_model import PackageModel


class BasePackage:
    """Of a folder with manifest.json and model.onnx."""

    def __init__(self, folder):
        self._package = PackageModel(folder)
        self.manifest = self._package.manifest
        self.labels = self.manifest["labels"]
        self.spec = FeatureSpec.parse(self.manifest["features"])
        self.architecture = self.manifest.get("training", {}).get("recipe", {}).get("architecture")
        if self.manifest["task"] != "keyword-spotting" or not self.architecture:
            raise TrainingError(f"extends: {folder}: no keyword package with the recipe that it was trained by")

    @property
    def folder(self):
        return self._package.folder

    @property
    def reference(self):
        """"name/version"."""
        return f"{self.manifest['name']}/{self.manifest['version']}"

    def build(self):
        """Its network, which answers as its file does."""
        return self.fill(models.build(self.architecture, len(self.labels), self.spec.coefficients))

    def fill(self, network):
        """Gives a network of the same architecture its weights."""
        example = torch.zeros(1, self.spec.frame_count(SAMPLE_RATE), self.spec.coefficients)
        return load_package_weights(network, self._package.folder / "model.onnx", example)
