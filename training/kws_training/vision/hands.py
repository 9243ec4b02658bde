"""What is known of the hands in the photos: their masks and boxes, and scenes without any hand."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

from . import geometry
from .augmentation import Augmentation, Augmenter
from .reader import hand_boxes
from .segmenter import mask_loss

SEGMENT_SIDE = 96

SEGMENTER_AUGMENTATION = Augmentation(
    zoom_least=0.35, zoom_most=1.25, rotation_degrees=25, shear=0.12, shift=0.25, perspective=0.08, bend=0.02,
    background_swap=1.0, tint=0.3, shade=0.25, erase=0.15, grey=0.1)


@dataclass(frozen=True)
class Hands:
    """masks [n, 1, s, s] uint8 and boxes [n, 3] of n photos."""

    masks: torch.Tensor
    boxes: torch.Tensor


def cut_out_masks(photos):
    """Masks of hands cut out on black [n, 3, s, s] uint8: dark spots of up to six pixels within the hand are
    filled, and the outermost pixel, a dark seam, is left out."""
    lit = (photos.amax(1, keepdim=True) > 30).float()
    filled = -F.max_pool2d(-F.max_pool2d(lit, 7, 1, 3), 9, 1, 4)
    return (torch.maximum(filled, -F.max_pool2d(-lit, 3, 1, 1)) * 255).to(torch.uint8)


def train_segmenter(network, photos, masks, weights, scenes, steps, batch=48, rate=2e-3, report=lambda **_: None):
    """Teaches a HandSegmenter to paint hands, from photos with known masks [n, 1 or 2, s, s], pasted onto other
    backgrounds; photos are drawn by their weights [n]."""
    augment = Augmenter(SEGMENTER_AUGMENTATION, SEGMENT_SIDE, scenes)
    network.train().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps)
    always = torch.ones(batch, dtype=torch.bool)
    for step in range(steps):
        rows = torch.multinomial(weights, batch, replacement=True)
        pictures, wanted = augment(photos[rows], masks[rows], geometry.whole(batch), always)
        with torch.autocast("cpu", torch.bfloat16):
            painted = network((pictures * 2 - 1).contiguous(memory_format=torch.channels_last))
        loss = mask_loss(painted.float(), wanted)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            report(step=step + 1, steps=steps, loss=float(loss.detach()))
    network.eval()


@torch.no_grad()
def find_hands(segmenter, photos, cut_out=None):
    """Masks and boxes of photos [n, 3, s, s] uint8; rows in `cut_out` [n] have their mask read off the black."""
    side = photos.shape[-1]
    masks, boxes = [], []
    segmenter = segmenter.eval()
    for block in photos.split(256):
        small = F.interpolate(block.float().div(127.5).sub(1), size=(SEGMENT_SIDE, SEGMENT_SIDE), mode="bilinear",
                              align_corners=False)
        painted = torch.sigmoid(segmenter(small.contiguous(memory_format=torch.channels_last)))
        boxes.append(hand_boxes(painted))
        full = F.interpolate(painted, size=(side, side), mode="bilinear", align_corners=False)
        masks.append((full * 255).round().to(torch.uint8))
    masks = torch.cat(masks)
    if cut_out is not None and bool(cut_out.any()):
        masks[cut_out] = cut_out_masks(photos[cut_out])
    return Hands(masks, torch.cat(boxes))


def corner_scenes(photos, most=1500):
    """Upper corners of close-ups: mostly free of hands, good enough to start the segmenter with."""
    size = photos.shape[-1] * 5 // 16
    corners = torch.cat([photos[:, :, :size, :size], photos[:, :, :size, -size:]])
    return _enlarged(corners[torch.randperm(len(corners))[:most]])


def free_scenes(photos, masks, most=1500, largest_share=0.01):
    """Windows of photos in which the mask covers less than `largest_share`."""
    side = photos.shape[-1]
    size = side // 2
    found = []
    for top, left in ((0, 0), (0, side - size), (side - size, 0), (side - size, side - size), (0, side // 4)):
        window = (slice(None), slice(None), slice(top, top + size), slice(left, left + size))
        free = masks[window].float().mean((1, 2, 3)) < 255 * largest_share
        found.append(photos[window][free])
    scenes = torch.cat(found)
    return _enlarged(scenes[torch.randperm(len(scenes))[:most]])


def _enlarged(windows, side=96):
    return F.interpolate(windows.float(), size=(side, side), mode="bilinear", align_corners=False).to(torch.uint8)
