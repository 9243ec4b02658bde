"""Made sign photos for tests: bars on a coloured ground whose tilt is the letter, one folder a source."""

import math

import numpy as np
from PIL import Image, ImageDraw

LETTERS = "ABC"


def write_signs(root, sources=("cut", "room"), per_letter=6, seed=1, side=64):
    """Writes `<root>/<source>/<LETTER>/*.png`; the source `cut` lies on black."""
    random = np.random.default_rng(seed)
    for source in sources:
        for index, letter in enumerate(LETTERS):
            folder = root / source / letter
            folder.mkdir(parents=True)
            for take in range(per_letter):
                ground = (0, 0, 0) if source == "cut" else tuple(int(v) for v in random.integers(20, 110, 3))
                picture = Image.new("RGB", (side, side), ground)
                angle = math.radians(90 * index / len(LETTERS) + random.normal(0, 3))
                reach = side * random.uniform(0.3, 0.38)
                dx, dy = reach * math.cos(angle), reach * math.sin(angle)
                middle = side / 2
                ImageDraw.Draw(picture).line(
                    [middle - dx, middle - dy, middle + dx, middle + dy], fill=(215, 165, 140), width=side // 6)
                picture.save(folder / f"{take}.png")
