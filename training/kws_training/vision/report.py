"""What a sign package says about itself: metrics by source, reading settings, licence."""

import json

from ..confusion_image import confusion_image
from ..metrics import confusion_matrix, confusion_text

LICENCE = "MIT (code and recipe); weights trained on photos under Apache-2.0, CC0, MIT-compatible and GPL-2 licences"
ATTRIBUTION = [
    "keptsecret/ASLAlphabets (photos of one signer), Apache-2.0",
    "Barczak, Reyes, Abastillas, Piccio, Susnjak: 'A New 2D Static Hand Gesture Colour Image Dataset for ASL "
    "Gestures', Massey University, 2011, listed as CC0",
    "grassknoted: ASL Alphabet (photos of one signer), GPL-2",
    "kapillondhe: American Sign Language (photos of one hand), GPL-2",
    "t32rahman/ASL-ML, MIT: measured on, not trained on",
]

READING = {"minimum_posterior": 0.4, "smoothing_frames": 5, "commit_frames": 6, "word_pause_ms": 1500}
"""How letters are read from a stream: the mean posterior of the last `smoothing_frames` frames must reach
`minimum_posterior` for `commit_frames` frames; a pause of `word_pause_ms` ends a word."""

_DATA = {
    "keptsecret": "keptsecret, validation scenes (a signer who is also in training)",
    "t32rahman": "t32rahman (a signer never trained on)",
}


def source_metrics(found, labels):
    """The manifest's metrics: accuracy by validation source; `found` maps a source to (posteriors, letters)."""
    metrics = []
    for name, (posteriors, letters) in found.items():
        counts = confusion_matrix(posteriors, letters, labels)
        metrics.append({"name": "accuracy", "value": round(float(counts.trace() / counts.sum()), 4),
                        "data": _DATA.get(name, name), "samples": int(counts.sum())})
    return metrics


def write_confusions(found, labels, folder):
    """Writes confusion-<source>.txt, .json and .png of every validation source."""
    for name, (posteriors, letters) in found.items():
        counts = confusion_matrix(posteriors, letters, labels)
        (folder / f"confusion-{name}.txt").write_text(confusion_text(counts, labels), encoding="utf-8")
        (folder / f"confusion-{name}.json").write_text(
            json.dumps({"labels": labels, "counts": counts.tolist()}) + "\n", encoding="utf-8")
        confusion_image(counts, labels).save(folder / f"confusion-{name}.png")
