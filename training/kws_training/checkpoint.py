"""Checkpoints: written whole or not at all, so that a run killed at any moment can go on."""

import os
from pathlib import Path

import torch

_NAME = "last.pt"


def save_checkpoint(folder, state):
    """Writes `state` to the folder's one checkpoint file through a temporary file and a rename."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / (_NAME + ".part")
    torch.save(state, temporary)
    os.replace(temporary, folder / _NAME)


def load_checkpoint(folder):
    """The last state saved in the folder, on the CPU; None when there is none."""
    path = Path(folder) / _NAME
    return torch.load(path, map_location="cpu") if path.is_file() else None
