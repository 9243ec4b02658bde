"""Makes, once a run, the segmenter and what it says about the training photos; kept in the checkpoint folder."""

import torch

from ..errors import TrainingError
from .hands import Hands, corner_scenes, cut_out_masks, find_hands, free_scenes, train_segmenter
from .segmenter import HandSegmenter

_NAME = "segmenter.pt"


def prepare_hands(photos, cut_out, settings, seed, folder, progress):
    """Returns (segmenter, Hands of all photos, scenes without hands).

    photos [n, 3, s, s] uint8; cut_out [n]: hands on black, from which the segmenter learns. With
    `refine_steps` it learns a second time from all photos and the masks it gave them itself.
    """
    steps, refine = settings.get("steps", 860), settings.get("refine_steps", 0)
    if not bool(cut_out.any()):
        raise TrainingError("recipe: sources: none is cut_out; the hand segmenter learns from cut-out hands")
    key = [seed, steps, refine, len(photos), settings.get("widths")]
    torch.manual_seed(seed)
    segmenter = HandSegmenter(**_shape(settings))
    kept = torch.load(folder / _NAME) if (folder / _NAME).is_file() else None
    if kept is not None and kept["key"] == key:
        segmenter.load_state_dict(kept["weights"])
        hands = Hands(kept["masks"], kept["boxes"])
    else:
        segmenter, hands = _learn(photos, cut_out, steps, refine, settings, progress)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save({"key": key, "weights": segmenter.state_dict(), "masks": hands.masks, "boxes": hands.boxes},
                   folder / _NAME)
    with_room = ~cut_out
    scenes = free_scenes(photos[with_room], hands.masks[with_room]) if bool(with_room.any()) else None
    return segmenter.eval(), hands, scenes


def _learn(photos, cut_out, steps, refine, settings, progress):
    with_room = photos[~cut_out]
    scenes = corner_scenes(with_room) if len(with_room) else None
    report = _reporter(progress, "segmenter")
    pasted = photos[cut_out]
    segmenter = train_segmenter(pasted, cut_out_masks(pasted), scenes, steps, shape=_shape(settings),
                                report=report)
    hands = find_hands(segmenter, photos, cut_out)
    if refine:
        scenes = free_scenes(with_room, hands.masks[~cut_out])
        sure = torch.cat([cut_out.nonzero()[:, 0].repeat(4), _well_masked(hands.masks, cut_out)])
        segmenter = train_segmenter(photos[sure], hands.masks[sure], scenes, refine, shape=_shape(settings),
                                    report=_reporter(progress, "segmenter_refined"))
        hands = find_hands(segmenter, photos, cut_out)
    return segmenter, hands


def _well_masked(masks, cut_out):
    """Rows whose mask is sure of itself (little grey) and covers a hand's share of the picture."""
    values = masks.float().div(255)
    area = values.mean((1, 2, 3))
    doubt = (values * (1 - values)).mean((1, 2, 3)) / area.clamp_min(1e-3)
    return (~cut_out & (area > 0.03) & (area < 0.5) & (doubt < 0.12)).nonzero()[:, 0]


def _shape(settings):
    return {"widths": tuple(settings["widths"])} if "widths" in settings else {}


def _reporter(progress, event):
    return lambda **fields: progress.report(event, **fields)
