"""Teaches a segmenter what is not the signing hand: faces, arms, resting hands, rooms without anybody."""

from dataclasses import replace

import torch

from . import geometry
from .augmentation import Augmentation, Augmenter
from .hands import SEGMENT_SIDE, SEGMENTER_AUGMENTATION
from .reader import close_up, hand_boxes
from .scenes import CutHands, SceneMaker, SceneSettings
from .segmenter import mask_loss

_SCENE_SIDE = 128
"""Scenes are seen as the reader sees them: in the input's pixels, whole or a part."""
_SCENES, _CLOSE = 20, 16
_CAMERA = Augmentation(tint=0.3, exposure=0.7, shade=0.25, fade=0.2, grey=0.1, blur=0.2, coarsen=0.2, noise=0.25, blocks=0.25,
                       erase=0.08)
_SETTINGS = SceneSettings(hand=(0.12, 0.6))


def together(*hands):
    """One CutHands of several, and weights [n] by which each of them is drawn as often."""
    weights = torch.cat([torch.full((len(h),), 1.0 / max(1, len(h))) for h in hands])
    return CutHands(*(torch.cat([getattr(h, name) for h in hands]) for name in ("pictures", "outlines", "hands"))), weights


def teach_scenes(network, hands, weights, people, rooms, steps, rate=1.5e-3, report=lambda **_: None):
    """Trains a HandSegmenter on with scenes (whole, and the parts that a second look would see) and with close-ups, in
    equal parts. hands: CutHands, drawn by weights [n]; one scene in six has no signing hand."""
    maker = SceneMaker(hands, people, _SCENE_SIDE, _CAMERA, rooms, _SETTINGS)
    augment = Augmenter(replace(SEGMENTER_AUGMENTATION, background_swap=0.5), SEGMENT_SIDE, rooms)
    kept = torch.cat([hands.outlines, hands.hands], 1)
    on_black = _on_black(hands)
    network.train().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps, pct_start=0.15)
    losses = []
    for step in range(steps):
        scenes, masks = maker(torch.multinomial(weights, _SCENES, replacement=True), torch.rand(_SCENES) > 1 / 6)
        windows = torch.cat([geometry.whole(_SCENES), _parts(masks)])
        seen = close_up(torch.cat([scenes, masks], 1).repeat(2, 1, 1, 1), windows, SEGMENT_SIDE)
        rows = torch.multinomial(weights, _CLOSE, replacement=True)
        near, near_masks = augment(hands.pictures[rows], kept[rows], geometry.whole(_CLOSE), on_black[rows])
        pictures = torch.cat([seen[:, :3], near]) * 2 - 1
        with torch.autocast("cpu", torch.bfloat16):
            painted = network(pictures.contiguous(memory_format=torch.channels_last))
        loss = mask_loss(painted.float(), torch.cat([seen[:, 3:], near_masks]))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(float(loss.detach()))
        if step % 50 == 49 or step == steps - 1:
            report(scene_step=step + 1, steps=steps, loss=sum(losses) / len(losses))
            losses = []
    network.eval()


def _on_black(hands):
    """Which rows [n] show nothing but the hand."""
    around = [(p.amax(1, keepdim=True) * (o < 30)).flatten(1).float().mean(1)
              for p, o in zip(hands.pictures.split(256), hands.outlines.split(256))]
    return torch.cat(around) < 4


def _parts(masks):
    """Windows [n, 3] around hands, not quite in their middle; a third of them anywhere."""
    count = len(masks)
    boxes = hand_boxes(masks, least=0.1)
    half = (boxes[:, 2] * torch.exp(torch.empty(count).uniform_(0.3, 1.2))).clamp(0.3, 1.0)
    centre = boxes[:, :2] + torch.randn(count, 2) * 0.3 * boxes[:, 2:]
    anywhere = torch.rand(count) < 1 / 3
    half = torch.where(anywhere, torch.empty(count).uniform_(0.3, 0.8), half)
    centre = torch.where(anywhere[:, None], torch.empty(count, 2).uniform_(-0.8, 0.8), centre)
    centre = torch.maximum(torch.minimum(centre, 1 - half[:, None]), half[:, None] - 1)
    return torch.cat([centre, half[:, None]], 1)


def people_scenes(hands, people, rooms, count, side=96):
    """Pictures [count, 3, side, side] uint8 of rooms with people and no raised hand: what is behind and beside a hand, and
    what must be answered with `nothing`."""
    settings = SceneSettings(person=1.0, second_hand=0.0)
    maker = SceneMaker(hands, people, side, Augmentation(fade=0, grey=0, blur=0, coarsen=0, noise=0, blocks=0, erase=0), rooms,
                       settings)
    rows = torch.randint(0, len(hands), (count,))
    parts = [maker(block, torch.zeros(len(block), dtype=torch.bool))[0] for block in rows.split(64)]
    return (torch.cat(parts) * 255).round().to(torch.uint8)
