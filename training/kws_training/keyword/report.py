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
TALK_ATTRIBUTION = [
    "LibriSpeech: V. Panayotov et al., 'LibriSpeech: an ASR corpus based on public domain audio books', 2015, CC BY 4.0",
    "LJ Speech: K. Ito and L. Johnson, 'The LJ Speech Dataset', 2017, public domain",
    "Spoken orders: Picovoice, 'speech-to-intent-benchmark', Apache-2.0",
]
VALIDATION_DATA = "Speech Commands, validation speakers"


def default_detection(labels, recipe, threshold=0.8):
    """Detection settings before `kws tune --write` has fitted thresholds. The recipe says how many posteriors are
    averaged (`smoothing_windows`) and when a clear word is answered earlier (`early_windows`, `early_odds`)."""
    windows, early = recipe.get("smoothing_windows", 5), recipe.get("early_windows", 0)
    odds = recipe.get("early_odds", 8)
    _require_whole("smoothing_windows", windows, 1, 100)
    _require_whole("early_windows", early, 0, windows)
    if not isinstance(odds, (int, float)) or not 1 <= odds <= 1e6:
        raise TrainingError(f"early_odds: {odds!r} is not a number from 1 to 1,000,000")
    return {"stride_frames": 10, "smoothing_windows": windows, "early_windows": early, "early_odds": odds,
            "refractory_ms": 1000, "near_miss_share": 0.6,
            "thresholds": {label: threshold for label in labels if label not in (SILENCE, UNKNOWN)}}


def clip_hearing(recipe, frames):
    """Section `clips` of the manifest, as the recipe's key `clips` has it: a clip whose largest posterior is below
    `unsure_below` is heard again `shift_frames` later (earlier where negative). None: once is enough."""
    clips = recipe.get("clips")
    if clips is None:
        return None
    if not isinstance(clips, dict) or set(clips) != {"unsure_below", "shift_frames"}:
        raise TrainingError(f"clips: {clips!r}, expected an object of unsure_below and shift_frames")
    below, shifts = clips["unsure_below"], clips["shift_frames"]
    if not isinstance(below, (int, float)) or not 0 < below <= 1:
        raise TrainingError(f"clips.unsure_below: {below!r} is not a number above 0, at most 1")
    most = (frames - 1) // 2
    if not isinstance(shifts, list) or not 1 <= len(shifts) <= 16 or len(set(shifts)) < len(shifts) or any(
            type(shift) is not int or not 1 <= abs(shift) <= most for shift in shifts):
        raise TrainingError(f"clips.shift_frames: {shifts!r} are not 1 to 16 different whole numbers of {-most} to {most}, "
                            "without 0")
    return clips


def write_report(posteriors, targets, labels, folder, data=VALIDATION_DATA):
    """Writes confusion.txt and confusion.png to `folder`; returns the manifest's metrics, measured on `data`."""
    counts = confusion_matrix(posteriors, targets, labels)
    (folder / "confusion.txt").write_text(confusion_text(counts, labels), encoding="utf-8")
    confusion_image(counts, labels).save(folder / "confusion.png")
    metrics = [_metric("accuracy", counts.trace() / counts.sum(), counts.sum(), data)]
    metrics += [_metric(f"recall.{label}", share, row.sum(), data)
                for label, share, row in zip(labels, recall(counts), counts) if row.sum()]
    return metrics


def _require_whole(name, value, lowest, highest):
    if not isinstance(value, int) or not lowest <= value <= highest:
        raise TrainingError(f"{name}: {value!r} is not a whole number from {lowest} to {highest}")


def _metric(name, value, samples, data):
    return {"name": name, "value": round(float(value), 4), "data": data, "samples": int(samples)}
