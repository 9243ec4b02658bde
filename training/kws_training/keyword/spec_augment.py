"""SpecAugment (Park et al. 2019): stripes of the spectrogram are blanked so that no single cue is relied on."""

import torch


def mask_stripes(features, random, time_masks=2, time_width=14, band_masks=2, band_width=6, share=0.8):
    """Blanks up to `time_masks` stripes of at most `time_width` frames and `band_masks` of `band_width` bands in
    `share` of the rows of features [batch, frames, bands], in place, with each row's mean."""
    rows, frames, bands = features.shape
    mask = torch.zeros(rows, frames, bands, dtype=torch.bool)
    for count, width, size, axis in ((time_masks, time_width, frames, 1), (band_masks, band_width, bands, 2)):
        for _ in range(count):
            widths = torch.from_numpy(random.integers(0, width + 1, rows))
            starts = torch.from_numpy((random.random(rows) * (size - widths.numpy())).astype("int64"))
            positions = torch.arange(size)[None, :]
            stripe = (positions >= starts[:, None]) & (positions < (starts + widths)[:, None])
            mask |= stripe[:, :, None] if axis == 1 else stripe[:, None, :]
    mask &= torch.from_numpy(random.random(rows) < share)[:, None, None]
    means = features.mean(dim=(1, 2), keepdim=True).expand_as(features)
    features[mask] = means[mask]
    return features
