"""The classic keyword server: a WAV file in the form field `file`, its keyword out.

Flask, to stand behind uWSGI and nginx, with the mesh's own model: features by the trainer's front end, the network by
PyTorch on one thread, one clip at a time, as such servers do it. A second network (the verifier) is left out, as the
mesh asks it about streams alone.
"""

import io
import json
import pathlib
import sys

import soundfile
import torch
from flask import Flask, jsonify, request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "training")]

from kws_training.feature_spec import FeatureSpec  # noqa: E402
from kws_training.features import FrontEnd  # noqa: E402
from kws_training.onnx_runner import OnnxRunner  # noqa: E402
from model import MODELS, served  # noqa: E402

PACKAGE = MODELS / served()
MANIFEST = json.loads((PACKAGE / "manifest.json").read_text())
SPEC = FeatureSpec.parse(MANIFEST["features"])
FRAMES = MANIFEST["inputs"][0]["shape"][1]
WINDOW = (FRAMES - 1) * SPEC.hop_samples + SPEC.frame_length_samples
STRIDE = MANIFEST["detection"]["stride_frames"] * SPEC.hop_samples

torch.set_num_threads(1)
front_end = FrontEnd(SPEC)
network = OnnxRunner(PACKAGE / "model.onnx")
app = Flask(__name__)


def windows(samples):
    """samples [n] -> [windows, WINDOW]: a stride apart, and one at the very end, as the mesh looks at clips."""
    if len(samples) < WINDOW:
        samples = torch.nn.functional.pad(samples, (0, WINDOW - len(samples)))
    starts = list(range(0, len(samples) - WINDOW, STRIDE)) + [len(samples) - WINDOW]
    return torch.stack([samples[start:start + WINDOW] for start in starts])


@app.post("/predict")
def predict():
    """The keyword of the clip in the form field `file`; 400 says what is wrong with it."""
    if "file" not in request.files:
        return jsonify(error="file: nothing is not allowed; allowed: a form field of that name with a WAV file"), 400
    try:
        samples, rate = soundfile.read(io.BytesIO(request.files["file"].read()), dtype="float32", always_2d=True)
    except soundfile.SoundFileError as fault:
        return jsonify(error=f"file: {fault}"), 400
    if rate != SPEC.sample_rate_hz:
        return jsonify(error=f"file: {rate} Hz is not allowed; allowed: {SPEC.sample_rate_hz} Hz"), 400
    posteriors = network.run(front_end(windows(torch.from_numpy(samples.mean(axis=1)))))
    spoken = [i for i, label in enumerate(MANIFEST["labels"]) if label not in ("silence", "unknown")]
    best = posteriors[posteriors[:, spoken].amax(dim=1).argmax()]
    return jsonify(keyword=MANIFEST["labels"][int(best.argmax())])
