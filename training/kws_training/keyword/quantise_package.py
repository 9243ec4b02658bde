"""`quantise`: a package of its own with eight-bit weights, measured like the one it was made of."""

from pathlib import Path

from ..errors import TrainingError
from ..package import file_entry, staged, write_manifest
from ..progress import Progress
from ..weight_quantisation import quantise_weights
from .clips import load_clips
from .evaluation_set import evaluation_windows
from .noise import NoiseBank
from .package_model import PackageModel
from .report import write_report

_SUFFIX = "-int8"


def quantise_package(model, places, output):
    """Writes `<output>/<name>-int8/<version>/` beside or apart from `model`'s folder. Thresholds and recipe are taken
    over, clip metrics measured anew; stream metrics are left out until `kws evaluate ... --write` measures them."""
    name, version = model.manifest["name"] + _SUFFIX, model.manifest["version"]
    if model.manifest["name"].endswith(_SUFFIX):
        raise TrainingError(f"--package {model.folder}: its weights are eight bits already")
    folder = Path(output) / name / version
    with staged(folder) as staging:
        names = [file["path"] for file in model.manifest["files"]]
        count = sum(quantise_weights(Path(model.folder) / file, staging / file) for file in names)
        entries = {file: file_entry(staging, file) for file in names}
        entry = entries["model.onnx"]
        cost = {key: value for key, value in model.manifest["cost"].items() if not key.startswith("latency")}
        for part in ("verifier", "clips"):
            if part in cost:
                cost[part] = cost[part] | {"bytes": entries[model.manifest[part]["file"]]["bytes"]}
        training = model.manifest["training"] | {"quantisation": f"{count} weights in int8, one scale an output channel"}
        manifest = model.manifest | {"name": name, "cost": cost | {"bytes": entry["bytes"]}, "training": training, "files": list(entries.values())}
        write_manifest(staging / "manifest.json", manifest)
        waves, targets = evaluation_windows(load_clips(places.data, "validation", places.cache),
                                            NoiseBank.load(places.data, "validation"), model.labels)
        manifest["metrics"] = write_report(PackageModel(staging).classify(waves), targets, model.labels, staging)
        write_manifest(staging / "manifest.json", manifest)
    Progress().report("packaged", folder=str(folder), bytes=entry["bytes"], accuracy=manifest["metrics"][0]["value"])
    return folder
