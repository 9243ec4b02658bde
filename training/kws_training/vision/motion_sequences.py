"""`motion-sequences`: frames of hands that draw J and Z, and of hands that do something like it, to measure what the services
read from motion. No recordings of people signing J or Z are at hand: the hands are photos' or made, the motion is drawn."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from ..environment import locations
from ..errors import TrainingError
from ..progress import Progress
from .letters import LETTERS
from .made_hands import made_hands
from .people import people
from .photo_cache import load_cached
from .preprocessing import ImageSpec
from .scenes import CutHands, SceneMaker, SceneSettings
from .yardstick import CAMERA, SHIPPED, cut_photos, well_lit

FRAMES_A_SECOND = 15
_SIDE = 256
_REST, _END_REST = (0.4, 0.9), (0.5, 0.9)
_PEOPLE, _MADE = 24, 12


def _hook(rise):
    turn = np.linspace(0, math.pi, 13)
    bend = np.stack([-0.25 + 0.25 * np.cos(turn), 0.75 + 0.25 * np.sin(turn)], 1)
    return np.concatenate([[[0, 0]], bend, [[-0.5, min(0.75, 1 - rise)]]])


def _circle():
    turn = np.linspace(0, 2 * math.pi, 25)
    return np.stack([np.cos(turn), np.sin(turn)], 1) / 2


_DRAWN = {"J": _hook, "Z": lambda _: np.array([[0, 0], [1, 0], [0, 1], [1, 1]], float)}
_SHAPE = {"J": "I", "Z": "D"}
_OTHER = {
    "still": np.zeros((2, 2)), "across": np.array([[0, 0], [1, 0.1]]), "down": np.array([[0, 0], [0.1, 1]]),
    "up": np.array([[0, 1], [0.1, 0]]), "askew": np.array([[0, 0], [1, 1]]), "waving": np.array([[0, 0], [1, 0], [0, 0], [1, 0]]),
    "circle": _circle(), "corner": np.array([[0, 0], [0, 1], [1, 1]]), "back": np.array([[0, 0], [0, 1], [0, 0]]),
    "wedge": np.array([[0, 0], [0.5, 1], [1, 0]])}


@dataclass(frozen=True)
class Sequence:
    """kind: J, Z, or what else is done; shape: the letter that the hand shows; frames [n, side, side, 3] uint8."""

    kind: str
    shape: str
    hand: str
    scene: str
    frames: np.ndarray


def add_commands(commands):
    """Adds the command to the parser."""
    command = commands.add_parser("motion-sequences", help="write frames of hands that draw J and Z, and others")
    command.add_argument("--data", help="folder of the data set, whose validation photos lend hands")
    command.add_argument("--output", required=True, help="folders of JPEGs and sequences.json go there")
    command.add_argument("--cache", help="folder for decoded data (default: ~/.cache/kws-training)")
    command.add_argument("--each", type=int, default=40, help="sequences of J, of Z, and of what is neither (default: 40)")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(command=_write)


def _write(options):
    if options.each < 1:
        raise TrainingError(f"--each {options.each}: expected 1 or more")
    places = locations(options.data, None, None, options.cache)
    output, listed = Path(options.output), []
    for number, sequence in enumerate(motion_sequences(places.data, places.cache, options.each, options.seed)):
        folder = output / f"{sequence.kind}-{number:03}"
        folder.mkdir(parents=True, exist_ok=True)
        for i, frame in enumerate(sequence.frames):
            Image.fromarray(frame).save(folder / f"{i:03}.jpg", quality=90)
        listed.append({"folder": folder.name, "kind": sequence.kind, "shape": sequence.shape, "hand": sequence.hand,
                       "scene": sequence.scene, "frames_a_second": FRAMES_A_SECOND})
        Progress().report("sequence", **listed[-1])
    (output / "sequences.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def motion_sequences(data, cache, each, seed):
    """Yields `each` J, as many Z, and as many of each of: their shapes doing something else, other shapes drawing them."""
    maker = _Maker(data, cache, seed)
    for i in range(each):
        for letter in "JZ":
            yield maker.sequence(letter, _SHAPE[letter], _DRAWN[letter](maker.random.uniform(0.2, 0.5)))
    others = list(_OTHER)
    for i in range(each):
        kind = others[i % len(others)]
        yield maker.sequence(kind, "ID"[i // len(others) % 2], _OTHER[kind])
        letter = "JZ"[i % 2]
        shape = maker.random.choice([other for other in LETTERS if other not in "IYDGLX"])
        yield maker.sequence(f"{letter}-by-{shape}", str(shape), _DRAWN[letter](0.35))


class _Maker:
    def __init__(self, data, cache, seed):
        self.random = np.random.default_rng([seed, 77])
        torch.manual_seed(seed)
        photos = load_cached(Path(data) / "validation", ImageSpec(), cache)
        hands, well_cut = cut_photos(photos, SHIPPED, Path(cache))
        drawn = made_hands(_MADE, 9000 + seed, cache)
        both = [well_lit(hands), CutHands(drawn.pictures, drawn.outlines, drawn.hands)]
        self._hands = CutHands(*(torch.cat([getattr(part, name) for part in both]) for name in ("pictures", "outlines", "hands")))
        names = [photos.source_names[source] for source in photos.sources] + ["made"] * len(drawn.letters)
        letters = np.concatenate([photos.letters, drawn.letters.numpy()])
        usable = np.concatenate([well_cut.numpy(), np.ones(len(drawn.letters), bool)])
        self._rows = {(letter, name): rows for letter in LETTERS for name in dict.fromkeys(names) if len(rows := [
            row for row in np.flatnonzero(usable & (letters == LETTERS.index(letter))) if names[row] == name])}
        made = people(_PEOPLE, 8000 + seed, cache)
        self._scenes = {name: SceneMaker(self._hands, made, _SIDE, CAMERA, settings=SceneSettings(
            person=person, second_person=0.0, second_hand=0.0)) for name, person in (("wall", 0.0), ("person", 1.0))}

    @torch.no_grad()
    def sequence(self, kind, shape, path):
        """A hand that rests, goes along `path` (in units of the stroke's extent, y downwards), and rests again."""
        random = self.random
        hand = random.choice([name for letter, name in self._rows if letter == shape])
        row = int(random.choice(self._rows[shape, hand]))
        scene = random.choice(["wall", "wall", "person"])
        size, extent = random.uniform(0.2, 0.38), random.uniform(0.8, 1.6)
        if random.random() < 0.5:
            path = path * [-1, 1]
        tilt = math.radians(random.normal(0, 6))
        path = (path - (path.min(0) + path.max(0)) / 2) * extent * 2 * size
        path = path @ np.array([[math.cos(tilt), math.sin(tilt)], [-math.sin(tilt), math.cos(tilt)]])
        count = int(random.uniform(0.6, 1.6) * FRAMES_A_SECOND)
        places = np.concatenate([np.repeat(path[:1], int(random.uniform(*_REST) * FRAMES_A_SECOND), 0), _along(path, count),
                                 np.repeat(path[-1:], int(random.uniform(*_END_REST) * FRAMES_A_SECOND), 0)])
        room = 0.92 - size - np.abs(path).max(0)
        places = places + random.uniform(-1, 1, 2) * np.maximum(room, 0) + random.normal(0, 0.006, places.shape)
        return Sequence(kind, shape, str(hand), str(scene), self._drawn(row, str(scene), size, places))

    def _drawn(self, row, scene, size, places):
        maker = self._scenes[scene]
        room, _ = maker(torch.tensor([row]), torch.zeros(1, dtype=torch.bool))
        picture, outline = (getattr(self._hands, name)[row:row + 1].float() / 255 for name in ("pictures", "outlines"))
        mirrored = self.random.random() < 0.5
        turns = np.cumsum(self.random.normal(0, 1.2, len(places)))
        frames = []
        for (across, down), turn in zip(places, turns - turns.mean()):
            angle = math.radians(float(np.clip(turn, -10, 10)))
            cos, sin = math.cos(angle) / size, math.sin(angle) / size
            view = torch.tensor([[[cos * (-1 if mirrored else 1), sin, 0], [-sin * (-1 if mirrored else 1), cos, 0]]])
            view[..., 2] = -(view[..., :2] @ torch.tensor([across, down], dtype=torch.float32))
            grid = torch.nn.functional.affine_grid(view, room.shape, align_corners=False)
            seen, cover = (torch.nn.functional.grid_sample(part, grid, align_corners=False) for part in (picture, outline))
            frame = room * (1 - cover) + seen * cover
            # Shutters stay open for a part of the time from frame to frame.
            blurred = frame if not frames else 0.8 * frame + 0.2 * frames[-1]
            frames.append((blurred + torch.randn_like(blurred) * 0.01).clamp(0, 1))
        return (torch.cat(frames).permute(0, 2, 3, 1) * 255).round().to(torch.uint8).numpy()


def _along(path, count):
    """[count] places along `path`, slower at its ends."""
    reached = np.append(0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))
    times = np.linspace(0, 1, count)
    at = (times - np.sin(2 * math.pi * times) / (4 * math.pi)) * reached[-1]
    return np.stack([np.interp(at, reached, path[:, axis]) for axis in range(2)], 1)
