"""A package's second network: it looks at about two seconds around a word that the first one believes it has heard."""

import shutil

import numpy as np
import torch

from .. import models
from ..cost import multiply_adds, parameter_count
from ..errors import TrainingError
from ..export import export_onnx
from ..features import FrontEnd
from ..metrics import accuracy_metrics
from ..package import file_entry, read_manifest, staged, write_manifest
from ..task import Task
from . import placement
from .audio_files import SAMPLE_RATE
from .band_warp import warp_bands
from .base_package import BasePackage
from .clips import load_clips
from .hard_talk import HardTalk
from .labels import SILENCE, UNKNOWN, label_index
from .package_model import package_folder
from .report import TALK_ATTRIBUTION
from .spec_augment import mask_stripes
from .talk import load_talk
from .verifier_windows import LATEST, VerifierWindows

FILE = "verifier.onnx"
_FRAMES = 198
_LOOKS = 6
_THRESHOLD = 0.5  # until it is tuned
_HARD_WINDOWS = 1500
_SEED = 20_241


class VerifierTask(Task):
    """`verifies` in the recipe names the package whose events are looked at again. The result is that package with
    verifier.onnx, under the recipe's name and version. Keys of its own: those of `VerifierWindows`, frames, looks,
    band_warp, spec_augment."""

    name = "keyword-spotting"
    input_name = "features"

    def __init__(self, recipe, places, progress):
        super().__init__(recipe, places, progress)
        self._folder = package_folder(recipe["verifies"], places.output)
        self._base = BasePackage(self._folder)
        self.spec, self._front_end = self._base.spec, FrontEnd(self._base.spec)
        recipe["verifies"] = self._base.reference
        if not isinstance(recipe.get("talk"), dict):
            raise TrainingError(f"talk: {recipe.get('talk')!r}, expected an object: a verifier learns from real talk")
        self._frames = recipe.get("frames", _FRAMES)
        self._samples = (self._frames - 1) * self.spec.hop_samples + self.spec.frame_length_samples
        self._windows = VerifierWindows(recipe, places, self.labels, self._front_end, self._samples)
        self._validation = self._validation_windows()

    @property
    def labels(self):
        return self._base.labels

    def build_model(self):
        model = models.build(self.recipe["architecture"], len(self.labels), self.spec.coefficients)
        model.normalise.measure(self._windows.some_features(512, np.random.default_rng([self.recipe["seed"], 7])))
        self.progress.report("model", parameters=parameter_count(model))
        return model

    def batches_per_epoch(self):
        return self._windows.per_epoch() // self.recipe["batch_size"]

    def epoch_batches(self, epoch, seed):
        random = np.random.default_rng([seed, epoch, 1])
        masks, warp = self.recipe.get("spec_augment", {}), self.recipe.get("band_warp")
        for features, labels, weights in self._windows.batches(epoch, random, self.recipe["batch_size"]):
            if warp is not None:
                features = warp_bands(features, random, **warp)
            if masks is not None:
                features = mask_stripes(features, random, **masks)
            yield features, torch.nn.functional.one_hot(labels, len(self.labels)).float(), weights

    @torch.no_grad()
    def validate(self, model):
        features, targets = self._validation
        model.eval()
        posteriors = torch.cat([torch.softmax(model(part.float()), dim=1) for part in features.split(256)])
        talk = targets == self.labels.index(UNKNOWN)
        keywords = posteriors[talk, 2:].max(dim=1).values
        return {**accuracy_metrics(posteriors, targets, self.labels, SILENCE),
                "talk_above_half": float((keywords > 0.5).float().mean()),
                "words_above_half": float((posteriors[~talk].gather(1, targets[~talk][:, None]) > 0.5).float().mean())}

    def example_input(self, batch):
        return torch.zeros(batch, self._frames, self.spec.coefficients)

    def write_package(self, recipe, model, output):
        """The base's files and manifest with the verifier beside them. Returns (folder, manifest)."""
        base, folder = self._folder, output / self.name / recipe["name"] / recipe["version"]
        with staged(folder) as staging:
            manifest = read_manifest(base)
            for file in manifest["files"]:
                shutil.copy2(base / file["path"], staging / file["path"])
            for other in ("confusion.txt", "confusion.png"):
                if (base / other).is_file():
                    shutil.copy2(base / other, staging / other)
            model = model.cpu().eval()
            export_onnx(model, self.example_input(1), self.input_name, staging / FILE)
            rights = self.rights(manifest["licence"], [*manifest["attribution"], *TALK_ATTRIBUTION])
            manifest |= {"name": recipe["name"], "version": recipe["version"], **rights}
            keywords = [label for label in self.labels if label not in (SILENCE, UNKNOWN)]
            manifest["verifier"] = {"file": FILE, "frames": self._frames, "looks": recipe.get("looks", _LOOKS),
                                    "thresholds": dict.fromkeys(keywords, _THRESHOLD),
                                    "alone": manifest["detection"]["thresholds"]}
            manifest["cost"]["verifier"] = {
                "parameters": parameter_count(model), "multiply_adds": multiply_adds(model, self.example_input(1)),
                "bytes": (staging / FILE).stat().st_size}
            manifest["training"]["verifier"] = {"recipe": recipe, "framework": f"torch {torch.__version__}"}
            manifest["files"].append(file_entry(staging, FILE))
            write_manifest(staging / "manifest.json", manifest)
        return folder, manifest

    def _validation_windows(self):
        """Keywords of validation speakers, alone and as recorded, at a seeded place near the end; and talk of speakers
        that are not trained on, where the first network hears most."""
        random = np.random.default_rng(_SEED)
        clips = load_clips(self.places.data, "validation", self.places.cache)
        clips = clips.take(clips.of_words([label for label in self.labels if label not in (SILENCE, UNKNOWN)]))
        at = self._samples - random.uniform(0.05, LATEST, len(clips)) * SAMPLE_RATE
        placed = placement.ending_at(clips.ends, np.ones(len(clips)), at)
        waves = placement.render(clips.samples, clips.lengths, placed, random, self._samples)
        targets = [label_index(self.labels, word) for word in clips.words]
        talk = load_talk(self.places.data, "tune", self.places.cache)
        if len(talk):
            hard = HardTalk(talk, [self._folder], self.places.cache)
            windows = np.stack([hard.window(random, True, self._samples, late=3200) for _ in range(_HARD_WINDOWS)])
            waves = torch.cat([waves, torch.from_numpy(windows.astype(np.float32) / 32768)])
            targets += [self.labels.index(UNKNOWN)] * len(windows)
        return torch.cat([self._front_end(part).half() for part in waves.split(256)]), torch.tensor(targets)
