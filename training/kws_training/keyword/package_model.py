"""A shipped keyword package, ready to be asked."""

from pathlib import Path

import numpy as np
import torch

from ..errors import TrainingError
from ..feature_spec import FeatureSpec
from ..features import FrontEnd
from ..onnx_runner import OnnxRunner
from ..package import read_manifest


class PackageModel:
    """Runs a package's own model.onnx behind its own front end."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / "manifest.json").is_file():
            raise TrainingError(f"{folder}: no model package (manifest.json is missing)")
        self.manifest = read_manifest(self.folder)
        self.labels = self.manifest["labels"]
        self._front_end = FrontEnd(FeatureSpec.parse(self.manifest["features"]))
        self._runner = OnnxRunner(self.folder / "model.onnx")
        self._frames = self.manifest["inputs"][0]["shape"][1]

    def classify(self, waves, batch=256):
        """Posteriors [n, labels] of windows [n, samples] of one second."""
        return torch.cat([self._runner.run(self._front_end(part)) for part in waves.split(batch)]).numpy()

    def features(self, waves):
        """What the model is fed for windows [n, samples]: [n, frames, coefficients]."""
        return self._front_end(waves)

    def stream(self, samples, stride_frames, batch=256):
        """Posteriors [decisions, labels] as a stream of these samples would get them: one decision every
        `stride_frames`, the first when a whole window has been heard."""
        samples = torch.as_tensor(np.asarray(samples, dtype=np.float32))
        frames = self._frames_of(samples)
        count = (len(frames) - self._frames) // stride_frames + 1
        if count < 1:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        windows = frames.unfold(0, self._frames, stride_frames).transpose(1, 2)
        return torch.cat([self._runner.run(part.contiguous()) for part in windows.split(batch)]).numpy()

    def _frames_of(self, samples, block_frames=6000):
        """Frames of a long recording, minute by minute so that memory stays small."""
        spec = self._front_end.spec
        total = spec.frame_count(len(samples))
        parts = []
        for first in range(0, total, block_frames):
            count = min(block_frames, total - first)
            start = first * spec.hop_samples
            part = samples[start:start + (count - 1) * spec.hop_samples + spec.frame_length_samples]
            parts.append(self._front_end(part[None])[0])
        return torch.cat(parts) if parts else torch.zeros(0, spec.coefficients)
