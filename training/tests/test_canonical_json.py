import json
import unittest
from pathlib import Path

from kws_training.canonical_json import canonical_json
from kws_training.feature_spec import LOG_MEL_40


class CanonicalJsonTests(unittest.TestCase):
    def test_numbers_follow_ecmascript(self):
        cases = {0.97: "0.97", 1e-7: "1e-7", 20: "20", 20.0: "20", 0.000001: "0.000001", 1e21: "1e+21",
                 123456789012345680000: "123456789012345680000", -1.5e-10: "-1.5e-10", 5e-324: "5e-324",
                 1.7976931348623157e308: "1.7976931348623157e+308", -0.0: "0", 333333333.33333329: "333333333.3333333"}
        for value, text in cases.items():
            self.assertEqual(canonical_json(value), text)

    def test_keys_are_sorted_and_white_space_is_dropped(self):
        self.assertEqual(canonical_json({"b": [1, True, None], "a": {"z": "é", "y": 0.5}}),
                         '{"a":{"y":0.5,"z":"é"},"b":[1,true,null]}')

    def test_numbers_without_a_json_form_are_refused(self):
        for value in (float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                canonical_json(value)

    def test_default_spec_has_its_published_text(self):
        self.assertEqual(
            LOG_MEL_40.canonical,
            '{"coefficients":40,"fft_size":512,"floor":0.000001,"frame_length_samples":400,"high_hz":7600,'
            '"hop_samples":160,"kind":"log-mel","log":"natural","low_hz":20,"mel_bands":40,"pre_emphasis":0,'
            '"sample_rate_hz":16000,"window":"hann"}')


if __name__ == "__main__":
    unittest.main()
