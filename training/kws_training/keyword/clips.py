"""Clips of single words as one array, decoded once and cached."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import TrainingError
from ..kept_arrays import keep
from .audio_files import SAMPLE_RATE, SUFFIXES, read_mono
from .labels import BACKGROUND_FOLDER
from .word_extent import word_extent


@dataclass(frozen=True)
class ClipSet:
    """`samples` int16 [clips, 16000], zero after `lengths`; the spoken word of clip i lies in
    samples[i, starts[i]:ends[i]] (found by energy). `words` are the folders' names."""

    samples: np.ndarray
    lengths: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray

    def __len__(self):
        return len(self.words)

    @staticmethod
    def of(recordings, words):
        """From a list of int16 arrays of any length: longer ones are cut to the loudest second."""
        count = len(recordings)
        samples = np.zeros((count, SAMPLE_RATE), dtype=np.int16)
        lengths, starts, ends = (np.zeros(count, dtype=np.int64) for _ in range(3))
        for index, recording in enumerate(recordings):
            recording = _loudest_second(recording)
            samples[index, :len(recording)] = recording
            lengths[index] = len(recording)
            starts[index], ends[index] = word_extent(recording)
        return ClipSet(samples, lengths, starts, ends, np.array(words))

    def joined_with(self, other):
        return ClipSet(*(np.concatenate([getattr(self, name), getattr(other, name)])
                         for name in ("samples", "lengths", "starts", "ends", "words")))

    def take(self, rows):
        """A copy of the given rows."""
        return ClipSet(*(getattr(self, name)[rows] for name in ("samples", "lengths", "starts", "ends", "words")))

    def of_words(self, words):
        """Indices of the clips of the given words."""
        return np.flatnonzero(np.isin(self.words, list(words)))


def load_clips(data, split, cache):
    """All clips under `<data>/<split>/<word>/`, sorted by path. Raises TrainingError when there is none."""
    folder = Path(data) / split
    files = sorted(path for path in folder.glob("*/*") if path.suffix.lower() in SUFFIXES
                   and path.parent.name != BACKGROUND_FOLDER)
    if not files:
        raise TrainingError(f"{folder}: no clips; expected {split}/<word>/*.flac or *.wav")
    names = "\n".join(f"{f.relative_to(folder)} {f.stat().st_size}" for f in files)
    key = hashlib.sha256(names.encode()).hexdigest()[:16]
    return cached_clips(Path(cache) / f"clips-{split}-{key}.npz",
                        lambda: ([read_mono(f) for f in files], [f.parent.name for f in files]))


def cached_clips(path, produce):
    """The clip set stored at `path`, made by `produce() -> (recordings, words)` if it is not there yet."""
    if not path.is_file():
        clips = ClipSet.of(*produce())
        keep(path, samples=clips.samples, lengths=clips.lengths, starts=clips.starts, ends=clips.ends,
             words=clips.words)
    with np.load(path) as stored:
        return ClipSet(**{name: stored[name] for name in ("samples", "lengths", "starts", "ends", "words")})


def _loudest_second(recording):
    if len(recording) <= SAMPLE_RATE:
        return recording
    energy = np.concatenate([[0.0], np.cumsum(recording.astype(np.float64) ** 2)])
    start = int(np.argmax(energy[SAMPLE_RATE:] - energy[:-SAMPLE_RATE]))
    return recording[start:start + SAMPLE_RATE]
