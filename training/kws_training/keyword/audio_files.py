"""Reading audio files as 16 kHz mono."""

import numpy as np
import soundfile

from ..errors import TrainingError

SAMPLE_RATE = 16000
SUFFIXES = (".flac", ".wav")


def read_mono(path, sample_rate=SAMPLE_RATE):
    """Samples as int16; several channels are averaged, other rates are resampled."""
    try:
        samples, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except RuntimeError as error:
        raise TrainingError(f"{path}: no readable audio ({error})") from error
    mono = samples.mean(axis=1)
    if rate != sample_rate:
        mono = resample(mono, rate, sample_rate)
    return np.clip(np.round(mono * 32768), -32768, 32767).astype(np.int16)


def resample(samples, from_hz, to_hz):
    """Band-limited resampling of a whole signal in the frequency domain (zero-padded against wrap-around)."""
    padded = np.concatenate([samples, np.zeros(from_hz // 10, dtype=samples.dtype)])
    whole = -(-len(padded) // from_hz) * from_hz  # whole seconds: both lengths are then integers
    spectrum = np.fft.rfft(padded, whole)
    target = whole // from_hz * to_hz
    kept = np.zeros(target // 2 + 1, dtype=spectrum.dtype)
    count = min(len(kept), len(spectrum))
    kept[:count] = spectrum[:count]
    count = int(round(len(samples) * to_hz / from_hz))
    return (np.fft.irfft(kept, target)[:count] * (to_hz / from_hz)).astype(np.float32)
