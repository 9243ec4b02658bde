"""Real running speech: the hard negatives that synthetic sentences lack, without the stretches where a keyword is said."""

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import TrainingError
from ..kept_arrays import keep
from .audio_files import SAMPLE_RATE, SUFFIXES, read_mono

FOLDER = "running"
PARTS = ("train", "tune")
_LIBRISPEECH = re.compile(r"([0-9]+)-[0-9]+-[0-9]+")
_LJ_SPEECH = re.compile(r"LJ[0-9]{3}-[0-9]{4}")
_MARGIN = 0.3  # seconds around a keyword that is said which are no negative either
_PAUSE = SAMPLE_RATE  # between recordings, of their own noise floor


@dataclass(frozen=True)
class Talk:
    """`samples` int16: recordings one after the other, a second apart. `usable[t]` is false where a keyword is really
    said. `firsts` [recordings] are where they begin, `names` which they are."""

    samples: np.ndarray
    usable: np.ndarray
    firsts: np.ndarray
    names: np.ndarray

    def __len__(self):
        return len(self.samples)

    @staticmethod
    def empty():
        return Talk(np.zeros(0, np.int16), np.zeros(0, bool), np.zeros(0, np.int64), np.zeros(0, "U1"))


def speaker_of(file):
    """Who speaks, by the name of a file without its folders and its ending: the number that a LibriSpeech name begins
    with, "LJ" for a name of LJ Speech, else the whole name."""
    name = Path(file).stem
    libri = _LIBRISPEECH.fullmatch(name)
    return libri[1] if libri else "LJ" if _LJ_SPEECH.fullmatch(name) else name


def part_of(file):
    """"train" or "tune", half of the speakers each, by the rule of `kws evaluate false-alarms --part`
    (docs/training.md): whether the first byte of the speaker's SHA-256 is even."""
    return PARTS[hashlib.sha256(speaker_of(file).encode()).digest()[0] % 2]


def load_talk(data, part, cache):
    """The recordings of `<data>/running` that belong to `part` ("train", "tune" or "all"); empty without the folder."""
    folder = Path(data) / FOLDER
    suffixes = (*SUFFIXES, ".opus")
    files = sorted(f for f in folder.glob("*/*") if f.suffix.lower() in suffixes
                   and part in ("all", part_of(f)))
    if not files:
        return Talk.empty()
    said = _said(folder / "heard.csv")
    key = hashlib.sha256("\n".join([*(f"{f.name} {f.stat().st_size}" for f in files), repr(sorted(said.items()))])
                         .encode()).hexdigest()[:16]
    path = Path(cache) / f"talk-{part}-{key}.npz"
    if not path.is_file():
        talk = _joined(folder, files, said)
        keep(path, samples=talk.samples, usable=talk.usable, firsts=talk.firsts, names=talk.names)
    with np.load(path) as stored:
        return Talk(**{name: stored[name] for name in ("samples", "usable", "firsts", "names")})


def _said(path):
    """Stretches in seconds, by file, in which a listener heard a keyword."""
    if not path.is_file():
        return {}
    said = {}
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["judged"] == "word":
                said.setdefault(row["file"], []).append((float(row["start_s"]), float(row["end_s"])))
    return said


def _joined(folder, files, said):
    random = np.random.default_rng(17)
    samples, usable, firsts, names, at = [], [], [], [], 0
    for file in files:
        name = file.relative_to(folder).as_posix()
        recording = read_mono(file)
        if len(recording) < SAMPLE_RATE // 10:
            raise TrainingError(f"{file}: {len(recording)} samples; talk needs at least a tenth of a second")
        fit = np.ones(len(recording), dtype=bool)
        for start, end in said.get(name, []):
            fit[max(0, int((start - _MARGIN) * SAMPLE_RATE)):int((end + _MARGIN) * SAMPLE_RATE)] = False
        pause = np.round(random.standard_normal(_PAUSE) * _floor(recording)).astype(np.int16)
        samples += [recording, pause]
        usable += [fit, np.ones(_PAUSE, dtype=bool)]
        firsts.append(at)
        names.append(name)
        at += len(recording) + _PAUSE
    return Talk(np.concatenate(samples), np.concatenate(usable), np.array(firsts), np.array(names))


def _floor(recording):
    """RMS of the quietest twentieth of 10 ms blocks."""
    blocks = recording[:len(recording) // 160 * 160].astype(np.float32).reshape(-1, 160)
    return float(np.percentile(np.sqrt(np.square(blocks).mean(axis=1)), 5))
