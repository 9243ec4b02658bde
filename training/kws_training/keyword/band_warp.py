"""Vocal tract length perturbation (Jaitly and Hinton 2013): other speakers made from those there are."""

import numpy as np
import torch


def warp_bands(features, random, most=0.1, share=0.8):
    """Stretches or squeezes the band axis of `share` of the rows of features [batch, frames, bands] by up to the
    share `most`, as a longer or shorter vocal tract moves the formants. Linear interpolation; the outermost band
    is repeated where nothing is left."""
    rows, _, bands = features.shape
    factors = np.where(random.random(rows) < share, random.uniform(1 - most, 1 + most, rows), 1.0)
    places = torch.from_numpy(np.clip(np.arange(bands)[None, :] * factors[:, None], 0, bands - 1)).float()
    lower = places.floor().clamp(max=bands - 2)
    part = (places - lower)[:, None, :]
    index = lower.long()[:, None, :].expand_as(features)
    return torch.lerp(features.gather(2, index), features.gather(2, index + 1), part)
