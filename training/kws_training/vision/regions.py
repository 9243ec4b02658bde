"""The one region of a mask that is most like a hand; plain arithmetic, which exports to ONNX."""

import torch
import torch.nn.functional as F


def main_region(masks, reach, steps, kernel=3):
    """Masks [batch, 1, side, side] in 0..1 without what does not hang together with their best place: the middle of the
    windows of `reach` (odd) and about twice as many cells that hold the most mask. Grows from there by `kernel // 2` cells
    in each of `steps` steps, and nowhere higher than the way to it (grey reconstruction, Vincent 1993)."""
    gathered = F.avg_pool2d(masks, reach, 1, reach // 2) + F.avg_pool2d(masks, 2 * reach - 1, 1, reach - 1)
    best = gathered.amax((2, 3), keepdim=True)
    # The best window's middle may lie beside the hand (between two fingers): the seed is its whole neighbourhood.
    region = torch.minimum(F.max_pool2d(((gathered - best) * 1e4 + 1).clamp(min=0.0), reach, 1, reach // 2), masks)
    for _ in range(steps):
        region = torch.minimum(F.max_pool2d(region, kernel, 1, kernel // 2), masks)
    return region
