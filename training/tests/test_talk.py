import tempfile
import unittest
from pathlib import Path

import numpy as np
import soundfile

from kws_training.errors import TrainingError
from kws_training.keyword.hard_talk import HardTalk
from kws_training.keyword.noise import NoiseBank
from kws_training.keyword.talk import Talk, load_talk, part_of, speaker_of

BASE = next((Path(__file__).resolve().parents[2] / "models" / "keyword-spotting" / "tiny").glob("*/manifest.json")).parent


class TalkTests(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.root = Path(self._folder.name)
        self.random = np.random.default_rng(3)

    def _write(self, name, seconds):
        path = self.root / "running" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(str(path), self.random.standard_normal(int(seconds * 16000)) * 0.05, 16000)

    def test_speakers_and_halves_are_those_of_the_evaluator(self):
        # The examples of docs/training.md.
        self.assertEqual((speaker_of("librispeech/103-1240-0000.opus"), part_of("103-1240-0000.opus")), ("103", "tune"))
        self.assertEqual((speaker_of("ljspeech/LJ001-0093.opus"), part_of("LJ003-0048.opus")), ("LJ", "train"))
        self.assertEqual(speaker_of("orders/16701b2c-45d2-43a6-a79e-5085f2bf861e.opus"),
                         "16701b2c-45d2-43a6-a79e-5085f2bf861e")

    def test_no_speaker_is_in_both_halves(self):
        for number in range(20):
            self._write(f"librispeech/{number // 2 + 100}-7-{number:04}.flac", 0.5)
        parts = {part: load_talk(self.root, part, self.root / part).names for part in ("train", "tune", "all")}
        speakers = {part: {speaker_of(name) for name in names} for part, names in parts.items()}
        self.assertFalse(speakers["train"] & speakers["tune"])
        self.assertEqual(len(parts["train"]) + len(parts["tune"]), len(parts["all"]))
        self.assertTrue(len(parts["train"]) and len(parts["tune"]))

    def test_stretch_in_which_a_keyword_is_said_is_no_negative(self):
        self._write("room/one.wav", 6)
        (self.root / "running" / "heard.csv").write_text(
            "file,label,start_s,end_s,judged,model\nroom/one.wav,on,2.0,3.0,word,small\nroom/one.wav,up,5,5.5,not,small\n")
        talk = load_talk(self.root, "all", self.root)
        self.assertFalse(talk.usable[int(1.75 * 16000):int(3.25 * 16000)].any())
        self.assertTrue(talk.usable[:int(1.6 * 16000)].all() and talk.usable[int(3.4 * 16000):].all())
        hard = HardTalk(talk, [], self.root)
        said = talk.samples[int(1.71 * 16000):int(3.29 * 16000)].tobytes()
        for _ in range(50):
            window = hard.window(self.random, True)
            self.assertEqual(len(window), 16000)
            self.assertNotIn(window[4000:4400].tobytes(), said)

    def test_without_a_folder_there_is_no_talk(self):
        self.assertEqual(len(load_talk(self.root, "all", self.root)), 0)

    def test_windows_longer_than_all_talk_are_refused(self):
        with self.assertRaisesRegex(TrainingError, "too few"):
            HardTalk(Talk.empty(), [], self.root).window(self.random, False)

    def test_hard_windows_are_where_the_model_hears_something(self):
        self._write("room/one.wav", 5)
        talk = load_talk(self.root, "all", self.root)
        heard = HardTalk(talk, [BASE], self.root, least=0.0)
        sure = HardTalk(talk, [BASE], self.root, least=0.999)
        self.assertGreaterEqual(heard.hard_count, sure.hard_count)

    def test_talkers_are_a_noise_of_level_one(self):
        talk = (self.random.standard_normal(64000) * 500).astype(np.int16)
        bank = NoiseBank([], talk=talk, talkers_share=1.0)
        noise = bank.draw(self.random, 32000)
        self.assertAlmostEqual(float(np.sqrt(np.mean(np.square(noise)))), 1, places=3)
        self.assertEqual(len(noise), 32000)


if __name__ == "__main__":
    unittest.main()
