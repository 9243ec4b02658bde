"""SpecAugment (Park et al. 2019): stripes of the spectrogram are blanked so that no single cue is relied on."""

import torch


def mask_stripes(features, random, time_masks=2, time_width=14, band_masks=2, band_width=6, share=0.8):
    """Blanks up to `time_masks` stripes of at most `time_width` frames and `band_masks` of `band_width` bands in
    `share` of the rows of features [batch, frames, bands], in place, with each row's mean."""
    rows, frames, bands = features.shape
    chosen = torch.from_numpy(random.random(rows) < share)
    keep_frames = _outside_stripes(rows, frames, time_masks, time_width, random) | ~chosen[:, None]
    keep_bands = _outside_stripes(rows, bands, band_masks, band_width, random) | ~chosen[:, None]
    means = features.mean(dim=(1, 2), keepdim=True)
    features -= means
    features *= keep_frames[:, :, None]
    features *= keep_bands[:, None, :]
    features += means
    return features


def _outside_stripes(rows, size, count, width, random):
    """True [rows, size] where none of `count` random stripes of 0 to `width` positions lies."""
    outside = torch.ones(rows, size, dtype=torch.bool)
    positions = torch.arange(size)[None, :]
    for _ in range(count):
        widths = random.integers(0, width + 1, rows)
        starts = (random.random(rows) * (size - widths)).astype("int64")
        start, end = torch.from_numpy(starts)[:, None], torch.from_numpy(starts + widths)[:, None]
        outside &= (positions < start) | (positions >= end)
    return outside
