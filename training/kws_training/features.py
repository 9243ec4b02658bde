"""The front end in PyTorch: whole batches of clips at once, equal to `Kws.Features` within 1e-3."""

import torch
from torch import nn

from .mel import cosine_transform, triangular_filter_bank, window


class FrontEnd(nn.Module):
    """samples [batch, n] in [-1, 1] -> features [batch, frames, coefficients] by the given spec."""

    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        self.register_buffer("_window", torch.from_numpy(window(spec.window, spec.frame_length_samples)))
        self.register_buffer("_bank", torch.from_numpy(triangular_filter_bank(spec).T.copy()))
        if spec.kind == "mfcc":
            self.register_buffer("_transform", torch.from_numpy(cosine_transform(spec.coefficients,
                                                                                  spec.mel_bands).T.copy()))

    @torch.no_grad()
    def forward(self, samples):
        spec = self.spec
        if spec.pre_emphasis:
            previous = torch.nn.functional.pad(samples, (1, 0))[:, :-1]
            samples = samples - spec.pre_emphasis * previous
        frames = samples.unfold(1, spec.frame_length_samples, spec.hop_samples) * self._window
        spectrum = torch.fft.rfft(frames, spec.fft_size)
        power = spectrum.real.square() + spectrum.imag.square()
        energies = power @ self._bank + spec.floor
        logs = torch.log(energies) if spec.log == "natural" else torch.log10(energies)
        return logs if spec.kind == "log-mel" else logs @ self._transform
