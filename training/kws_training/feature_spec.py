"""The feature spec: how samples become frames. Same keys, checks and canonical form as `Kws.Features.FeatureSpec`."""

from dataclasses import asdict, dataclass

from .canonical_json import canonical_json, sha256_of
from .errors import TrainingError

_KINDS = ("log-mel", "mfcc")
_LOGS = ("natural", "decimal")
_WINDOWS = ("rectangular", "hann", "hamming", "blackman")


@dataclass(frozen=True)
class FeatureSpec:
    """Lengths in samples, frequencies in hertz; `floor` is added to each band's energy before the logarithm."""

    coefficients: int = 40
    fft_size: int = 512
    floor: float = 1e-6
    frame_length_samples: int = 400
    high_hz: float = 7600
    hop_samples: int = 160
    kind: str = "log-mel"
    log: str = "natural"
    low_hz: float = 20
    mel_bands: int = 40
    pre_emphasis: float = 0
    sample_rate_hz: int = 16000
    window: str = "hann"

    def __post_init__(self):
        faults = []
        for key, choices in (("kind", _KINDS), ("log", _LOGS), ("window", _WINDOWS)):
            if getattr(self, key) not in choices:
                faults.append(f"{key}: {getattr(self, key)!r}, one of {', '.join(choices)}")
        for key, least, most in (("sample_rate_hz", 8000, 48000), ("fft_size", 32, 16384),
                                 ("frame_length_samples", 16, self.fft_size),
                                 ("hop_samples", 1, 4 * self.frame_length_samples), ("mel_bands", 2, 256),
                                 ("floor", 1e-30, 1)):
            if not least <= getattr(self, key) <= most:
                faults.append(f"{key}: {getattr(self, key)}, from {least} to {most}")
        if self.fft_size & (self.fft_size - 1):
            faults.append(f"fft_size: {self.fft_size}, must be a power of two")
        if not 0 <= self.pre_emphasis < 1:
            faults.append(f"pre_emphasis: {self.pre_emphasis}, from 0 to below 1")
        if not 0 <= self.low_hz < self.high_hz <= self.sample_rate_hz / 2:
            faults.append(f"0 <= low_hz {self.low_hz} < high_hz {self.high_hz} <= half the sample rate does not hold")
        if not 0 < self.coefficients <= self.mel_bands:
            faults.append(f"coefficients: {self.coefficients}, from 1 to mel_bands {self.mel_bands}")
        if self.kind == "log-mel" and self.coefficients != self.mel_bands:
            faults.append(f"coefficients: {self.coefficients}, must equal mel_bands {self.mel_bands} for log-mel")
        if faults:
            raise TrainingError("features: " + "; ".join(faults))

    @staticmethod
    def parse(fields):
        """From a dict with exactly the thirteen keys."""
        expected = set(FeatureSpec.__dataclass_fields__)
        if set(fields) != expected:
            raise TrainingError(f"features: keys {sorted(set(fields) ^ expected)} are missing or unknown")
        return FeatureSpec(**fields)

    def fields(self):
        return asdict(self)

    @property
    def sha256(self):
        return sha256_of(self.fields())

    @property
    def canonical(self):
        return canonical_json(self.fields())

    def frame_count(self, samples):
        """Whole frames in that many samples; nothing is padded."""
        if samples < self.frame_length_samples:
            return 0
        return 1 + (samples - self.frame_length_samples) // self.hop_samples


LOG_MEL_40 = FeatureSpec()
MFCC_13 = FeatureSpec(coefficients=13, kind="mfcc", log="decimal", mel_bands=26, low_hz=0, high_hz=8000,
                      floor=1e-10, pre_emphasis=0.97, window="hamming")
MFCC_13_CLASSIC = FeatureSpec(coefficients=13, fft_size=2048, floor=1e-10, frame_length_samples=2048, high_hz=11025,
                              hop_samples=512, kind="mfcc", log="decimal", low_hz=0, mel_bands=128,
                              sample_rate_hz=22050)
PRESETS = {"log-mel-40": LOG_MEL_40, "mfcc-13": MFCC_13, "mfcc-13-classic": MFCC_13_CLASSIC}
