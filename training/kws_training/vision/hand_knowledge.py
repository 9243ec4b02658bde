"""Makes, once a run, the segmenter, the finder and what is known of the training photos; kept in the checkpoint folder."""

import copy

import torch
import torch.nn.functional as F

from ..errors import TrainingError
from ..package_weights import calibrate
from .cut_out import cut_hands
from .finder import teach_scenes, together
from .hands import SEGMENT_SIDE, Hands, corner_scenes, cut_out_masks, find_hands, free_scenes, train_segmenter
from .package_reader import read_package
from .reader import SignReader
from .scenes import CutHands
from .segmenter import HandSegmenter

_NAME = "segmenter.pt"
_CUT_OF_PHOTOS = 1700
"""Photos with a room whose hands are cut out, by their predicted masks, for the finder's scenes."""


def prepare_hands(photos, sources, cut_out, made, people, settings, seed, folder, progress):
    """Returns (finder, Hands of all photos, scenes without hands).

    photos [n, 3, s, s] uint8; sources [n]; cut_out [n]: hands on black; made: MadeHands or None; people: People or None.
    settings: {"steps" with cut-outs, "made_steps" with made hands added, "scene_steps", "widths", "start_from": a package
    whose finder is taken instead of the first two}. The segmenter learns from the cut-out and the made hands alone, where
    masks are exact, and has then to find the hands in the other photos. The finder is the segmenter, taught with
    `scene_steps` scenes what else there is in wide pictures; it ships.
    """
    steps, shape = (settings.get("steps", 860), settings.get("made_steps", 300)), _shape(settings)
    base, scene_steps = settings.get("start_from"), settings.get("scene_steps", 0)
    if not base and made is None and not bool(cut_out.any()):
        raise TrainingError("recipe: sources: none is cut_out and made_hands is off; the segmenter needs one of them")
    key = [seed, steps, shape, len(photos), 0 if made is None else len(made.letters), base, scene_steps]
    kept = torch.load(folder / _NAME) if (folder / _NAME).is_file() else None
    if kept is not None and kept["key"] == key:
        finder = HandSegmenter(**shape)
        finder.load_state_dict(kept["weights"])
        hands, scenes = Hands(kept["masks"], kept["boxes"]), kept["scenes"]
    else:
        torch.manual_seed(seed)
        segmenter = _of_package(base, photos) if base else _learn(photos, cut_out, made, steps, shape, progress)
        hands = find_hands(segmenter, photos, cut_out)
        with_room = ~cut_out
        scenes = free_scenes(photos[with_room], hands.masks[with_room]) if bool(with_room.any()) else None
        finder = copy.deepcopy(segmenter)
        if scene_steps:
            _teach_finder(finder, photos, sources, cut_out, hands, made, people, scenes, scene_steps, progress)
            # Close-ups are taught as the finder will frame them.
            boxes = hands.boxes.clone()
            boxes[with_room] = _boxes(finder, photos[with_room])
            hands = Hands(hands.masks, boxes)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save({"key": key, "weights": finder.state_dict(), "masks": hands.masks, "boxes": hands.boxes, "scenes": scenes},
                   folder / _NAME)
    return finder.eval(), hands, scenes


@torch.no_grad()
def _boxes(finder, photos):
    reader = SignReader(finder, [], looks=2).eval()
    return torch.cat([reader.find(block.float().div(127.5).sub(1))[0] for block in photos.split(128)])


def _of_package(folder, photos):
    """The finder of a package, ready to be trained further."""
    segmenter = read_package(folder)[0].segmenter
    rows = torch.linspace(0, len(photos) - 1, min(64, len(photos))).long()
    small = F.interpolate(photos[rows].float().div(127.5).sub(1), size=(SEGMENT_SIDE, SEGMENT_SIDE), mode="bilinear",
                          align_corners=False)
    calibrate(segmenter, small)
    return segmenter.requires_grad_(True)


def _teach_finder(finder, photos, sources, cut_out, hands, made, people, rooms, steps, progress):
    """With hands on black, hands cut out of the other photos (as many of each source), and made ones."""
    groups = []
    if bool(cut_out.any()):
        masks = cut_out_masks(photos[cut_out])
        groups.append(CutHands(photos[cut_out], masks, masks))
    with_room = torch.unique(sources[~cut_out])
    for source in with_room:
        rows = ((sources == source) & ~cut_out).nonzero(as_tuple=True)[0]
        rows = rows[torch.randperm(len(rows))[:_CUT_OF_PHOTOS // len(with_room)]]
        found, good = cut_hands(photos[rows], hands.masks[rows])
        groups.append(found.rows(good))
    if made is not None:
        groups.append(CutHands(made.pictures, made.outlines, made.hands))
    teach_scenes(finder, *together(*(group for group in groups if len(group))), people, rooms, steps,
                 report=lambda **fields: progress.report("finder", **fields))


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
    return network.eval()


def _shape(settings):
    return {"widths": tuple(settings["widths"])} if "widths" in settings else {}
