"""A training job of Amazon SageMaker in an image of our own: SageMaker starts the container as `train` and lays
everything out under /opt/ml.

Hyperparameters are those of script mode (`task`, `recipe`, `set.KEY`, each a text in JSON or as it is); `sagemaker_*`
are for AWS's images and passed over. So a job is described in the same way for either image.
"""

import contextlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path

from . import cli
from .environment import SAGEMAKER_ROOT, from_script_mode
from .errors import TrainingCancelled, TrainingError

# SageMaker shows no more.
_MOST_OF_A_REASON = 1024


def train(root=SAGEMAKER_ROOT):
    """Runs the job that is laid out below `root`. Returns the exit code, as `cli.main` does; why it failed is in
    `output/failure`, where SageMaker finds it."""
    root = Path(root)
    signal.signal(signal.SIGTERM, _stop)
    # Recipes are named from the trainer's folder.
    os.chdir(Path(__file__).parent.parent)
    try:
        return cli.main(["train", *_arguments(root)], tell=lambda reason: _write_failure(root, reason))
    except TrainingCancelled:
        return cli.CANCELLED
    except TrainingError as error:
        print(f"error: {error}", file=sys.stderr)
        _write_failure(root, str(error))
        return cli.BAD_INPUT
    except Exception as error:  # whatever it is, SageMaker is told
        traceback.print_exc()
        _write_failure(root, f"{type(error).__name__}: {error}")
        return cli.FAILED


def _stop(*_):
    # The first process of a container has to handle a signal to be ended by it.
    raise TrainingCancelled("stopped before the first epoch")


def _arguments(root):
    hosts = _json(root / "input/config/resourceconfig.json").get("hosts", [])
    if len(hosts) > 1:
        raise TrainingError(f"InstanceCount: {len(hosts)}; allowed: 1, for the trainer runs on one machine")
    hyperparameters = {name: _plain(value) for name, value in _json(root / "input/config/hyperparameters.json").items()
                       if not name.startswith("sagemaker_")}
    faults = [f"{name}: missing" for name in ("task", "recipe") if name not in hyperparameters]
    faults += [f"{name}: not known; allowed: task, recipe, device, set.KEY" for name in hyperparameters
               if name not in ("task", "recipe", "device") and not name.startswith("set.")]
    if faults:
        raise TrainingError("hyperparameters: " + "; ".join(faults))
    given = [part for name, value in hyperparameters.items() for part in (f"--{name}", value)]
    return [*from_script_mode(given), "--data", str(_data(root)), "--output", str(root / "model"),
            "--checkpoints", str(root / "checkpoints")]


def _data(root):
    channels = root / "input/data"
    for name in ("training", "train"):
        if (channels / name).is_dir():
            return channels / name
    there = sorted(folder.name for folder in channels.iterdir()) if channels.is_dir() else []
    raise TrainingError(f"channels: {', '.join(there) or 'none'}; 'training' has to be one, with the data set")


def _plain(value):
    """Script mode writes a text as JSON does (`"2"` is the text 2), people write it as it is."""
    with contextlib.suppress(ValueError):
        if isinstance(decoded := json.loads(value), str):
            return decoded
    return value


def _json(path):
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TrainingError(f"{path}: no such file; SageMaker writes it") from None
    except ValueError as error:
        raise TrainingError(f"{path} is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise TrainingError(f"{path} is not an object of JSON")
    return content


def _write_failure(root, reason):
    # The log has it too, where it cannot be written.
    with contextlib.suppress(OSError):
        (root / "output").mkdir(parents=True, exist_ok=True)
        (root / "output/failure").write_text(reason[:_MOST_OF_A_REASON], encoding="utf-8")
