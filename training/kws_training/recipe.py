"""Recipes: JSON files that say how a model is trained. Everything that changes the result is in them."""

import json
from pathlib import Path

from .errors import TrainingError

_COMMON = {
    "name": str,            # the package's name, as in models/<task>/<name>/
    "version": str,         # the package's version, major.minor.patch
    "seed": int,
    "epochs": int,
    "batch_size": int,
    "learning_rate": float,  # the peak, after warm-up
    "warm_up_epochs": float,
    "weight_decay": float,
    "average_decay": float,  # of the exponential moving average of the weights; 0 turns it off
    "architecture": dict,    # {"kind": ..., further keys of that architecture}
}


def load_recipe(path, overrides=()):
    """Reads a recipe and applies `key=value` overrides (dots reach into objects, values are JSON). A relative
    path is seen from the working folder, or else from the trainer's own."""
    path = Path(path)
    if not path.is_file() and not path.is_absolute():
        path = Path(__file__).resolve().parents[1] / path
    if not path.is_file():
        raise TrainingError(f"--recipe {path}: no such file")
    try:
        recipe = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TrainingError(f"--recipe {path}: not valid JSON ({error})") from error
    for override in overrides:
        _apply(recipe, override)
    return check_recipe(recipe)


def check_recipe(recipe):
    """Returns the recipe if every common key is there with its type; else raises with all faults."""
    faults = []
    for key, kind in _COMMON.items():
        value = recipe.get(key)
        fits = isinstance(value, (int, float) if kind is float else kind) and not isinstance(value, bool)
        if not fits:
            faults.append(f"{key}: {value!r}, expected {kind.__name__}")
    for key, least in (("epochs", 1), ("batch_size", 2)):
        if isinstance(recipe.get(key), int) and recipe[key] < least:
            faults.append(f"{key}: {recipe[key]}, at least {least}")
    if faults:
        raise TrainingError("recipe: " + "; ".join(faults))
    return recipe


def _apply(recipe, override):
    key, equals, text = override.partition("=")
    if not equals:
        raise TrainingError(f"--set {override}: expected key=value")
    try:
        value = json.loads(text)
    except ValueError:
        value = text
    *parents, last = key.split(".")
    for parent in parents:
        recipe = recipe.setdefault(parent, {})
        if not isinstance(recipe, dict):
            raise TrainingError(f"--set {override}: {parent} is no object")
    recipe[last] = value
