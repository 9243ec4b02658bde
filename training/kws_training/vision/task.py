"""Sign letters as a training task."""

import torch
import torch.nn.functional as F

from ..errors import TrainingError
from ..metrics import accuracy_metrics
from ..package_weights import calibrate
from ..task import Task
from . import geometry
from .augmentation import Augmenter
from .compact import halve_weights
from .finder import people_scenes
from .hand_knowledge import prepare_hands
from .letters import LETTERS, NOTHING
from .made_hands import made_hands
from .package_reader import build_reader, read_package
from .people import people
from .photo_cache import load_cached
from .preprocessing import ImageSpec
from .recipe_keys import SignRecipe
from .report import ATTRIBUTION, LICENCE, READING, source_metrics, write_confusions
from .scenes import CutHands
from .sampling import NO_HAND, draw, drawing_weights, letters_of_sources

_CALIBRATED_ON = 256
"""Pictures that measure the normalisations of a network taken from a package."""

_NEVER = 1e4
"""Taken from the logit of a label that a source cannot have."""


class SignLettersTask(Task):
    """Reads `<data>/{train,validation}/<source>/<LETTER>/*.jpg`; its recipe keys are `SignRecipe`'s."""

    name = "sign-letters"
    input_name = "image"

    def __init__(self, recipe, places, progress):
        super().__init__(recipe, places, progress)
        self._own = SignRecipe.parse(recipe)
        self._spec = ImageSpec()
        self._architecture = dict(recipe["architecture"])
        photos = load_cached(places.data / "train", self._spec, places.cache, self._own.drops, self._own.trims)
        self._left_out = None
        if self._own.leave_out:
            if self._own.leave_out not in photos.source_names:
                raise TrainingError(
                    f"recipe: leave_out: {self._own.leave_out!r}, one of {', '.join(photos.source_names)}")
            self._left_out = photos.of_source(self._own.leave_out)
            photos = photos.without_source(self._own.leave_out)
        self._take(photos)
        self._validation = self._load_validation()

    @property
    def labels(self):
        return list(LETTERS) + ([NOTHING] if self._own.nothing_share else [])

    def build_model(self):
        model = build_reader(self._segmenter, self.labels, self._architecture)
        letters = model.letters[0]
        self._augmenters = {side: Augmenter(self._own.augmentation, side, self._scenes)
                            for side in {letters.side, self._own.small_side or letters.side}}
        self._full_side = letters.side
        return model.to(memory_format=torch.channels_last)

    def batches_per_epoch(self):
        return max(1, self._own.pictures_per_epoch // self.recipe["batch_size"])

    def epoch_batches(self, epoch, seed):
        size = self.recipe["batch_size"]
        rows = draw(self._weights, self.batches_per_epoch() * size, self._own.nothing_share)
        early = self._own.small_side and epoch < self._own.small_share * self.recipe["epochs"]
        augment = self._augmenters[self._own.small_side if early else self._full_side]
        for block in rows.split(size):
            yield self._mixed(*self._pictures(block, augment))

    def loss(self, model, batch):
        pictures, targets, weights, masks, askable = batch
        network = model.letters[0]
        with torch.autocast(pictures.device.type, torch.bfloat16):
            maps = network.features(pictures.contiguous(memory_format=torch.channels_last))
            logits, painted = network.head(maps[-1]), network.mask_logits(maps)
        log_posteriors = torch.log_softmax(logits.float() + (askable - 1) * _NEVER, 1)
        loss = -(targets * log_posteriors).sum(1).mul(weights).sum() / weights.sum()
        wanted = F.interpolate(masks, size=painted.shape[-2:], mode="area")
        return loss + self._own.mask_weight * F.binary_cross_entropy_with_logits(painted.float(), wanted)

    def validate(self, model):
        """Quick: one view of each picture. What the shipped model reaches with all its views is in the report."""
        metrics = {}
        zooms, mirror = model.zooms, model.mirror
        model.zooms, model.mirror = (1.0,), False
        found = self._evaluate(model)
        model.zooms, model.mirror = zooms, mirror
        for name, (posteriors, letters) in found.items():
            metrics[f"accuracy_{name}"] = accuracy_metrics(posteriors, letters, self.labels)["accuracy"]
        judged = self._left_out_name() if self._left_out else self._familiar()
        return {"accuracy": metrics[f"accuracy_{judged}"], **metrics}

    def example_input(self, batch):
        return torch.zeros(batch, 3, self._spec.height_pixels, self._spec.width_pixels)

    def fill_from_package(self, model, folder):
        """The letter network's weights; the finder is the recipe's own."""
        reader, manifest = read_package(folder)
        if manifest["labels"] != self.labels:
            raise TrainingError(f"start_from: {folder}: has other labels than this recipe")
        taught, letters = reader.letters[0].state_dict(), model.letters[0]
        kept = {name: value for name, value in letters.state_dict().items() if name.startswith("mask")}
        try:
            letters.load_state_dict({**taught, **kept})
        except RuntimeError as error:
            raise TrainingError(f"start_from: {folder}: is of another architecture") from error
        rows = draw(self._weights, _CALIBRATED_ON, self._own.nothing_share)
        calibrate(letters, self._pictures(rows, self._augmenters[self._full_side])[0])

    def finish_export(self, onnx_file):
        halve_weights(onnx_file)

    def final_report(self, model, folder):
        found = self._evaluate(model)
        write_confusions(found, self.labels, folder)
        return source_metrics(found, self.labels)

    def manifest_fields(self):
        return {"features": None, "features_sha256": None, "image": self._spec.to_manifest(),
                "reading": {**READING, **self._own.reading}, **self.rights(LICENCE, ATTRIBUTION)}

    def _take(self, photos):
        """Joins photos and made hands, with what is known of the hands in them."""
        real, letters = torch.from_numpy(photos.pixels), torch.from_numpy(photos.letters)
        sources = torch.from_numpy(photos.sources)
        settings = [self._own.source(name) for name in photos.source_names]
        cut_out = torch.tensor([s.cut_out for s in settings])[sources]
        shares = [s.share for s in settings]
        self._sources_known = {name for index, name in enumerate(photos.source_names) if bool((sources == index).any())}
        wanted = self._own.made_hands
        made = made_hands(wanted["per_letter"], self.recipe["seed"], self.places.cache) if wanted else None
        drawn = people(self._own.people, self.recipe["seed"], self.places.cache) if self._own.people else None
        self._segmenter, hands, self._scenes = prepare_hands(
            real, sources, cut_out, made, drawn, self._own.segmenter, self.recipe["seed"], self.places.checkpoints,
            self.progress)
        parts = [(real, hands.masks.repeat(1, 2, 1, 1), hands.boxes, letters, sources, cut_out)]
        if made is not None:
            count = len(made.letters)
            parts.append((made.pictures, torch.cat([made.outlines, made.hands], 1), made.boxes, made.letters,
                          torch.full((count,), len(shares)), torch.ones(count, dtype=torch.bool)))
            shares.append(wanted.get("share", 0.2))
        self._photos, self._masks, self._boxes, self._letters, self._sources, self._cut_out = (
            torch.cat(column) for column in zip(*parts))
        if drawn is not None:
            self._add_people(drawn)
        self._weights = drawing_weights(self._letters, self._sources, shares, len(LETTERS))
        self._askable = letters_of_sources(self._letters, self._sources, len(shares), len(self.labels))

    def _add_people(self, drawn):
        """Lets people stand behind the hands, and where there is no hand."""
        torch.manual_seed(self.recipe["seed"])
        hands = CutHands(self._photos, self._masks[:, :1], self._masks[:, 1:])
        peopled = people_scenes(hands.rows(torch.randperm(len(hands))[:500]), drawn, self._scenes, self._own.people)
        self._scenes = peopled if self._scenes is None else torch.cat([self._scenes, peopled])

    def _load_validation(self):
        folder = self.places.data / "validation"
        sets = {}
        if folder.is_dir():
            photos = load_cached(folder, self._spec, self.places.cache)
            sets = {name: photos.of_source(name) for name in photos.source_names}
        if self._left_out is not None:
            sets[self._left_out_name()] = self._left_out
        if not sets:
            raise TrainingError(f"--data {self.places.data}: holds no validation folder to measure on")
        return sets

    def _left_out_name(self):
        return f"left_out_{self._own.leave_out}"

    def _familiar(self):
        """The validation source that is also trained on, for choosing the epoch: strangers only get measured."""
        return next((name for name in self._validation if name in self._sources_known), next(iter(self._validation)))

    def _pictures(self, rows, augment):
        empty = rows == NO_HAND
        rows = rows.clamp_min(0)
        masks, boxes = self._masks[rows], self._boxes[rows]
        masks[empty] = 0
        boxes[empty] = geometry.whole(int(empty.sum()))
        pictures, seen = augment(self._photos[rows], masks, boxes, self._cut_out[rows] | empty)
        letters = torch.where(empty, len(LETTERS), self._letters[rows])
        askable = self._askable[self._sources[rows]]
        askable[empty] = 1
        one_hot = F.one_hot(letters, len(self.labels)).float()
        smoothing = self._own.label_smoothing
        targets = one_hot * (1 - smoothing) + smoothing * askable / askable.sum(1, keepdim=True)
        return pictures * 2 - 1, targets, torch.ones(len(rows)), seen, askable

    def _mixed(self, pictures, targets, weights, masks, askable):
        """Mixup (Zhang et al. 2018) for the recipe's share of batches."""
        if not self._own.mixup or float(torch.rand(())) >= self._own.mixup:
            return pictures, targets, weights, masks, askable
        share = float(torch.distributions.Beta(0.4, 0.4).sample())
        order = torch.randperm(len(pictures))
        return (torch.lerp(pictures[order], pictures, share), torch.lerp(targets[order], targets, share), weights,
                torch.maximum(masks, masks[order]), torch.maximum(askable, askable[order]))

    @torch.no_grad()
    def _evaluate(self, model):
        """Posteriors and letters of each validation source."""
        device = next(model.parameters()).device
        found = {}
        for name, photos in self._validation.items():
            inputs = torch.from_numpy(photos.pixels).split(64)
            posteriors = [torch.softmax(model(block.to(device).float().div(127.5).sub(1)), 1).cpu()
                          for block in inputs]
            found[name] = torch.cat(posteriors).numpy(), photos.letters
        return found
