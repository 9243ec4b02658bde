import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np

from kws_training.errors import TrainingError
from kws_training.package import read_manifest, write_manifest
from kws_training.vision.left_out import METRIC, cross_signer
from kws_training.vision.letters import LETTERS


class CrossSignerTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def _package(self, name, source=None, counts=None):
        folder = self.root / name
        folder.mkdir()
        write_manifest(folder / "manifest.json", {
            "metrics": [], "reading": {}, "training": {"recipe": {"leave_out": source} if source else {}}})
        if counts is not None:
            content = {"labels": list(LETTERS), "counts": counts.tolist()}
            (folder / f"confusion-left_out_{source}.json").write_text(json.dumps(content), encoding="utf-8")
        return folder

    def test_two_sources_give_mean_accuracy_and_mean_confusions(self):
        one, other = np.diag([10] * len(LETTERS)), np.diag([10] * len(LETTERS))
        a, s = LETTERS.index("A"), LETTERS.index("S")
        one[a, a], one[a, s] = 6, 4
        other[a, a] = 0
        package = self._package("all")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            cross_signer(package, [self._package("x", "x", one), self._package("y", "y", other)])
        manifest = read_manifest(package)
        metric = manifest["metrics"][0]
        self.assertEqual((metric["name"], metric["value"], metric["samples"]), (METRIC, round((236 / 240 + 1) / 2, 4), 470))
        self.assertEqual(manifest["reading"]["confusions"], {"A": {"S": 0.4}})
        self.assertIn("mean", printed.getvalue())

    def test_package_that_left_nothing_out_is_refused(self):
        with self.assertRaisesRegex(TrainingError, "leave_out"):
            cross_signer(self._package("all"), [self._package("x")])


if __name__ == "__main__":
    unittest.main()
