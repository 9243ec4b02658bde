import tempfile
import unittest
from pathlib import Path

import numpy as np

from kws_training.kept_arrays import keep


class KeptArraysTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "cache"

    def test_kept_arrays_come_back_and_leave_no_other_file(self):
        keep(self.folder / "one.npy", np.arange(3))
        keep(self.folder / "two.npz", a=np.arange(2), b=np.ones(1))
        self.assertEqual(np.load(self.folder / "one.npy").tolist(), [0, 1, 2])
        with np.load(self.folder / "two.npz") as kept:
            self.assertEqual((kept["a"].tolist(), kept["b"].tolist()), ([0, 1], [1.0]))
        self.assertEqual({path.name for path in self.folder.iterdir()}, {"one.npy", "two.npz"})

    def test_file_that_another_process_is_writing_is_left_alone(self):
        self.folder.mkdir()
        others = self.folder / "one.4294967296.part.npy"
        others.write_bytes(b"half")
        keep(self.folder / "one.npy", np.zeros(1))
        self.assertEqual(others.read_bytes(), b"half")

    def test_failed_write_leaves_nothing(self):
        class Unwritable:
            def __array__(self, *_):
                raise OSError("disk full")

        with self.assertRaises(OSError):
            keep(self.folder / "one.npy", Unwritable())
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
