"""Measures a sign package on what it meets: single photos, streams of frames, and wide scenes with a person in them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..errors import TrainingError
from ..kept_arrays import keep
from . import geometry
from .augmentation import Augmentation
from .cut_out import cut_hands
from .hands import find_hands
from .letters import LETTERS
from .package_reader import read_package
from .people import people
from .photo_cache import load_cached
from .preprocessing import ImageSpec, decode, square_pixels
from .photos import PHOTO_SUFFIXES
from .reader import close_up, hand_boxes
from .report import READING
from .scenes import CutHands, SceneMaker, SceneSettings

SHIPPED = Path(__file__).resolve().parents[3] / "models" / "sign-letters" / "small" / "1.1.0"
CAMERA = Augmentation(tint=0.15, exposure=0.3, shade=0.15, fade=0.1, grey=0.02, blur=0.1, coarsen=0.0, noise=0.15,
                       blocks=0.2, erase=0.0)
_SCENE = SceneSettings(hand=(0.15, 0.45), person=1.0)
_PEOPLE, _SCENES_A_PHOTO, _EMPTY = 120, 2, 300
_FRAMES, _STREAMS_A_LETTER, _PHOTOS_A_STREAM = 12, 4, 3


@dataclass(frozen=True)
class Share:
    """`right` of `count`, with the limits of a 95 % interval, all as shares."""

    right: float
    low: float
    high: float
    count: int

    def __str__(self):
        return f"{100 * self.right:5.1f} % ({100 * self.low:.1f} to {100 * self.high:.1f}, n = {self.count})"


def share(right):
    """Wilson's interval of how many of `right` [n] bool are true; of [n, m] the n count as independent, not the m."""
    right = np.asarray(right, float)
    count = len(right)
    mean, z = float(right.mean()), 1.96
    middle = (mean + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * np.sqrt(mean * (1 - mean) / count + z * z / (4 * count * count))
    return Share(mean, max(0.0, middle - reach), min(1.0, middle + reach), count)


def add_commands(commands):
    """Adds `sign-yardstick` to the parser."""
    command = commands.add_parser("sign-yardstick", help="measure a sign package on photos, streams and scenes with people")
    command.add_argument("--package", required=True, help="folder of the package")
    command.add_argument("--data", required=True, help="folder of the photos; those of its `validation` are measured on")
    command.add_argument("--cache", required=True, help="folder for decoded photos and drawn people")
    command.add_argument("--no-hand", help="folder of pictures without a signing hand, measured beside the made scenes")
    command.add_argument("--cutter", default=str(SHIPPED), help="package whose finder cuts the hands for the scenes out of "
                         "their photos; figures compare only with the same one (default: the shipped small 1.1.0)")
    command.add_argument("--seed", type=int, default=1)
    command.set_defaults(command=_measure)


def _measure(options):
    reader, manifest = read_package(options.package)
    results = measure(Judge(reader, manifest), options.data, options.cache, options.seed, options.cutter, options.no_hand)
    for name, value in results:
        print(f"{name:<58} {value}", flush=True)


def measure(judge, data, cache, seed, cutter=SHIPPED, no_hand=None):
    """Yields (what, Share or text) one after the other, the same for the same seed and cutter."""
    photos = load_cached(Path(data) / "validation", ImageSpec(), cache)
    hands, well_cut = cut_photos(photos, Path(cutter), Path(cache))
    made = people(_PEOPLE, 7000 + seed, cache)
    for number, source in enumerate(photos.source_names):
        rows = np.flatnonzero(photos.sources == number)
        pixels, letters = torch.from_numpy(photos.pixels[rows]).float() / 255, photos.letters[rows]
        yield from judge.pictures(f"{source}: photos", pixels, letters)
        torch.manual_seed(seed)
        yield from judge.streams(f"{source}: streams of jittered photos", pixels, letters)
        rows = np.flatnonzero((photos.sources == number) & well_cut.numpy())
        if not len(rows):
            continue
        torch.manual_seed(seed)
        scenes, masks, letters = _scenes(hands, rows, photos.letters[rows], made)
        yield from judge.pictures(f"{source}: scenes with a person", scenes, letters, _SCENES_A_PHOTO)
        yield judge.where(f"{source}: scenes, box on the hand", scenes, masks)
        yield from judge.pictures(f"{source}: scenes, given the hand's region", _regions(scenes, masks), letters,
                                  _SCENES_A_PHOTO)
        torch.manual_seed(seed)
        yield from judge.streams(f"{source}: streams of jittered scenes", scenes, letters)
    torch.manual_seed(seed)
    yield from judge.empty("scenes with a person and no hand", _empty(hands, made))
    if no_hand:
        yield from judge.empty(f"pictures of {Path(no_hand).name}", _pictures(no_hand))


class Judge:
    """Asks a reader, and holds its answers against what is true."""

    def __init__(self, reader, manifest):
        self._reader = reader
        self._least = manifest.get("reading", READING)["minimum_posterior"]
        self._reading = {**READING, **manifest.get("reading", {})}

    @torch.no_grad()
    def posteriors(self, pictures):
        """[n, labels] of pictures [n, 3, side, side] in 0..1."""
        return torch.cat([torch.softmax(self._reader(block * 2 - 1), 1) for block in pictures.split(64)]).numpy()

    def pictures(self, name, pictures, letters, views=1):
        """Single pictures; `views` rows in succession show the same photo."""
        posteriors = self.posteriors(pictures)
        right = posteriors.argmax(1) == letters
        sure = (posteriors.max(1) >= self._least) & (posteriors.argmax(1) < len(LETTERS))
        yield f"{name}: letters right", share(right.reshape(-1, views).mean(1))
        yield f"{name}: sure and wrong", share((sure & ~right).reshape(-1, views).mean(1))

    @torch.no_grad()
    def where(self, name, pictures, masks):
        """How often the box's middle is within the hand's own box, and its size within a factor of 1.6."""
        found = torch.cat([self._reader.find(block * 2 - 1)[0] for block in pictures.split(64)])
        wanted = hand_boxes(masks, least=0.1)
        near = (found[:, :2] - wanted[:, :2]).abs().amax(1) < 0.6 * wanted[:, 2]
        alike = (found[:, 2] / wanted[:, 2]).log().abs() < np.log(1.6)
        return name, share((near & alike).numpy().reshape(-1, _SCENES_A_PHOTO).mean(1))

    def streams(self, name, pictures, letters):
        """Letters right in streams of one signer holding one letter: by the mean of all frames, and as the manifest's
        `reading` commits them (a letter that is never sure for long enough is missed)."""
        mean, committed = [], []
        for letter in np.unique(letters):
            rows = np.flatnonzero(letters == letter)
            for start in range(min(_STREAMS_A_LETTER, len(rows))):
                shown = rows[start::_STREAMS_A_LETTER][:_PHOTOS_A_STREAM]
                posteriors = self.posteriors(_jittered(pictures[shown]))
                mean.append(posteriors.mean(0).argmax() == letter)
                committed.append(self.committed(posteriors) == letter)
        yield f"{name}: right by the mean", share(mean)
        yield f"{name}: right when committed", share(committed)

    def committed(self, posteriors):
        """The first letter that a stream of posteriors [frames, labels] commits, or None."""
        window, needed = self._reading["smoothing_frames"], self._reading["commit_frames"]
        held, count = None, 0
        for frame in range(len(posteriors)):
            mean = posteriors[max(0, frame - window + 1):frame + 1].mean(0)
            best = int(mean.argmax())
            answer = best if mean[best] >= self._least and best < len(LETTERS) else None
            count = count + 1 if answer == held else 1
            held = answer
            if held is not None and count >= needed:
                return held
        return None

    def empty(self, name, pictures):
        posteriors = self.posteriors(pictures)
        best = posteriors.argmax(1)
        sure = (posteriors.max(1) >= self._least) & (best < len(LETTERS))
        yield f"{name}: answered with a letter", share(sure)
        counts = np.bincount(best[sure], minlength=len(LETTERS))
        often = [i for i in counts.argsort()[::-1][:6] if counts[i]]
        yield f"{name}: letters answered", " ".join(f"{LETTERS[i]} {counts[i]}" for i in often)


def cut_photos(photos, cutter, cache):
    """(CutHands of photos, which of them are well cut), by the finder of the package `cutter`."""
    key = hashlib.sha256((cutter / "model.onnx").read_bytes() + photos.pixels.tobytes()).hexdigest()[:16]
    path = cache / f"hands-cut-{key}.npz"
    pixels = torch.from_numpy(photos.pixels)
    if not path.is_file():
        reader, _ = read_package(cutter)
        hands, well_cut = cut_hands(pixels, find_hands(reader.segmenter, pixels).masks)
        keep(path, outlines=hands.outlines.numpy(), hands=hands.hands.numpy(), well_cut=well_cut.numpy())
    with np.load(path) as kept:
        return (CutHands(pixels, torch.from_numpy(kept["outlines"]), torch.from_numpy(kept["hands"])),
                torch.from_numpy(kept["well_cut"]))


def _scenes(hands, rows, letters, made):
    """Scenes [n * m, 3, s, s], masks and letters, `_SCENES_A_PHOTO` for each of the hands `rows`."""
    maker = SceneMaker(well_lit(hands.rows(rows)), made, ImageSpec().width_pixels, CAMERA, settings=_SCENE)
    order = torch.arange(len(rows)).repeat_interleave(_SCENES_A_PHOTO)
    parts = [maker(block, torch.ones(len(block), dtype=torch.bool)) for block in order.split(64)]
    return torch.cat([p for p, _ in parts]), torch.cat([m for _, m in parts]), np.repeat(letters, _SCENES_A_PHOTO)


def well_lit(hands):
    """Hands with the light and contrast of a camera that sees them well: the pale ones of one source would be white, and
    lost, in most scenes' light."""
    inside = hands.hands.float() / 255
    pictures, weight = hands.pictures.float() / 255, inside.sum((2, 3), keepdim=True) + 1e-3
    mean = (pictures * inside).sum((2, 3), keepdim=True) / weight
    spread = (((pictures - mean) ** 2 * inside).sum((2, 3), keepdim=True) / weight).mean(1, keepdim=True).sqrt()
    middle = mean.mean(1, keepdim=True)
    lit = (pictures - mean) * (0.14 / (spread + 0.02)).clamp(0.7, 3) + mean * (0.5 / (middle + 0.02)).clamp(0.5, 2)
    return CutHands((lit.clamp(0, 1) * 255).round().to(torch.uint8), hands.outlines, hands.hands)


def _regions(scenes, masks):
    """What a caller sends who knows where the hand is: its box and some way around it, in the pixels that the scene has of it."""
    boxes = hand_boxes(masks, least=0.1)
    wide = torch.cat([boxes[:, :2], (1.6 * boxes[:, 2:]).clamp(max=1.0)], 1)
    return torch.cat([close_up(s, b, s.shape[-1]) for s, b in zip(scenes.split(64), wide.split(64))])


def _empty(hands, made):
    settings = SceneSettings(hand=_SCENE.hand, person=1.0, second_hand=0.0)
    maker = SceneMaker(hands, made, ImageSpec().width_pixels, CAMERA, settings=settings)
    rows = torch.randint(0, len(hands), (_EMPTY,))
    return torch.cat([maker(block, torch.zeros(len(block), dtype=torch.bool))[0] for block in rows.split(64)])


def _pictures(folder):
    files = sorted(f for f in Path(folder).rglob("*") if f.suffix.lower() in PHOTO_SUFFIXES)
    if not files:
        raise TrainingError(f"--no-hand {folder}: holds no picture")
    pixels = np.stack([square_pixels(decode(file.read_bytes()), ImageSpec()) for file in files])
    return torch.from_numpy(pixels.transpose(0, 3, 1, 2)).float() / 255


def _jittered(pictures):
    """A stream [frames, 3, side, side] of a few pictures in turn: a hand and a camera that do not hold still."""
    views = geometry.random_views(_FRAMES, zoom=(0.93, 1.1), rotation_degrees=3, shear=0.04, shift=0.04, flip=0.0)
    held = pictures[torch.arange(_FRAMES) * len(pictures) // _FRAMES]
    frames = geometry.sample(held, geometry.grid(views, pictures.shape[-1]))
    light = torch.exp(torch.randn(_FRAMES, 1, 1, 1) * 0.08)
    return (frames * light + torch.randn_like(frames) * 0.02).clamp(0, 1)
