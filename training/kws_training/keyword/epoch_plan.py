"""Which clips an epoch is made of: balanced over the labels, with synthetic speech down-weighted."""

from dataclasses import dataclass

import numpy as np

from ..errors import TrainingError
from .labels import SILENCE, UNKNOWN

_DEFAULTS = {
    "per_keyword": 1000,        # windows of each keyword
    "unknown": 4000,
    "silence": 1000,
    "synthetic_share": 0.08,    # of a keyword's windows; scarce keywords use `scarce_synthetic_share`
    "scarce_synthetic_share": 0.35,
    "scarce_below": 500,        # recorded clips under which a keyword is scarce
    "synthetic_weight": 0.4,    # of synthetic speech in the loss
    "near_share": 0.55,         # of the words placed about as recorded; the others lie anywhere in the window
    "clipped_share": 0.0,       # of a keyword's windows: its recording begins late or stops early, and enough is left
    "edge_share": 0.0,          # of a keyword's windows: the same, and the window begins with the recording
    # Shares of `unknown` other than recorded words. Cut: a keyword of which the window holds only a part. Broken:
    # another word whose recording begins or ends in the middle of it. Talk: real running speech; hard: where a model
    # heard a keyword in it; beside: a keyword within it. (The last four: none unless asked for.)
    "unknown_shares": {"synthetic": 0.12, "running": 0.17, "cut": 0.13, "spliced": 0.08, "reversed": 0.05},
}
# Played backwards, these come near another keyword.
_NOT_REVERSED = ("on", "no", "go", "up")


@dataclass(frozen=True)
class Plan:
    """One row a window: clip index (-1: none), label index, placement, weight. Placements are "near", "anywhere",
    "cut", "spliced", "reversed", "broken", "clipped", "edge", "beside" (see `Sources` and `Augmenter`), "running" (a window of
    synthetic running speech), "talk" and "hard" (of real one), and "silence"."""

    clips: np.ndarray
    labels: np.ndarray
    placements: np.ndarray
    weights: np.ndarray

    def __len__(self):
        return len(self.clips)

    def take(self, rows):
        return Plan(self.clips[rows], self.labels[rows], self.placements[rows], self.weights[rows])


class Planner:
    """Draws the plan of an epoch from recorded clips (the first `recorded` of the set) and synthetic ones."""

    def __init__(self, clips, recorded, labels, settings):
        unknown_keys = set(settings) - set(_DEFAULTS)
        if unknown_keys:
            raise ValueError(f"sampling: unknown keys {sorted(unknown_keys)}; known are {sorted(_DEFAULTS)}")
        self._settings = {**_DEFAULTS, **settings}
        self._labels = labels
        self._keywords = [label for label in labels if label not in (SILENCE, UNKNOWN)]
        is_recorded = np.arange(len(clips)) < recorded
        is_keyword = np.isin(clips.words, self._keywords)
        self._recorded = {w: np.flatnonzero(is_recorded & (clips.words == w)) for w in self._keywords}
        self._synthetic = {w: np.flatnonzero(~is_recorded & (clips.words == w)) for w in self._keywords}
        self.other_recorded = np.flatnonzero(is_recorded & ~is_keyword)
        self._other_synthetic = np.flatnonzero(~is_recorded & ~is_keyword)
        if not len(self.other_recorded) and not len(self._other_synthetic):
            raise TrainingError("no other words than the keywords: give recordings of some in the folder 'unknown', or "
                                "ask for synthetic ones in the recipe")
        self._other_weights = _by_word(clips.words[self.other_recorded])

    def windows(self):
        s = self._settings
        return s["per_keyword"] * len(self._keywords) + s["unknown"] + s["silence"]

    def draw(self, random):
        """A shuffled plan of `windows()` rows."""
        s = self._settings
        parts = [self._keyword(word, random) for word in self._keywords]
        parts += self._unknown(random)
        parts.append(self._part(np.full(s["silence"], -1), SILENCE, "silence", 1.0, random))
        plan = Plan(*(np.concatenate([getattr(p, name) for p in parts])
                      for name in ("clips", "labels", "placements", "weights")))
        return plan.take(random.permutation(len(plan)))

    def _keyword(self, word, random):
        s = self._settings
        recorded, synthetic = self._recorded[word], self._synthetic[word]
        share = s["synthetic_share"] if len(recorded) >= s["scarce_below"] else s["scarce_synthetic_share"]
        spoken = round(s["per_keyword"] * share) if len(synthetic) else 0
        drawn = np.concatenate([_without_repeats(recorded, s["per_keyword"] - spoken, random),
                                _without_repeats(synthetic, spoken, random)])
        weights = np.where(np.arange(len(drawn)) < s["per_keyword"] - spoken, 1.0, s["synthetic_weight"])
        part = self._part(drawn, word, None, weights, random)
        if s["clipped_share"]:
            part.placements[random.random(len(drawn)) < s["clipped_share"]] = "clipped"
        if s["edge_share"]:
            part.placements[random.random(len(drawn)) < s["edge_share"]] = "edge"
        return part

    def _unknown(self, random):
        s = self._settings
        counts = {kind: round(s["unknown"] * share) for kind, share in s["unknown_shares"].items()}
        rest = s["unknown"] - sum(counts.values())
        if len(self.other_recorded):
            recorded = self.other_recorded[random.choice(len(self.other_recorded), rest, p=self._other_weights)]
        else:
            # Nobody recorded other words: spoken ones stand for them.
            recorded = self.other_recorded
            counts["synthetic"] = counts.get("synthetic", 0) + rest
        synthetic = _without_repeats(self._other_synthetic, counts.get("synthetic", 0), random)
        words = np.concatenate([*self._recorded.values(), self.other_recorded])
        forwards = [clips for word, clips in self._recorded.items() if word not in _NOT_REVERSED]
        keywords = np.concatenate(list(self._recorded.values()))
        drawn = [(recorded, None, 1.0), (synthetic, None, s["synthetic_weight"]),
                 (np.full(counts.get("running", 0), -1), "running", s["synthetic_weight"]),
                 *((np.full(counts[kind], -1), kind, 1.0) for kind in ("talk", "hard") if counts.get(kind))]
        for kind, pool in (("cut", keywords), ("spliced", words),
                           ("reversed", np.concatenate([*forwards, self.other_recorded])),
                           ("broken", self.other_recorded if len(self.other_recorded) else words),
                           ("beside", keywords)):
            if kind == "beside" and not counts.get(kind):
                continue
            drawn.append((pool[random.integers(len(pool), size=counts.get(kind, 0))], kind, 1.0))
        return [self._part(clips, UNKNOWN, placement, weight, random) for clips, placement, weight in drawn]

    def _part(self, clips, label, placement, weight, random):
        count = len(clips)
        near = random.random(count) < self._settings["near_share"]
        placements = np.full(count, placement) if placement else np.where(near, "near", "anywhere")
        return Plan(np.asarray(clips), np.full(count, self._labels.index(label)), placements.astype("U8"),
                    np.broadcast_to(np.asarray(weight, dtype=np.float64), (count,)))


def _without_repeats(indices, count, random):
    """`count` of the indices, each as often as any other give or take one."""
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    rounds = -(-count // len(indices))
    return np.concatenate([random.permutation(indices) for _ in range(rounds)])[:count]


def _by_word(words):
    """Probabilities that let rare words be heard more often than their share: the square root of the count."""
    names, inverse, counts = np.unique(words, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[inverse])
    return weights / weights.sum()
