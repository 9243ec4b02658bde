"""Makes, once a run, the segmenter and what it says about the training photos; kept in the checkpoint folder."""

import torch

from ..errors import TrainingError
from .hands import Hands, corner_scenes, cut_out_masks, find_hands, free_scenes, train_segmenter
from .segmenter import HandSegmenter

_NAME = "segmenter.pt"


def prepare_hands(photos, cut_out, made, settings, seed, folder, progress):
    """Returns (segmenter, Hands of all photos, scenes without hands).

    photos [n, 3, s, s] uint8; cut_out [n]: hands on black; made: MadeHands or None. The segmenter learns from the
    cut-out and the made hands alone, where masks are exact, and has then to find the hands in the other photos.
    """
    steps, shape = settings.get("steps", 1200), _shape(settings)
    if made is None and not bool(cut_out.any()):
        raise TrainingError("recipe: no source is cut_out and made_hands is off; the segmenter has nothing to learn from")
    key = [seed, steps, shape, len(photos), 0 if made is None else len(made.letters)]
    torch.manual_seed(seed)
    segmenter = HandSegmenter(**shape)
    kept = torch.load(folder / _NAME) if (folder / _NAME).is_file() else None
    if kept is not None and kept["key"] == key:
        segmenter.load_state_dict(kept["weights"])
        hands = Hands(kept["masks"], kept["boxes"])
    else:
        segmenter, hands = _learn(photos, cut_out, made, steps, shape, progress)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save({"key": key, "weights": segmenter.state_dict(), "masks": hands.masks, "boxes": hands.boxes},
                   folder / _NAME)
    with_room = ~cut_out
    scenes = free_scenes(photos[with_room], hands.masks[with_room]) if bool(with_room.any()) else None
    return segmenter.eval(), hands, scenes


def _learn(photos, cut_out, made, steps, shape, progress):
    with_room = photos[~cut_out]
    scenes = corner_scenes(with_room) if len(with_room) else None
    pasted = photos[cut_out]
    outlines = cut_out_masks(pasted)
    masks = outlines.repeat(1, 2, 1, 1)
    if made is not None:
        pasted = torch.cat([pasted, made.pictures])
        masks = torch.cat([masks, torch.cat([made.outlines, made.hands], 1)])
    # Photographed hands come up more often than made ones, which are many more.
    weights = torch.ones(len(pasted))
    weights[:len(outlines)] = 1.5 * max(1, len(pasted) - len(outlines)) / max(1, len(outlines))
    segmenter = train_segmenter(pasted, masks, weights, scenes, steps, shape,
                                report=lambda **fields: progress.report("segmenter", **fields))
    return segmenter, find_hands(segmenter, photos, cut_out)


def _shape(settings):
    return {"widths": tuple(settings["widths"])} if "widths" in settings else {}
