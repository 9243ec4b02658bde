"""Decoded photos kept between runs: reading ten thousand JPEGs takes longer than an epoch."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..kept_arrays import keep
from .photos import PhotoSet, list_photos, load


def load_cached(root, spec, cache, drops=(), trims=None):
    """`photos.load`, from the cache folder if the same files were read with the same settings before."""
    root = Path(root)
    files = [f"{file.relative_to(root)}:{file.stat().st_size}" for _, _, file in list_photos(root, drops)]
    key = json.dumps([files, asdict(spec), trims or {}], sort_keys=True)
    path = Path(cache) / f"photos-{hashlib.sha256(key.encode()).hexdigest()[:16]}.npz"
    if path.is_file():
        with np.load(path) as kept:
            return PhotoSet(kept["pixels"], kept["letters"], kept["sources"],
                            tuple(map(str, kept["source_names"])), tuple(map(str, kept["names"])))
    photos = load(root, spec, drops, trims=trims)
    keep(path, pixels=photos.pixels, letters=photos.letters, sources=photos.sources,
         source_names=photos.source_names, names=photos.names)
    return photos
