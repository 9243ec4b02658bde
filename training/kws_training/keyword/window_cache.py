"""Augmented windows kept on disk, so that later epochs and other models need not make them again.

Making a window costs as much time as a training step on it. A recipe's `window_sets` says how many epochs'
worth are made; epoch e uses set e modulo that number, in a new order, with new SpecAugment masks and mixup.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from ..kept_arrays import keep

# To be raised when the code that makes windows changes.
_FORMAT = 1
# The keys of a recipe on which the windows depend; all others may change without making them again.
_KEYS = ("seed", "keywords", "features", "synthetic", "sampling", "augmentation", "window_sets")
_OPTIONAL_KEYS = ("talk",)


class WindowCache:
    """Sets of (features float16, label indices, weights), each made once by `make(random)`."""

    def __init__(self, folder, recipe, data_name, make):
        relevant = {key: recipe.get(key) for key in _KEYS} | {"data": data_name, "format": _FORMAT}
        relevant |= {key: recipe[key] for key in _OPTIONAL_KEYS if key in recipe}
        key = hashlib.sha256(json.dumps(relevant, sort_keys=True).encode()).hexdigest()[:16]
        self._folder = Path(folder) / f"windows-{key}"
        self._seed = recipe["seed"]
        self._count = recipe["window_sets"]
        self._make = make

    def number(self, epoch):
        """Which set an epoch uses."""
        return epoch % self._count

    def epoch(self, epoch):
        """The set of that epoch as tensors (features float16, labels, weights); made and stored if missing."""
        number = self.number(epoch)
        path = self._folder / f"{number}.npz"
        if not path.is_file():
            random = np.random.default_rng([self._seed, number, 1])
            features, labels, weights = self._make(random)
            keep(path, features=features.half().numpy(), labels=labels.numpy(), weights=weights.numpy())
        with np.load(path) as stored:
            return tuple(torch.from_numpy(stored[name]) for name in ("features", "labels", "weights"))

    def beside(self, epoch, name, make):
        """A tensor that belongs to that epoch's set, such as a teacher's answers to it: made once by `make()`."""
        path = self._folder / f"{self.number(epoch)}-{name}.npy"
        if not path.is_file():
            keep(path, make().numpy())
        return torch.from_numpy(np.load(path))
