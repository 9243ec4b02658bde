"""What a keyword package says about itself: metrics, detection defaults, licence."""

from ..confusion_image import confusion_image
from ..errors import TrainingError
from ..metrics import confusion_matrix, confusion_text, recall
from .labels import SILENCE, UNKNOWN

LICENCE = "MIT (weights); trained on data under CC BY 4.0"
ATTRIBUTION = [
    "Speech Commands: P. Warden, 'Speech Commands: A Dataset for Limited-Vocabulary Speech Recognition', 2018, "
    "arXiv:1804.03209, Google, CC BY 4.0",
    "Additional training words spoken by espeak-ng",
]
VALIDATION_DATA = "Speech Commands, validation speakers"


def default_detection(labels, smoothing_windows, threshold=0.8):
    """Detection settings before `tune` has fitted thresholds. `smoothing_windows`: posteriors averaged for a decision."""
    if not isinstance(smoothing_windows, int) or not 1 <= smoothing_windows <= 100:
        raise TrainingError(f"smoothing_windows: {smoothing_windows!r} is not a whole number from 1 to 100")
    return {"stride_frames": 10, "smoothing_windows": smoothing_windows, "refractory_ms": 1000, "near_miss_share": 0.6,
            "thresholds": {label: threshold for label in labels if label not in (SILENCE, UNKNOWN)}}


def write_report(posteriors, targets, labels, folder):
    """Writes confusion.txt and confusion.png to `folder`; returns the manifest's metrics."""
    counts = confusion_matrix(posteriors, targets, labels)
    (folder / "confusion.txt").write_text(confusion_text(counts, labels), encoding="utf-8")
    confusion_image(counts, labels).save(folder / "confusion.png")
    metrics = [_metric("accuracy", counts.trace() / counts.sum(), counts.sum())]
    metrics += [_metric(f"recall.{label}", share, row.sum())
                for label, share, row in zip(labels, recall(counts), counts) if row.sum()]
    return metrics


def _metric(name, value, samples):
    return {"name": name, "value": round(float(value), 4), "data": VALIDATION_DATA, "samples": int(samples)}
