"""The keys of a recipe that only sign letters have."""

from dataclasses import dataclass, field, fields

from ..errors import TrainingError
from .augmentation import Augmentation


@dataclass(frozen=True)
class Source:
    """One folder of photos. share: of the drawn pictures; trim: share of each side cut away (a drawn frame);
    cut_out: the hands lie on black and must be pasted onto something; drop: letters not to be learned from it."""

    share: float = 1.0
    trim: float = 0.0
    cut_out: bool = False
    drop: str = ""


@dataclass(frozen=True)
class SignRecipe:
    """pictures_per_epoch: drawn with replacement. nothing_share: pictures without a hand; 0 leaves the label
    out. mask_weight: of the side loss that asks where the hand is. small_side: side in pixels of the close-ups in
    the first `small_share` of the epochs, which learn as much at less cost; 0 trains at full side throughout.
    leave_out: a source to train without and to measure on. made_hands: {"per_letter", "share"}: drawn hands as one
    more source. people: drawn people for the finder's scenes and for backgrounds. segmenter: {"steps", "made_steps",
    "scene_steps", "widths", "start_from"} (`hand_knowledge.py`)."""

    pictures_per_epoch: int = 6000
    label_smoothing: float = 0.1
    mask_weight: float = 0.3
    mixup: float = 0.0
    nothing_share: float = 0.04
    small_side: int = 0
    small_share: float = 0.6
    leave_out: str = ""
    made_hands: dict = field(default_factory=dict)
    people: int = 0
    sources: dict = field(default_factory=dict)
    augmentation: Augmentation = Augmentation()
    segmenter: dict = field(default_factory=dict)
    reading: dict = field(default_factory=dict)

    @staticmethod
    def parse(recipe):
        """Takes this task's keys from a whole recipe; raises TrainingError naming a bad one."""
        own = {f.name: recipe[f.name] for f in fields(SignRecipe) if f.name in recipe}
        try:
            own["augmentation"] = Augmentation(**recipe.get("augmentation", {}))
            own["sources"] = {name: Source(**keys) for name, keys in recipe.get("sources", {}).items()}
        except TypeError as error:
            raise TrainingError(f"recipe: {error}") from error
        parsed = SignRecipe(**own)
        for name in ("label_smoothing", "mixup", "nothing_share", "small_share"):
            if not 0 <= getattr(parsed, name) < 1:
                raise TrainingError(f"recipe: {name}: {getattr(parsed, name)}, from 0 to below 1")
        if parsed.segmenter.get("scene_steps") and not parsed.people:
            raise TrainingError("recipe: people: 0; the segmenter's scene_steps need some")
        return parsed

    def source(self, name):
        return self.sources.get(name, Source())

    @property
    def drops(self):
        """`source/LETTER` pairs that are not trained on."""
        return [f"{name}/{letter}" for name, source in self.sources.items() for letter in source.drop]

    @property
    def trims(self):
        return {name: source.trim for name, source in self.sources.items() if source.trim}
