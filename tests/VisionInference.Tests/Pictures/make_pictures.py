"""Writes the JPEGs and PNGs beside it: `python3 make_pictures.py` (Pillow 9.4, libjpeg-turbo 2.1).

All show the same 32x16 picture: red at the top left, green at the top right, blue at the bottom left, white at the
bottom right; the grey ones show its luma. Blocks of 8 pixels hold one colour, so that JPEG keeps it to a level or two.
"""
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
COLOURS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
# What must be done to the upright picture so that EXIF orientation n turns it back.
STORED = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
          5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
          8: Image.Transpose.ROTATE_270}


def upright():
    picture = Image.new("RGB", (32, 16))
    for index, colour in enumerate(COLOURS):
        picture.paste(colour, (index % 2 * 16, index // 2 * 8, index % 2 * 16 + 16, index // 2 * 8 + 8))
    return picture


def main():
    options = {"quality": 95, "subsampling": 0}
    picture = upright()
    for tag, transpose in STORED.items():
        exif = Image.Exif()
        exif[0x0112] = tag
        stored = picture if transpose is None else picture.transpose(transpose)
        stored.save(HERE / f"exif-{tag}.jpg", exif=exif.tobytes(), **options)
    picture.save(HERE / "progressive.jpg", progressive=True, **options)
    picture.save(HERE / "subsampled.jpg", quality=95, subsampling=2)
    picture.convert("CMYK").save(HERE / "cmyk.jpg", **options)
    picture.convert("L").save(HERE / "grey.jpg", quality=95)
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=4).save(HERE / "palette.png")
    picture.convert("L").save(HERE / "grey.png")
    picture.save(HERE / "rgb.png")


if __name__ == "__main__":
    main()
