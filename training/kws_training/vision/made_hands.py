"""A source of made hands: as many signers as wanted, exact masks, no photo."""

import hashlib
import inspect
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..kept_arrays import keep
from . import hand_model, hand_poses, hand_rendering, light, surfaces
from .letters import LETTERS
from .reader import hand_boxes


@dataclass(frozen=True)
class MadeHands:
    """pictures [n, 3, s, s], outlines and hands [n, 1, s, s] (255 = inside), all uint8; letters [n];
    boxes [n, 3] of the hands."""

    pictures: torch.Tensor
    outlines: torch.Tensor
    hands: torch.Tensor
    letters: torch.Tensor

    @property
    def boxes(self):
        return hand_boxes(self.hands.float().div(255))


def made_hands(per_letter, seed, cache, side=128):
    """Draws `per_letter` hands of each letter, or takes them from the cache folder."""
    path = Path(cache) / f"made-hands-{_version()}-{per_letter}-{seed}-{side}.npz"
    if not path.is_file():
        _draw(path, per_letter, seed, side)
    with np.load(path) as kept:
        return MadeHands(*(torch.from_numpy(kept[name]) for name in ("pictures", "outlines", "hands", "letters")))


def _draw(path, per_letter, seed, side):
    random = np.random.default_rng(seed)
    count = per_letter * len(LETTERS)
    pictures = np.empty((count, 3, side, side), np.uint8)
    outlines, hands = np.empty((count, 1, side, side), np.uint8), np.empty((count, 1, side, side), np.uint8)
    letters = np.repeat(np.arange(len(LETTERS)), per_letter)
    for row, letter in enumerate(letters):
        picture, outline, hand = hand_rendering.made_hand(LETTERS[letter], random, side)
        pictures[row] = picture.transpose(2, 0, 1)
        outlines[row], hands[row] = outline * np.uint8(255), hand * np.uint8(255)
    keep(path, pictures=pictures, outlines=outlines, hands=hands, letters=letters)


def _version():
    """Changes when the code that draws does, so that a cache never outlives it."""
    code = "".join(inspect.getsource(module) for module in (hand_model, hand_poses, hand_rendering, light, surfaces))
    return hashlib.sha256(code.encode()).hexdigest()[:10]
