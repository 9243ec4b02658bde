import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from kws_training.cli import main
from kws_training.package import file_entry, read_manifest

MODELS = Path(__file__).resolve().parents[2] / "models" / "keyword-spotting"


def _newest(name):
    return max((MODELS / name).glob("*/manifest.json")).parent


class VerifiedPackageTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def _run(self, package, other, *options):
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines), contextlib.redirect_stderr(lines):
            code = main(["verified", "--package", str(package), "--verifier-of", str(other), "--output", str(self.root),
                         *options])
        return code, lines.getvalue()

    def test_package_has_both_networks_and_the_thresholds_of_each(self):
        code, said = self._run(_newest("tiny"), _newest("small"))
        self.assertEqual(code, 0, said)
        folder, tiny, small = self.root / "tiny-verified" / "1.0.0", *map(read_manifest, map(_newest, ("tiny", "small")))
        manifest = read_manifest(folder)
        for entry in manifest["files"]:
            self.assertEqual(entry, file_entry(folder, entry["path"]))
        self.assertEqual([tiny["files"][0], small["files"][1]], manifest["files"])
        self.assertEqual(manifest["verifier"]["alone"], tiny["detection"]["thresholds"])
        self.assertEqual(set(manifest["verifier"]["thresholds"].values()), {0.5})
        self.assertNotIn("tuning", manifest["detection"])
        self.assertLess(set(tiny["attribution"]), set(manifest["attribution"]))
        self.assertFalse([metric for metric in manifest["metrics"] if metric["name"].startswith("stream.")])

    def test_package_has_the_name_and_version_that_are_asked_for(self):
        code, said = self._run(_newest("tiny"), _newest("small"), "--name", "watch", "--version", "2.0.0")
        self.assertEqual(code, 0, said)
        manifest = read_manifest(self.root / "watch" / "2.0.0")
        self.assertEqual(("watch", "2.0.0"), (manifest["name"], manifest["version"]))

    def test_what_does_not_fit_is_refused_naming_it(self):
        other = self.root / "other"
        other.mkdir()
        (other / "manifest.json").write_text(json.dumps(read_manifest(_newest("small")) | {"labels": ["silence", "unknown"]}))
        for package, second, said in (
                (_newest("small"), _newest("small"), "it has a verifier already"),
                (_newest("tiny"), _newest("tiny-int8"), "it has no verifier"),
                (_newest("tiny"), other, "labels differ from those of")):
            with self.subTest(said):
                code, error = self._run(package, second)
                self.assertEqual(code, 2, error)
                self.assertIn(said, error)


if __name__ == "__main__":
    unittest.main()
