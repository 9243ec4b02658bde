"""Extra words spoken by espeak-ng: for the scarce keywords and for the endless class *unknown*."""

import hashlib
import json
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from ..errors import TrainingError
from ..kept_arrays import keep
from .audio_files import SAMPLE_RATE, resample
from .clips import cached_clips

ACCENTS = ["en-us", "en-gb", "en-gb-scotland", "en-gb-x-gbclan", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029",
           "en-us-nyc"]
TRAINING_VARIANTS = ["m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f5", "adam", "Alex", "Andrea", "anika",
                     "Annie", "antonio", "aunty", "belinda", "benjamin", "Denis", "ed", "edward", "Gene", "grandma",
                     "grandpa", "iven", "iven2", "kaukovalta", "klatt", "klatt2", "linda", "marcelo", "Mario",
                     "max", "miguel", "Mike", "norbert", "pablo", "paul", "rob", "robert", "shelby",
                     "steph", "steph2", "steph3", "victor", "zac"]


def vocabulary(without=()):
    """Words other than the shipped models' keywords (and their homophones) from words.txt, without every fifth: `kws
    evaluate false-alarms` speaks all of them, in voices that are not among the above, so that some were never trained
    on. `without` are more keywords; the words that they are made of are left out too."""
    words = sorted(set((Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()))
    parts = {part for keyword in without for part in _spoken(keyword).lower().split()}
    return [word for index, word in enumerate(words) if index % 5 and word not in parts]


def _spoken(label):
    """What is said for a label: "lights-on" is "lights on"."""
    return label.replace("-", " ").replace("_", " ")


def speak(text, voice, words_per_minute, pitch, pause=0):
    """What espeak-ng says, as int16 at 16 kHz. `pitch` from 0 to 99; `pause` between words, in hundredths of a second."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise TrainingError("espeak-ng is not installed: install it or set synthetic to 0 in the recipe")
    done = subprocess.run([program, "-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "-g", str(pause), "--stdout",
                           "--", text], capture_output=True, timeout=120, check=False)
    if done.returncode != 0 or len(done.stdout) < 100:
        raise TrainingError(f"espeak-ng -v {voice}: {done.stderr.decode(errors='replace').strip()}")
    # The WAV header on a pipe claims an endless file; the samples start after its 44 bytes.
    rate = int.from_bytes(done.stdout[24:28], "little")
    samples = np.frombuffer(done.stdout[44:], dtype="<i2").astype(np.float32) / 32768
    samples = resample(samples, rate, SAMPLE_RATE)
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16)


def synthetic_clips(counts, unknown_count, seed, cache, threads=2):
    """Single words as a ClipSet: `counts` says how many clips of each keyword, `unknown_count` how many other
    words (folder name `_other`). Same arguments, same clips; cached."""
    plan = _plan(counts, unknown_count, seed)
    key = hashlib.sha256(json.dumps(plan).encode()).hexdigest()[:16]

    def produce():
        with ThreadPoolExecutor(threads) as pool:
            recordings = list(pool.map(lambda item: speak(item[1], *item[2:]), plan))
        return recordings, [item[0] for item in plan]

    return cached_clips(Path(cache) / f"synthetic-{key}.npz", produce)


def running_speech(sentences, keywords, seed, cache, threads=2):
    """Sentences of random words other than the keywords, one after the other: int16 at 16 kHz."""
    plan = []
    random = np.random.default_rng([seed, 78])
    others = vocabulary(keywords)
    for _ in range(sentences):
        text = " ".join(random.choice(others, size=int(random.integers(5, 12))))
        plan.append((text, *random_voice(random)))
    key = hashlib.sha256(json.dumps(plan).encode()).hexdigest()[:16]
    path = Path(cache) / f"running-{key}.npy"
    if not path.is_file():
        with ThreadPoolExecutor(threads) as pool:
            speech = np.concatenate(list(pool.map(lambda item: speak(*item), plan)))
        keep(path, speech)
    return np.load(path)


def random_voice(random):
    """A random voice, rate in words a minute and pitch."""
    voice = f"{random.choice(ACCENTS)}+{random.choice(TRAINING_VARIANTS)}"
    return voice, int(random.integers(110, 230)), int(random.integers(10, 90))


def _plan(counts, unknown_count, seed):
    random = np.random.default_rng([seed, 77])
    others = vocabulary(counts)
    jobs = [(word, _spoken(word)) for word, count in sorted(counts.items()) for _ in range(count)]
    jobs += [("_other", others[random.integers(len(others))]) for _ in range(unknown_count)]
    return [(folder, text, *random_voice(random)) for folder, text in jobs]
