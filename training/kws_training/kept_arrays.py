"""Arrays in the cache folder, which several trainings may share: each file is there whole or not at all."""

import os

import numpy as np


def keep(path, *array, **arrays):
    """Writes one array (`.npy`) or several by name (`.npz`) to `path`. Of two processes that make the same file, the
    later one replaces the earlier one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part{path.suffix}")
    try:
        if arrays:
            np.savez(partial, **arrays)
        else:
            np.save(partial, *array)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
