"""Makes, once a run, the segmenter and what it says about the training photos; kept in the checkpoint folder."""

import torch

from ..errors import TrainingError
from .hands import Hands, corner_scenes, cut_out_masks, find_hands, free_scenes, train_segmenter
from .segmenter import HandSegmenter

_NAME = "segmenter.pt"


def prepare_hands(photos, cut_out, made, settings, seed, folder, progress):
    """Returns (segmenter, Hands of all photos, scenes without hands).

    photos [n, 3, s, s] uint8; cut_out [n]: hands on black; made: MadeHands or None; settings: {"steps" with cut-outs,
    "made_steps" with made hands added, "widths"}. The segmenter learns from the
    cut-out and the made hands alone, where masks are exact, and has then to find the hands in the other photos.
    """
    steps, shape = (settings.get("steps", 860), settings.get("made_steps", 300)), _shape(settings)
    if made is None and not bool(cut_out.any()):
        raise TrainingError("recipe: sources: none is cut_out and made_hands is off; the segmenter needs one of them")
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
    """First from the photographed cut-outs, then, with made hands added, what an arm is and is not a hand."""
    def report(**fields):
        progress.report("segmenter", **fields)

    with_room = photos[~cut_out]
    scenes = corner_scenes(with_room) if len(with_room) else None
    network = HandSegmenter(**shape)
    pasted = photos[cut_out]
    masks = cut_out_masks(pasted).repeat(1, 2, 1, 1)
    if len(pasted) and steps[0]:
        train_segmenter(network, pasted, masks, torch.ones(len(pasted)), scenes, steps[0], report=report)
    if made is not None and steps[1]:
        weights = torch.cat([torch.full((len(pasted),), 1.0 / max(1, len(pasted))),
                             torch.full((len(made.letters),), 1.0 / len(made.letters))])
        train_segmenter(network, torch.cat([pasted, made.pictures]),
                        torch.cat([masks, torch.cat([made.outlines, made.hands], 1)]), weights, scenes, steps[1],
                        rate=1e-3, report=report)
    return network.eval(), find_hands(network, photos, cut_out)


def _shape(settings):
    return {"widths": tuple(settings["widths"])} if "widths" in settings else {}
