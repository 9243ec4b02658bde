"""Keyword architectures by name. Each takes features [batch, frames, bands] and returns logits.

A pass is `logits(begin(features))`. `ending()` is the part of it between `begin` and the classifier, as modules; a new
word is heard by a second one (`extended`).
"""

import importlib

from ..errors import TrainingError

_KINDS = {
    "stem-tcn": "stem_tcn:StemTcn",
    "stream-tcn": "stream_tcn:StreamTcn",
    "bc-resnet": "bc_resnet:BcResNet",
    "tc-resnet": "tc_resnet:TcResNet",
    "ds-cnn": "ds_cnn:DsCnn",
    "extended": "extended:Extended",
}


def build(architecture, labels, bands):
    """The network that a recipe's `architecture` object describes: `kind` and that kind's own keys."""
    settings = dict(architecture)
    kind = settings.pop("kind", None)
    if kind not in _KINDS:
        raise TrainingError(f"architecture.kind: {kind!r}; one of {', '.join(sorted(_KINDS))}")
    module, _, name = _KINDS[kind].partition(":")
    try:
        return getattr(importlib.import_module(f".{module}", __package__), name)(labels, bands, **settings)
    except TypeError as error:
        raise TrainingError(f"architecture: {error}") from error
