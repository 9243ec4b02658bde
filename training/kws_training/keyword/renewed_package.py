"""`renew`: a package again, whose graphs are written as this version of the trainer writes them: the same answers, sooner."""

import shutil
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper

from .. import models
from ..cost import multiply_adds, parameter_count
from ..errors import TrainingError
from ..export import export_onnx
from ..feature_spec import FeatureSpec
from ..models.band_normalisation import BandNormalisation
from ..onnx_runner import OnnxRunner
from ..package import file_entry, read_manifest, staged, write_manifest
from ..package_weights import load_package_weights
from ..progress import Progress
from ..streaming import streaming_fields
from ..weight_quantisation import quantise_weights
from .audio_files import SAMPLE_RATE
from .verifier_labels import let_labels_pass

_LARGEST_DIFFERENCE = 1e-4
_TRIED = 64
_CHANNEL_MULTIPLE = 4  # of channels that the runtime's fast convolutions take


def renewed_package(package, output, version):
    """Writes `<output>/<name>/<version>/`: `package` with each network exported again from the weights in its file, with
    eight-bit weights where it has them. Channels over time become a multiple of four by ones that are never heard.
    A graph that answers differently is a TrainingError. Metrics and thresholds stay, latencies go. Returns the folder."""
    manifest = read_manifest(package)
    spec = FeatureSpec.parse(manifest["features"])
    training, cost = dict(manifest["training"]), {
        key: value for key, value in manifest["cost"].items() if not key.startswith("latency")}
    folder = Path(output) / manifest["name"] / version
    with staged(folder) as staging:
        for file, part, frames in _networks(manifest, spec):
            recipe = (training[part] if part else training).get("recipe", {})
            if not isinstance(recipe.get("architecture"), dict):
                raise TrainingError(f"--package {package}: the manifest does not tell the architecture of {file}")
            model, recipe = _renewed(Path(package) / file, staging / file, recipe, len(manifest["labels"]), torch.zeros(
                1, frames, spec.coefficients))
            spent = {"parameters": parameter_count(model),
                     "multiply_adds": multiply_adds(model, torch.zeros(1, frames, spec.coefficients)),
                     "bytes": (staging / file).stat().st_size}
            if part:
                training[part], cost[part] = training[part] | {"recipe": recipe}, spent
            else:
                training["recipe"] = recipe
                cost |= spent
                streaming = streaming_fields(model, torch.zeros(1, frames, spec.coefficients))
                manifest |= {"streaming": streaming} if streaming else {}
        for other in ("confusion.txt", "confusion.png"):
            if (Path(package) / other).is_file():
                shutil.copy2(Path(package) / other, staging / other)
        manifest |= {"version": version, "cost": cost, "training": training,
                     "files": [file_entry(staging, entry["path"]) for entry in manifest["files"]]}
        write_manifest(staging / "manifest.json", manifest)
    Progress().report("packaged", folder=str(folder), bytes=sum(entry["bytes"] for entry in manifest["files"]))
    return folder


def _networks(manifest, spec):
    """(file, section of it, frames it hears)."""
    second = spec.frame_count(SAMPLE_RATE)
    yield "model.onnx", None, second
    if "verifier" in manifest:
        yield manifest["verifier"]["file"], "verifier", manifest["verifier"]["frames"]
    if "file" in manifest.get("clips", {}):
        yield manifest["clips"]["file"], "clips", second


def _renewed(source, target, recipe, labels, example):
    """Writes `target`. Returns the network and its recipe, with the architecture that it has now."""
    graph = onnx.load(str(source)).graph
    passing = next((int(numpy_helper.to_array(w)[3]) for w in graph.initializer if w.name == "passing_labels"), 0)
    has_eight_bits = any(node.op_type == "DequantizeLinear" for node in graph.node)
    bands = example.shape[2]
    before = load_package_weights(
        models.build(recipe["architecture"], labels - passing, bands), source, example)
    architecture = _rounded(recipe["architecture"])
    after = _widened(before, models.build(architecture, labels - passing, bands)).eval()
    export_onnx(after, example, "features", target)
    if passing:
        let_labels_pass(target, target, passing)
    if has_eight_bits:
        quantise_weights(target, target)
    heard = _sounds(before, example)
    difference = float((OnnxRunner(source).run(heard) - OnnxRunner(target).run(heard)).abs().max())
    if difference > _LARGEST_DIFFERENCE:
        raise TrainingError(f"{source}: written again its posteriors differ by {difference:.2g}; "
                            f"expected at most {_LARGEST_DIFFERENCE}")
    Progress().report("renewed", file=source.name, difference=difference)
    return after, recipe | {"architecture": architecture}


def _sounds(model, example):
    """Features [n, frames, bands] that change as slowly as speech does, as loud as what the network was trained on: of
    noise any network is too sure to tell a difference."""
    bands = next(module for module in model.modules() if isinstance(module, BandNormalisation))
    frames, count = example.shape[1:]
    noise = torch.randn(_TRIED, 1, frames // 8, count // 8, generator=torch.Generator().manual_seed(1))
    smooth = torch.nn.functional.interpolate(noise, size=(frames, count), mode="bilinear", align_corners=True)[:, 0]
    return bands.mean + bands.deviation * smooth


def _rounded(architecture):
    """With a fitting number of channels over time, of the base of a network with words more too."""
    changed = {}
    if "channels" in architecture:
        changed["channels"] = -(-architecture["channels"] // _CHANNEL_MULTIPLE) * _CHANNEL_MULTIPLE
    if isinstance(architecture.get("base"), dict):
        changed["base"] = _rounded(architecture["base"])
    return architecture | changed


@torch.no_grad()
def _widened(source, target):
    """`target` with the weights of `source`; further channels hear nothing and nobody hears them."""
    given = source.state_dict()
    for name, values in target.state_dict().items():
        values.fill_(1) if name.endswith("running_var") else values.zero_()
        values[tuple(slice(size) for size in given[name].shape)] = given[name]
    return target
