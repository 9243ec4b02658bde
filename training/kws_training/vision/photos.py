"""Folders of photos -> arrays in memory, with the letter and the source of each photo.

Layout: `<root>/<source>/<LETTER>/*.jpg`. A source is one origin, nearly one signer: it is the unit
that is balanced in training and left out in evaluation.
"""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

import numpy as np

from ..errors import TrainingError
from .letters import LETTERS
from .preprocessing import ImageSpec, decode, square_pixels

PHOTO_SUFFIXES = (".jpg", ".jpeg", ".jfif", ".jpe", ".png")

# macOS lays a file of attributes with this prefix beside each file that it copies to a foreign disk.
APPLE_DOUBLE = "._"


class PhotoFolderError(TrainingError):
    """A photo folder that cannot be trained on; the message names the folder and what is wrong."""


@dataclass(frozen=True)
class PhotoSet:
    """Photos of one split: pixels [count, 3, side, side] uint8, letters and sources as indices."""

    pixels: np.ndarray
    letters: np.ndarray
    sources: np.ndarray
    source_names: tuple[str, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.letters)

    def select(self, keep: np.ndarray) -> "PhotoSet":
        kept = np.flatnonzero(keep) if keep.dtype == bool else keep
        return PhotoSet(self.pixels[kept], self.letters[kept], self.sources[kept], self.source_names,
                        tuple(self.names[i] for i in kept))

    def of_source(self, name: str) -> "PhotoSet":
        return self.select(self.sources == self.source_names.index(name))

    def without_source(self, name: str) -> "PhotoSet":
        return self.select(self.sources != self.source_names.index(name))


def list_photos(root: Path, drops: Iterable[str] = ()) -> list[tuple[str, str, Path]]:
    """(source, letter, file) in name order, without the `source/LETTER` pairs in `drops`.

    A drop is for a source that signs a letter with another handshape: training on it would teach
    two shapes one name.
    """
    dropped = set(drops)
    if not root.is_dir():
        raise PhotoFolderError(f"photos: the folder {root} does not exist")
    found = []
    for source in sorted(p for p in root.iterdir() if p.is_dir()):
        for folder in sorted(p for p in source.iterdir() if p.is_dir()):
            if folder.name not in LETTERS:
                raise PhotoFolderError(
                    f"photos: folder {source.name}/{folder.name} is not one of the letters {''.join(LETTERS)}")
            if f"{source.name}/{folder.name}" not in dropped:
                found += [(source.name, folder.name, file) for file in sorted(folder.iterdir())
                          if file.suffix.lower() in PHOTO_SUFFIXES and not file.name.startswith(APPLE_DOUBLE)]
    if not found:
        raise PhotoFolderError(f"photos: {root} holds no photo as <source>/<LETTER>/*.jpg")
    return found


def load(root: Path, spec: ImageSpec, drops: Iterable[str] = (),
         trims: dict[str, float] | None = None) -> PhotoSet:
    """Reads every photo below `root`, without the dropped `source/LETTER` pairs.

    `trims` gives, for a source, the share of each side to cut away (a frame drawn around its photos).
    """
    files = list_photos(Path(root), drops)
    names = tuple(sorted({source for source, _, _ in files}))
    pixels = np.empty((len(files), 3, spec.height_pixels, spec.width_pixels), np.uint8)
    for row, (source, _, file) in enumerate(files):
        pixels[row] = _read(file, spec, (trims or {}).get(source, 0.0))
    letters = np.array([LETTERS.index(letter) for _, letter, _ in files], np.int64)
    sources = np.array([names.index(source) for source, _, _ in files], np.int64)
    return PhotoSet(pixels, letters, sources, names, tuple(file.name for _, _, file in files))


def _read(file: Path, spec: ImageSpec, trim: float) -> np.ndarray:
    try:
        photo = decode(file.read_bytes())
    except Exception as fault:
        raise PhotoFolderError(f"photos: {file.name} cannot be decoded: {fault}") from fault
    edge = int(round(trim * min(photo.shape[:2])))
    if edge:
        photo = photo[edge:-edge, edge:-edge]
    return np.rint(square_pixels(photo, spec)).astype(np.uint8).transpose(2, 0, 1)
