import unittest

import torch

from kws_training import models
from kws_training.errors import TrainingError
from kws_training.keyword.label_bias import add_label_bias, label_bias

LABELS = ["silence", "unknown", "yes"]
ARCHITECTURES = [{"kind": "stem-tcn"}, {"kind": "bc-resnet"}, {"kind": "tc-resnet"}, {"kind": "ds-cnn"}]


class LabelBiasTests(unittest.TestCase):
    def test_bias_changes_the_log_odds_of_its_label_only(self):
        for architecture in ARCHITECTURES:
            with self.subTest(architecture["kind"]):
                model = models.build(architecture, len(LABELS), 40).eval()
                windows = torch.randn(2, 98, 40)
                with torch.no_grad():
                    before = model(windows)
                    add_label_bias(model, label_bias({"unknown": -0.5}, LABELS))
                    change = model(windows) - before
                torch.testing.assert_close(change, torch.tensor([0.0, -0.5, 0.0]).expand(2, 3), atol=1e-4, rtol=0)

    def test_wrong_settings_are_refused(self):
        for settings, said in (({"maybe": 1}, "no such label"), ({"yes": "much"}, "not a number"), ({"yes": 9}, "-5 to 5")):
            with self.subTest(settings), self.assertRaisesRegex(TrainingError, said):
                label_bias(settings, LABELS)


if __name__ == "__main__":
    unittest.main()
