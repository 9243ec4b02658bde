import unittest

import numpy as np
import torch

from kws_training.keyword import placement
from kws_training.keyword.augmentation import Augmenter
from kws_training.keyword.clips import ClipSet
from kws_training.keyword.epoch_plan import Plan, Planner
from kws_training.keyword.noise import NoiseBank
from kws_training.keyword.sources import Sources
from kws_training.keyword.band_warp import warp_bands
from kws_training.keyword.spec_augment import mask_stripes
from kws_training.keyword.word_extent import word_extent
from synthetic_data import PATTERNS, word


def _clips(count=20):
    random = np.random.default_rng(1)
    names = [list(PATTERNS)[i % len(PATTERNS)] for i in range(count)]
    return ClipSet.of([np.round(word(n, random) * 32767).astype(np.int16) for n in names], names)


class WordExtentTests(unittest.TestCase):
    def test_extent_covers_the_tone_and_little_else(self):
        clip = np.random.default_rng(2).standard_normal(16000) * 30
        clip[6000:9000] += 8000 * np.sin(np.arange(3000) * 0.3)
        start, end = word_extent(clip.astype(np.int16))
        self.assertTrue(5600 <= start <= 6000 and 9000 <= end <= 9500, (start, end))

    def test_clip_without_a_word_gives_its_whole_length(self):
        self.assertEqual(word_extent(np.zeros(12345, dtype=np.int16)), (0, 12345))


class PlacementTests(unittest.TestCase):
    def setUp(self):
        self.random = np.random.default_rng(4)
        self.starts, self.ends = np.full(500, 5000.0), np.full(500, 11000.0)
        self.speeds = self.random.uniform(0.8, 1.2, 500)

    def test_word_placed_anywhere_sticks_out_by_at_most_the_overhang(self):
        placed = placement.anywhere(self.starts, self.ends, self.random, self.speeds, overhang=0.08)
        start, end = placed.word_in_window(self.starts, self.ends)
        outside = np.maximum(0, -start) + np.maximum(0, end - 16000)
        self.assertLessEqual(float((outside / (end - start)).max()), 0.0801)

    def test_cut_word_shows_only_the_share_asked_for(self):
        placed = placement.cut_off(self.starts, self.ends, self.random, self.speeds, least=0.1, most=0.4)
        start, end = placed.word_in_window(self.starts, self.ends)
        share = (np.minimum(end, 16000) - np.maximum(start, 0)) / (end - start)
        self.assertTrue(0.0999 <= share.min() and share.max() <= 0.4001)

    def test_window_at_the_edge_begins_with_the_recording_or_a_little_before(self):
        placed = placement.at_the_edge(500, self.random, self.speeds)
        first, last = placed.word_in_window(np.zeros(500), self.ends)
        self.assertTrue(0 <= first.min() and 400 < first.max() <= 480, (first.min(), first.max()))
        np.testing.assert_allclose(last - first, self.ends / self.speeds)

    def test_unchanged_placement_returns_the_recording(self):
        clips = _clips(4)
        same = placement.Placement(np.ones(4), np.zeros(4))
        rendered = placement.render(clips.samples, clips.lengths, same, self.random)
        np.testing.assert_allclose(rendered.numpy(), clips.samples / 32768, atol=1e-6)


class SourcesTests(unittest.TestCase):
    def setUp(self):
        self.clips = _clips(8)
        self.random = np.random.default_rng(6)

    def _taken(self, placement_name, rows):
        count = len(rows)
        plan = Plan(np.asarray(rows), np.ones(count, dtype=np.int64), np.full(count, placement_name), np.ones(count))
        return Sources(self.clips, np.zeros(0, dtype=np.int16)).take(plan, self.random)

    def test_broken_word_is_a_part_of_the_recording(self):
        rows = np.arange(8).repeat(10)
        broken = self._taken("broken", rows)
        for row, clip in enumerate(rows):
            whole = self.clips.samples[clip, :self.clips.lengths[clip]].tobytes()
            self.assertIn(broken.samples[row, :broken.lengths[row]].tobytes(), whole)
            share = ((broken.ends[row] - broken.starts[row]) / (self.clips.ends[clip] - self.clips.starts[clip]))
            self.assertTrue(0.19 < share < 0.81, share)
            self.assertFalse(broken.samples[row, broken.lengths[row]:].any())
        ends_early = broken.lengths == broken.ends
        self.assertTrue(0 < ends_early.sum() < len(rows))

    def test_clipped_word_lacks_at_most_a_quarter_of_itself(self):
        for kind in ("clipped", "edge"):
            with self.subTest(kind):
                self._assert_clipped(kind)

    def _assert_clipped(self, kind):
        rows = np.arange(8).repeat(10)
        clipped = self._taken(kind, rows)
        whole = (self.clips.ends - self.clips.starts)[rows]
        left = (clipped.ends - clipped.starts) / whole
        self.assertTrue(0.74 < left.min() and left.max() < 0.98, (left.min(), left.max()))
        late = clipped.starts == 0
        self.assertTrue(0 < late.sum() < len(rows))
        for row in np.flatnonzero(late):
            self.assertIn(clipped.samples[row, :clipped.lengths[row]].tobytes(),
                          self.clips.samples[rows[row], :self.clips.lengths[rows[row]]].tobytes())

    def test_word_as_recorded_is_left_alone(self):
        np.testing.assert_array_equal(self._taken("near", [3]).samples, self.clips.samples[3:4])


class PlannerTests(unittest.TestCase):
    LABELS = ["silence", "unknown", *list(PATTERNS)[:2]]

    def _plan(self, **shares):
        settings = {"per_keyword": 20, "unknown": 50, "silence": 10, "unknown_shares": shares}
        return Planner(_clips(), 20, self.LABELS, settings).draw(np.random.default_rng(3))

    def test_shares_of_unknown_are_drawn_as_asked(self):
        plan = self._plan(cut=0.2, spliced=0.1, reversed=0.0, broken=0.3)
        counts = {kind: int((plan.placements == kind).sum()) for kind in ("cut", "spliced", "reversed", "broken")}
        self.assertEqual(counts, {"cut": 10, "spliced": 5, "reversed": 0, "broken": 15})
        self.assertEqual(np.bincount(plan.labels, minlength=4).tolist(), [10, 50, 20, 20])

    def test_broken_words_are_other_words_and_unknown(self):
        plan = self._plan(cut=0.0, spliced=0.0, reversed=0.0, broken=0.5)
        broken = plan.take(plan.placements == "broken")
        self.assertEqual(set(broken.labels.tolist()), {1})
        self.assertFalse(set(_clips().words[broken.clips]) & set(self.LABELS))

    def test_clipped_keywords_stay_keywords_and_those_beside_talk_are_none(self):
        settings = {"per_keyword": 200, "unknown": 50, "silence": 0, "clipped_share": 0.25,
                    "unknown_shares": {"talk": 0.2, "hard": 0.4, "beside": 0.2}}
        plan = Planner(_clips(), 20, self.LABELS, settings).draw(np.random.default_rng(3))
        clipped, beside = (plan.take(plan.placements == kind) for kind in ("clipped", "beside"))
        self.assertTrue(60 <= len(clipped) <= 140 and set(clipped.labels.tolist()) == {2, 3}, len(clipped))
        self.assertEqual((len(beside), set(beside.labels.tolist())), (10, {1}))
        self.assertTrue(set(_clips().words[beside.clips]) <= set(self.LABELS))
        self.assertEqual([int((plan.placements == kind).sum()) for kind in ("talk", "hard")], [10, 20])

    def test_keywords_at_the_edge_are_as_many_as_asked(self):
        settings = {"per_keyword": 200, "unknown": 50, "silence": 0, "edge_share": 0.25, "unknown_shares": {}}
        plan = Planner(_clips(), 20, self.LABELS, settings).draw(np.random.default_rng(3))
        edge = plan.take(plan.placements == "edge")
        self.assertTrue(60 <= len(edge) <= 140 and set(edge.labels.tolist()) == {2, 3}, len(edge))


class AugmenterTests(unittest.TestCase):
    def setUp(self):
        self.clips = _clips()
        noise = np.random.default_rng(3).integers(-3000, 3000, 16000 * 5).astype(np.int16)
        self.augmenter = Augmenter(NoiseBank([noise], voices=self.clips.samples), {}, seed=1)

    def _speech(self, seed):
        kinds = np.array(["near", "anywhere", "cut", "near"] * 5)
        return self.augmenter.speech(self.clips, kinds, self.clips, np.random.default_rng(seed))

    def test_windows_are_finite_16_bit_samples(self):
        for waves in (self._speech(1), self.augmenter.silence(64, np.random.default_rng(2))):
            self.assertTrue(torch.isfinite(waves).all())
            scaled = waves * 32768
            self.assertTrue(torch.equal(scaled, scaled.round()) and scaled.abs().max() <= 32768)

    def test_same_seed_gives_the_same_windows(self):
        self.assertTrue(torch.equal(self._speech(7), self._speech(7)))
        self.assertFalse(torch.equal(self._speech(7), self._speech(8)))

    def test_unknown_setting_is_refused(self):
        with self.assertRaisesRegex(ValueError, "noise_shares"):
            Augmenter(NoiseBank([]), {"noise_shares": 1}, seed=1)

    def test_some_silence_is_digital_zero_and_some_is_loud(self):
        level = self.augmenter.silence(300, np.random.default_rng(5)).square().mean(dim=1).sqrt()
        self.assertGreater(int((level == 0).sum()), 5)
        self.assertGreater(float(level.max()), 0.05)


class SpecAugmentTests(unittest.TestCase):
    def test_warped_bands_move_a_formant_by_no_more_than_asked(self):
        features = torch.zeros(200, 5, 40)
        features[:, :, 20] = 1.0
        warped = warp_bands(features, np.random.default_rng(1), most=0.1, share=0.5)
        peaks = (warped.sum(1) * torch.arange(40)).sum(1) / warped.sum((1, 2))
        self.assertTrue(((peaks > 17.5) & (peaks < 23)).all())
        self.assertAlmostEqual(float((peaks == 20).float().mean()), 0.5, delta=0.1)

    def test_masks_keep_most_values_and_blank_with_the_mean(self):
        features = torch.randn(200, 98, 40, generator=torch.Generator().manual_seed(1))
        original, means = features.clone(), features.mean(dim=(1, 2), keepdim=True)
        masked = mask_stripes(features, np.random.default_rng(1))
        changed = (masked - original).abs() > 1e-5
        self.assertTrue(0.1 < float(changed.float().mean()) < 0.5)
        blank = means.expand_as(masked)[changed]
        torch.testing.assert_close(masked[changed], blank, rtol=0, atol=1e-5)


if __name__ == "__main__":
    unittest.main()
