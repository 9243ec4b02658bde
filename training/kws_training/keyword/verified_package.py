"""`verified`: a package of its own, whose first network is one package's and whose verifier is another's."""

import shutil
from pathlib import Path

from ..errors import TrainingError
from ..package import file_entry, read_manifest, staged, write_manifest
from ..progress import Progress

_SUFFIX = "-verified"
_THRESHOLD = 0.5


def verified_package(package, other, output, version, name=None):
    """Writes `<output>/<name>/<version>/` (without a name: that of `package` and "-verified"): `package` with the verifier of `other`, which must have the same labels
    and features. Thresholds are those of `package` where it decides alone, else to be fitted by `kws tune --talk`; stream
    and false alarm metrics are left out until `kws evaluate ... --write` measures them. Returns the folder."""
    manifest, second = read_manifest(package), read_manifest(other)
    if "verifier" in manifest:
        raise TrainingError(f"--package {package}: it has a verifier already")
    if "verifier" not in second:
        raise TrainingError(f"--verifier-of {other}: it has no verifier")
    for key in ("labels", "features_sha256"):
        if manifest[key] != second[key]:
            raise TrainingError(f"--verifier-of {other}: {key} differ from those of {package}")
    name, thresholds = name or manifest["name"] + _SUFFIX, manifest["detection"]["thresholds"]
    file = second["verifier"]["file"]
    detection = {key: value for key, value in manifest["detection"].items() if key != "tuning"}
    folder = Path(output) / name / version
    with staged(folder) as staging:
        for entry in manifest["files"]:
            shutil.copy2(Path(package) / entry["path"], staging / entry["path"])
        shutil.copy2(Path(other) / file, staging / file)
        manifest |= {
            "name": name, "version": version, "detection": detection,
            "verifier": second["verifier"] | {"thresholds": dict.fromkeys(thresholds, _THRESHOLD), "alone": thresholds},
            "attribution": list(dict.fromkeys(manifest["attribution"] + second["attribution"])),
            "metrics": [metric for metric in manifest["metrics"]
                        if not metric["name"].startswith(("stream.", "false_alarms"))],
            "cost": manifest["cost"] | {"verifier": second["cost"]["verifier"]},
            "training": manifest["training"] | {"verifier": second["training"]["verifier"]},
            "files": [*manifest["files"], file_entry(staging, file)]}
        write_manifest(staging / "manifest.json", manifest)
    Progress().report("packaged", folder=str(folder), bytes=sum(entry["bytes"] for entry in manifest["files"]))
    return folder
