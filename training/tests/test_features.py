import json
import unittest
from pathlib import Path

import numpy as np
import torch

from kws_training.feature_spec import LOG_MEL_40, MFCC_13, FeatureSpec
from kws_training.features import FrontEnd
from kws_training.errors import TrainingError

REPOSITORY = Path(__file__).resolve().parents[2]
DSP_TESTS = REPOSITORY / "tests" / "Kws.Features.Tests"


def _sine():
    return torch.from_numpy((0.5 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)).astype(np.float32))[None]


def _chirp_and_noise(signal):
    """The golden files' test signal, by their formula."""
    rate, count = signal["sample_rate_hz"], signal["samples"]
    time = np.arange(count) / rate
    start, end = signal["from_hz"], signal["to_hz"]
    chirp = 0.4 * np.sin(2 * np.pi * (start * time + (end - start) * time ** 2 / (2 * count / rate)))
    states, state = [], signal["seed"]
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        states.append(state)
    samples = chirp + 0.02 * (np.array(states) / 2.0**31 - 1)
    return torch.from_numpy(samples.astype(np.float32))[None]


class FrontEndTests(unittest.TestCase):
    def test_frames_equal_the_golden_files_of_the_dsp_library(self):
        files = sorted((DSP_TESTS / "Golden").glob("*.json"))
        if not files:
            self.skipTest("the golden files are not there")
        for file in files:
            golden = json.loads(file.read_text(encoding="utf-8"))
            with self.subTest(file.stem):
                frames = FrontEnd(FeatureSpec.parse(golden["spec"]))(_chirp_and_noise(golden["signal"]))[0]
                self.assertEqual(len(frames), golden["frame_count"])
                for frame in golden["frames"]:
                    np.testing.assert_allclose(frames[frame["index"]].numpy(), frame["values"], rtol=0, atol=1e-3)

    def test_mfcc_of_a_sine_equals_the_point_measured_on_nwaves(self):
        # NWaves 0.9.6, MfccExtractor, 440 Hz sine of amplitude 0.5, 16 kHz; see docs/features.md.
        expected = [-12.1395, 4.2439, 0.8135, -1.1121, -2.3755, -2.9492, -2.6722, -1.8051, -0.5869, 0.5375, 1.2951,
                    1.5035, 1.2363]
        spec = FeatureSpec.parse({**MFCC_13.fields(), "floor": 1e-12})
        frames = FrontEnd(spec)(_sine())
        self.assertEqual(tuple(frames.shape), (1, 98, 13))
        np.testing.assert_allclose(frames[0, 0].numpy(), expected, atol=1e-3)

    def test_rows_of_a_batch_equal_single_clips(self):
        clips = torch.randn(3, 16000, generator=torch.Generator().manual_seed(1)) * 0.1
        front_end = FrontEnd(LOG_MEL_40)
        together = front_end(clips)
        for row in range(3):
            torch.testing.assert_close(together[row:row + 1], front_end(clips[row:row + 1]), rtol=1e-5, atol=1e-4)

    def test_digital_silence_gives_the_floor(self):
        frames = FrontEnd(LOG_MEL_40)(torch.zeros(1, 400))
        np.testing.assert_allclose(frames.numpy(), np.log(1e-6), rtol=1e-5)

    def test_frame_count_matches_the_frames(self):
        for samples in (400, 559, 560, 16000):
            frames = FrontEnd(LOG_MEL_40)(torch.zeros(1, samples))
            self.assertEqual(frames.shape[1], LOG_MEL_40.frame_count(samples))


class FeatureSpecTests(unittest.TestCase):
    def test_faults_are_all_named(self):
        with self.assertRaises(TrainingError) as caught:
            FeatureSpec(hop_samples=0, fft_size=500, window="flat")
        for field in ("hop_samples", "fft_size", "window"):
            self.assertIn(field, str(caught.exception))

    def test_canonical_text_and_hash_equal_the_shared_vectors(self):
        file = DSP_TESTS / "FeatureSpecVectors.json"
        if not file.is_file():
            self.skipTest("FeatureSpecVectors.json is not there")
        for vector in json.loads(file.read_text(encoding="utf-8"))["specs"]:
            with self.subTest(vector["name"]):
                spec = FeatureSpec.parse(vector["spec"])
                self.assertEqual(spec.canonical, vector["canonical"])
                self.assertEqual(spec.sha256, vector["sha256"])


if __name__ == "__main__":
    unittest.main()
