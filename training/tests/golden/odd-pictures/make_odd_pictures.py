"""Writes the odd but real-life pictures beside it: `/usr/bin/python3 make_odd_pictures.py` (Pillow 9.4).

Each is 32x16 pixels when it stands upright. `cases.json` names the file of its right pixels, [16, 32, 3] bytes, and by
how many levels a decoder may differ. Trainer and vision service are held against them, so that both see the same.
"""

import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT = 32, 16
# The luma table of ITU-T T.81, K.3.1, for DC differences: (code, bits) of each category.
DC_CODES = [(0, 2), (2, 3), (3, 3), (4, 3), (5, 3), (6, 3), (14, 4), (30, 5), (62, 6), (126, 7), (254, 8), (510, 9)]
DC_TABLE = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]) + bytes(range(12))
# One AC code alone: the end of a block is the bit 0.
AC_TABLE = bytes([1] + [0] * 15) + b"\0"


def colours():
    """Blocks of 8 pixels of one colour, which JPEG keeps, and no symmetry."""
    blocks = np.random.default_rng(16).integers(0, 256, (HEIGHT // 8, WIDTH // 8, 3), dtype=np.uint8)
    return np.kron(blocks, np.ones((8, 8, 1), np.uint8))


def decoded(jpeg):
    with Image.open(io.BytesIO(jpeg)) as photo:
        return np.asarray(photo.convert("RGB"))


def jpeg_of(pixels, mode="RGB", **options):
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, "JPEG", quality=95, **options)
    return file.getvalue()


def png_of(image, *chunks):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()[:33] + b"".join(chunks) + file.getvalue()[33:]


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def raw_png(bits, colour_type, rows, *chunks):
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, colour_type, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks)
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + chunk(b"IEND", b""))


def tiff(orientation, order="<", kind=3):
    value = struct.pack(order + "I", orientation) if kind == 4 else struct.pack(order + "HH", orientation, 0)
    return ((b"II" if order == "<" else b"MM") + struct.pack(order + "HIHHHI", 42, 8, 1, 0x112, kind, 1) + value
            + b"\0" * 4)


def app1(content):
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def exif(*arguments, **options):
    return app1(b"Exif\0\0" + tiff(*arguments, **options))


def xmp(orientation):
    return app1(b'http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation="%d"/>' % orientation)


def segment(jpeg, marker):
    at = 2
    while jpeg[at + 1] != marker:
        at += 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")
    return at, at + 2 + int.from_bytes(jpeg[at + 2:at + 4], "big")


def without(jpeg, marker):
    while bytes([0xFF, marker]) in jpeg:
        begin, end = segment(jpeg, marker)
        jpeg = jpeg[:begin] + jpeg[end:]
    return jpeg


def sampled(across, down, lumas):
    """A colour JPEG whose luma is sampled `across` x `down` as finely as its chroma: flat blocks, neither library."""
    tables = b"\xff\xdb\0\x43\0" + b"\1" * 64
    frame = b"\xff\xc0\0\x11\x08" + struct.pack(">HH", HEIGHT, WIDTH) + bytes(
        [3, 1, across << 4 | down, 0, 2, 0x11, 0, 3, 0x11, 0])
    huffman = b"".join(b"\xff\xc4" + struct.pack(">HB", 3 + len(table), kind) + table
                       for kind, table in ((0x00, DC_TABLE), (0x10, AC_TABLE)))
    bits, last = "", 0
    columns, rows = -(-WIDTH // (8 * across)), -(-HEIGHT // (8 * down))
    for unit in range(columns * rows):
        for block in range(across * down):
            row = min(unit // columns * down + block // across, HEIGHT // 8 - 1)
            column = min(unit % columns * across + block % across, WIDTH // 8 - 1)
            # A block's DC is eight times the level, which counts from 128.
            difference = (int(lumas[row, column]) - 128) * 8 - last
            last += difference
            size = abs(difference).bit_length()
            code, length = DC_CODES[size]
            value = difference if difference > 0 else difference + (1 << size) - 1
            bits += f"{code:0{length}b}" + (f"{value:0{size}b}" if size else "") + "0"
        # No difference in both chroma blocks.
        bits += f"{DC_CODES[0][0]:02b}0" * 2
    bits += "1" * (-len(bits) % 8)
    data = bytes(int(bits[at:at + 8], 2) for at in range(0, len(bits), 8)).replace(b"\xff", b"\xff\0")
    return (b"\xff\xd8" + tables + frame + huffman + b"\xff\xda\0\x0c\3\1\0\2\0\3\0\0\x3f\0" + data + b"\xff\xd9")


def jpegs(pixels):
    """(name, content, right pixels)."""
    good = jpeg_of(pixels)
    right = decoded(good)
    header_end = segment(good, 0xDA)[1]
    tables = segment(good, 0xDB)[0]
    jfif = good.index(b"JFIF\0") + 5
    odd_scan = good[:header_end - 3] + b"\0\0\0" + good[header_end:]
    yield "scan-selection-0.jpg", odd_scan, right
    yield "jfif-2.01.jpg", good[:jfif] + b"\2\1" + good[jfif + 2:], right
    yield "adobe-transform-5.jpg", good[:2] + b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\5" + good[2:], right
    yield "fill-bytes.jpg", good[:tables] + b"\xff\xff" + good[tables:], right
    yield "trailing.jpg", good + b"\0" * 50 + b"garbage", right
    yield "padded-data.jpg", good[:-2] + b"\0" * 5 + b"\xff\xd9", right
    yield "no-huffman-tables.jpg", without(good, 0xC4), right
    yield "all-flaws.jpg", odd_scan[:jfif] + b"\2\1" + odd_scan[jfif + 2:] + b"\0", right
    lying = jpeg_of(np.rot90(pixels))
    upright = np.rot90(decoded(lying), -1)
    body = lying[2:]
    for name, head in (("short", exif(6)), ("big-endian", exif(6, order=">")), ("long", exif(6, kind=4)),
                       ("long-big-endian", exif(6, order=">", kind=4)), ("fill-bytes", b"\xff\xff" + exif(6)),
                       ("after-xmp", xmp(3) + exif(6)), ("first-of-two", exif(6) + exif(3))):
        yield f"exif-{name}.jpg", b"\xff\xd8" + head + body, upright
    yield "xmp-alone.jpg", good[:2] + xmp(6) + good[2:], right
    yield "exif-9.jpg", good[:2] + exif(9) + good[2:], right
    yield "exif-cut.jpg", good[:2] + app1(b"Exif\0\0" + tiff(6)[:15]) + good[2:], right
    for options in ({"progressive": True}, {"subsampling": 2}):
        odd = jpeg_of(pixels, **options)
        yield f"{next(iter(options))}.jpg", odd, decoded(odd)
    grey = jpeg_of(pixels, "L")
    yield "grey.jpg", grey, decoded(grey)
    inks = jpeg_of(pixels, "CMYK")
    yield "inks.jpg", inks, decoded(inks)
    lumas = pixels[::8, ::8, 1]
    levels = np.repeat(np.kron(lumas, np.ones((8, 8), np.uint8))[:, :, None], 3, axis=2)
    for across, down in ((4, 2), (3, 1), (1, 4), (4, 1), (2, 4), (1, 3)):
        yield f"sampled-{across}x{down}.jpg", sampled(across, down, lumas), levels


def pngs(pixels):
    """(name, content, right pixels)."""
    image = Image.fromarray(pixels)
    for gamma in (100000, 55556, 50994, 45455):
        yield f"gamma-{gamma}.png", png_of(image, chunk(b"gAMA", struct.pack(">I", gamma))), pixels
    chroma = struct.pack(">8I", 31270, 32900, 64000, 33000, 15000, 6000, 30000, 60000)
    yield "gamma-chroma.png", png_of(image, chunk(b"gAMA", struct.pack(">I", 55556)), chunk(b"cHRM", chroma)), pixels
    yield "srgb.png", png_of(image, chunk(b"sRGB", b"\0")), pixels
    lying = Image.fromarray(np.rot90(pixels))
    yield "exif.png", png_of(lying, chunk(b"eXIf", tiff(6, order=">"))), pixels
    yield "exif-long.png", png_of(lying, chunk(b"eXIf", tiff(6, kind=4))), pixels
    text = b"XML:com.adobe.xmp\0\0\0\0\0" + b'<x tiff:Orientation="6"/>'
    yield "xmp-alone.png", png_of(image, chunk(b"iTXt", text)), pixels
    low = np.random.default_rng(8).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    grey = np.repeat(pixels[:, :, :1], 3, axis=2)
    fine = pixels.astype(np.uint16) << 8 | low
    yield "grey-16-bit.png", raw_png(16, 0, [row.astype(">u2").tobytes() for row in fine[:, :, 0]]), grey
    yield "rgb-16-bit.png", raw_png(16, 2, [row.astype(">u2").tobytes() for row in fine]), pixels
    yield "grey-1-bit.png", raw_png(1, 0, [b"\x0f\0\xff\xaa"] * HEIGHT), np.repeat(
        np.unpackbits(np.frombuffer(b"\x0f\0\xff\xaa" * HEIGHT, np.uint8)).reshape(HEIGHT, WIDTH, 1) * 255, 3, axis=2)
    alpha = np.dstack([pixels, low[:, :, :1]])
    yield "alpha.png", png_of(Image.fromarray(alpha)), pixels
    yield "colour-key.png", png_of(image, chunk(b"tRNS", struct.pack(">3H", *map(int, pixels[0, 0])))), pixels
    palette = image.quantize(8)
    yield "palette.png", png_of(palette), np.asarray(palette.convert("RGB"))
    # Transparency stands behind the palette, which stands behind the header.
    keyed = png_of(palette)
    behind = keyed.index(b"IDAT") - 4
    keyed = keyed[:behind] + chunk(b"tRNS", b"\0\x40\x80") + keyed[behind:]
    yield "palette-transparent.png", keyed, np.asarray(palette.convert("RGB"))
    yield "no-end.png", png_of(image)[:-12], pixels


def main():
    kept, cases = {}, []
    for name, content, right in [*jpegs(colours()), *pngs(colours())]:
        (HERE / name).write_bytes(content)
        right = np.ascontiguousarray(right).tobytes()
        if right not in kept:
            kept[right] = f"{name}.rgb"
            (HERE / kept[right]).write_bytes(right)
        tolerance = 0 if name.endswith(".png") else 1
        cases.append({"picture": name, "pixels": kept[right], "tolerance": tolerance})
    (HERE / "cases.json").write_text(json.dumps(cases, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
