"""The network of a sign package, with its weights, to measure it or to train it further."""

from pathlib import Path

import torch

from ..errors import TrainingError
from ..package import read_manifest
from ..package_weights import load_package_weights
from .network import LetterNetwork
from .reader import SignReader
from .segmenter import HandSegmenter

_READER_KEYS = ("mirror", "zooms", "looks")
"""Keys of a recipe's `architecture` that say how the reader looks; the others are the letter network's."""


def build_reader(segmenter, labels, architecture):
    """A SignReader of `labels` (names) around a segmenter, as a recipe's `architecture` says, with fresh letters."""
    settings = {k: v for k, v in architecture.items() if k not in ("kind", *_READER_KEYS)}
    try:
        letters = LetterNetwork(len(labels), **settings)
    except TypeError as error:
        raise TrainingError(f"architecture: {error}") from error
    return SignReader(segmenter, [letters], labels=labels,
                      **{key: architecture[key] for key in _READER_KEYS if key in architecture})


@torch.no_grad()
def read_package(folder):
    """(SignReader with the package's weights, its manifest). The side head that paints the hand in close-ups is not part
    of a package and comes back untaught."""
    manifest = read_manifest(folder)
    recipe = manifest["training"]["recipe"]
    widths = recipe.get("segmenter", {}).get("widths")
    segmenter = HandSegmenter(tuple(widths)) if widths else HandSegmenter()
    reader = build_reader(segmenter, manifest["labels"], recipe["architecture"])
    example = torch.zeros(1, *manifest["inputs"][0]["shape"][1:])
    return load_package_weights(reader, Path(folder) / "model.onnx", example).eval(), manifest
