"""Which package is served: the one that the mesh serves by default, unless KWS_MODEL names another.

The mesh's default is `small` in the highest version of its folder (`Models:Keyword` and `Models:KeywordVersion` of
AudioInference). Run as a program it prints NAME/VERSION.
"""

import os
import pathlib
import re

MODELS = pathlib.Path(__file__).resolve().parents[3] / "models" / "keyword-spotting"
DEFAULT = "small"


def served():
    """NAME/VERSION below MODELS."""
    return os.environ.get("KWS_MODEL") or f"{DEFAULT}/{max(_versions(), key=_parts)}"


def _versions():
    names = (manifest.parent.name for manifest in (MODELS / DEFAULT).glob("*/manifest.json"))
    return [name for name in names if re.fullmatch(r"\d+(\.\d+){1,3}", name)]


def _parts(version):
    return [int(part) for part in version.split(".")]


if __name__ == "__main__":
    print(served())
