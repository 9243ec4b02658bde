"""Writes the golden files beside it: `python3 make_golden.py`. They are made once and kept: a change of
preprocessing must show as a failing test, not as new files.

Made pictures (seeded) of awkward sizes, and the tensors that `kws_training.vision.preprocessing` gives for them.
"""

import io
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from kws_training.vision.preprocessing import ImageSpec, decode, to_tensor  # noqa: E402

SMALL = {"width_pixels": 32, "height_pixels": 32}
CASES = (
    ("landscape.png", (90, 61), SMALL),
    ("portrait.png", (47, 110), SMALL),
    ("tiny.png", (5, 5), SMALL),
    ("same-size.png", (32, 32), SMALL),
    ("stretched.png", (71, 40), {"width_pixels": 24, "height_pixels": 36, "crop": "stretch",
                                 "colour_order": "bgr", "mean": [0.4, 0.5, 0.6], "scale": [0.2, 0.25, 0.3]}),
    ("turned.jpg", (64, 48), SMALL),
)


def picture(width, height, seed):
    """Smooth colours with a few hard edges, as a photo has."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    waves = [127 + 90 * np.sin(random.uniform(3, 14) * x + random.uniform(3, 14) * y + random.uniform(0, 6))
             for _ in range(3)]
    pixels = np.stack(waves, -1) + random.normal(0, 6, (height, width, 3))
    pixels[height // 3:height // 2, width // 4:width // 2] = random.integers(0, 255, 3)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def encoded(name, image):
    buffer = io.BytesIO()
    if name.endswith(".png"):
        image.save(buffer, "PNG")
    else:
        exif = Image.Exif()
        exif[0x0112] = 6
        image.save(buffer, "JPEG", quality=95, subsampling=0, exif=exif.tobytes())
    return buffer.getvalue()


def main():
    cases = []
    for seed, (name, size, keys) in enumerate(CASES):
        keys = {k: tuple(v) if isinstance(v, list) else v for k, v in keys.items()}
        spec = ImageSpec(**keys)
        content = encoded(name, picture(*size, seed))
        (HERE / name).write_bytes(content)
        tensor = to_tensor(decode(content), spec)
        (HERE / f"{name}.f32").write_bytes(tensor.astype("<f4").tobytes())
        tolerance = 0.03 if name.endswith(".jpg") else 1e-4
        cases.append({"picture": name, "tensor": f"{name}.f32", "shape": list(tensor.shape),
                      "tolerance": tolerance, "image": spec.to_manifest()})
    (HERE / "cases.json").write_text(json.dumps(cases, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
