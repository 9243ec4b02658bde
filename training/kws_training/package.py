"""Writes a model package: `<output>/<task>/<name>/<version>/{manifest.json, model.onnx}`."""

import contextlib
import hashlib
import json
import shutil
from pathlib import Path

import torch

from .cost import latency_ms, multiply_adds, parameter_count
from .export import OUTPUT_NAME, export_onnx, further_outputs
from .streaming import streaming_fields

SCHEMA = "kws.model/1"


def write_package(task, recipe, model, output):
    """Exports, measures and describes `model`. Returns (folder, manifest)."""
    folder = Path(output) / task.name / recipe["name"] / recipe["version"]
    with staged(folder) as staging:
        manifest = _write(task, recipe, model, staging)
    return folder, manifest


@contextlib.contextmanager
def staged(folder):
    """A folder to write a package into. It appears whole under the name `folder` or not at all; an older one of that
    name and version is replaced."""
    staging = folder.with_name(folder.name + ".part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    yield staging
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)


def _write(task, recipe, model, staging):
    model = model.cpu().eval()
    example = task.example_input(1)
    onnx_file = export_onnx(model, example, task.input_name, staging / "model.onnx")
    streaming = streaming_fields(model, example)
    task.finish_export(onnx_file)
    manifest = {
        "schema": SCHEMA,
        "task": task.name,
        "name": recipe["name"],
        "version": recipe["version"],
        "labels": task.labels,
        "inputs": [{"name": task.input_name, "type": "float32", "shape": [-1, *example.shape[1:]]}],
        "outputs": [{"name": name, "type": "float32", "shape": [-1, values]}
                    for name, values in {OUTPUT_NAME: len(task.labels), **further_outputs(model)}.items()],
        **({"streaming": streaming} if streaming else {}),
        **task.manifest_fields(),
        "metrics": task.final_report(model, staging),
        "cost": {
            "parameters": parameter_count(model),
            "multiply_adds": multiply_adds(model, example),
            "bytes": onnx_file.stat().st_size,
            "latency_ms_batch1": round(latency_ms(model, example), 3),
            "latency_ms_batch32": round(latency_ms(model, task.example_input(32), runs=5), 3),
            "latency_note": "PyTorch, one thread, on the machine that trained",
        },
        "training": {"recipe": recipe, "seed": recipe["seed"], "framework": f"torch {torch.__version__}"},
        "files": [file_entry(staging, name) for name in (onnx_file.name, *task.further_files())],
    }
    write_manifest(staging / "manifest.json", manifest)
    return manifest


def file_entry(folder, name):
    """Path, SHA-256 and size of one file, as the loader verifies them."""
    content = (Path(folder) / name).read_bytes()
    return {"path": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def read_manifest(folder):
    """The manifest of a package folder as a dict."""
    return json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))


def write_manifest(path, manifest):
    """Pretty-printed, snake_case, ends with a newline."""
    Path(path).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
