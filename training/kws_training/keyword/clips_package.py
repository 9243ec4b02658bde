"""`clips`: a package again, with a larger network that hears the clips of which its own is not sure."""

import shutil
from pathlib import Path

from ..errors import TrainingError
from ..package import file_entry, read_manifest, staged, write_manifest
from ..progress import Progress
from ..weight_quantisation import quantise_weights

FILE = "clips.onnx"
_MEASURED_ANEW = ("clips.", "stream.", "false_alarms")


def clips_package(package, network, output, version):
    """Writes `<output>/<name>/<version>/`: `package`, whose unclear clips the model of `network` hears; which and where says
    section `clips` of `network`. Labels, features and tensors must be the same. The first network stays as it is; the others, a verifier too, get
    eight-bit weights, so that the package grows little. Metrics of what they hear are left out until `kws evaluate ...
    --write` measures them. Returns the folder."""
    manifest, second = read_manifest(package), read_manifest(network)
    if "clips" not in second:
        raise TrainingError(f"--network {network}: it has no section clips, which says what clips are unclear")
    for key in ("labels", "features_sha256", "inputs", "outputs"):
        if manifest[key] != second[key]:
            raise TrainingError(f"--network {network}: {key} differ from those of {package}")
    if "streaming" in second:
        raise TrainingError(f"--network {network}: it keeps a state; expected a network of whole windows")
    folder = Path(output) / manifest["name"] / version
    kept = [entry for entry in manifest["files"] if entry["path"] != FILE]
    with staged(folder) as staging:
        for entry in kept:
            store = shutil.copy2 if entry["path"] == "model.onnx" else quantise_weights
            store(Path(package) / entry["path"], staging / entry["path"])
        quantise_weights(Path(network) / "model.onnx", staging / FILE)
        kept = [file_entry(staging, entry["path"]) for entry in kept]
        entry = file_entry(staging, FILE)
        cost = manifest["cost"] | {"clips": _cost(second["cost"], entry)}
        if "verifier" in manifest:
            cost["verifier"] = _cost(cost["verifier"], next(
                entry for entry in kept if entry["path"] == manifest["verifier"]["file"]))
        manifest |= {
            "version": version,
            "clips": second["clips"] | {"file": FILE},
            "attribution": list(dict.fromkeys(manifest["attribution"] + second["attribution"])),
            "metrics": [metric for metric in manifest["metrics"] if not metric["name"].startswith(_MEASURED_ANEW)],
            "cost": cost,
            "training": manifest["training"] | {"clips": second["training"]},
            "files": [*kept, entry]}
        write_manifest(staging / "manifest.json", manifest)
    Progress().report("packaged", folder=str(folder), bytes=sum(entry["bytes"] for entry in manifest["files"]))
    return folder


def _cost(cost, entry):
    return {key: cost[key] for key in ("parameters", "multiply_adds")} | {"bytes": entry["bytes"]}
