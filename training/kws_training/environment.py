"""Where things lie: on a laptop from the arguments, in SageMaker's script mode from SM_* and /opt/ml.

SageMaker hands hyperparameters over as `--name value`, each name once, so the same command line serves both but for
`--set`.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import TrainingError

SAGEMAKER_ROOT = Path("/opt/ml")


@dataclass(frozen=True)
class Locations:
    """Folders of one run. `output` receives the package, `checkpoints` what a restart needs,
    `cache` decoded data that may be deleted at any time."""

    data: Path
    output: Path
    checkpoints: Path
    cache: Path


def from_script_mode(arguments):
    """Hyperparameters as the command line takes them: `--set.KEY VALUE` is `--set KEY=VALUE`."""
    arguments, taken = list(arguments), []
    while arguments:
        name = arguments.pop(0)
        if name.startswith("--set.") and arguments:
            taken += ["--set", f"{name.removeprefix('--set.')}={arguments.pop(0)}"]
        else:
            taken.append(name)
    return taken


def locations(data=None, output=None, checkpoints=None, cache=None, environ=os.environ):
    """Resolves the folders; an argument wins over SageMaker's variables. Raises TrainingError when the
    data folder is missing, because nothing sensible can be assumed for it."""
    data = data or environ.get("SM_CHANNEL_TRAINING") or environ.get("SM_CHANNEL_TRAIN")
    if not data:
        raise TrainingError("--data is missing: give the folder of the data set (or set SM_CHANNEL_TRAINING)")
    if not Path(data).is_dir():
        raise TrainingError(f"--data {data}: no such folder")
    output = Path(output or environ.get("SM_MODEL_DIR") or "output")
    in_sagemaker = "SM_MODEL_DIR" in environ
    default_checkpoints = SAGEMAKER_ROOT / "checkpoints" if in_sagemaker else output / "checkpoints"
    default_cache = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kws-training"
    return Locations(Path(data), output, Path(checkpoints or default_checkpoints), Path(cache or default_cache))
