"""How a picture must be turned to stand upright: the EXIF tag 0x0112 of a JPEG or PNG.

The vision service reads it likewise (docs/images.md): the first EXIF block counts, the value may be stored as BYTE,
SHORT or LONG, and a malformed block says nothing. Pillow's own reading differs in each of these.
"""
from __future__ import annotations

import struct
from typing import Iterator

from PIL import Image

UPRIGHT = 1
_TAG = 0x0112
_VALUES = {1: "B", 3: "H", 4: "I"}
_PNG = b"\x89PNG\r\n\x1a\n"
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(photo: Image.Image, orientation: int) -> Image.Image:
    """The photo as an orientation of 1 to 8 turns it."""
    return photo.transpose(_TURNS[orientation]) if orientation in _TURNS else photo


def orientation_of(encoded: bytes) -> int:
    """1 to 8; 1 if the picture names none."""
    blocks = _png_blocks(encoded) if encoded.startswith(_PNG) else _jpeg_blocks(encoded)
    return next((_read(block) for block in blocks), UPRIGHT)


def _png_blocks(png: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 12 <= len(png):
        length, = struct.unpack_from(">I", png, at)
        if png[at + 4:at + 8] == b"eXIf" and at + 12 + length <= len(png):
            yield png[at + 8:at + 8 + length]
        at += 12 + length


def _jpeg_blocks(jpeg: bytes) -> Iterator[bytes]:
    """EXIF segments, also behind fill bytes and padding (ITU-T T.81, B.1.1)."""
    at = 2
    while (at := jpeg.find(b"\xff", at)) >= 0:
        while jpeg[at:at + 1] == b"\xff":
            at += 1
        marker = jpeg[at:at + 1]
        at += 1
        if marker in (b"", b"\xd9"):
            return
        if marker in b"\x00\x01" or b"\xd0" <= marker <= b"\xd8":
            continue
        length = int.from_bytes(jpeg[at:at + 2], "big")
        payload = jpeg[at + 2:at + length]
        if marker == b"\xe1" and payload.startswith(b"Exif\0"):
            yield payload
        at += max(length, 2)


def _read(block: bytes) -> int:
    tiff = block[6:] if block.startswith(b"Exif\0") else block
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    try:
        if order is None:
            return UPRIGHT
        directory, = struct.unpack_from(order + "I", tiff, 4)
        entries, = struct.unpack_from(order + "H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * entries, 12):
            tag, kind = struct.unpack_from(order + "HH", tiff, entry)
            if tag == _TAG:
                value = struct.unpack_from(order + _VALUES.get(kind, "x"), tiff, entry + 8)
                return value[0] if value and 1 <= value[0] <= 8 else UPRIGHT
    except struct.error:
        pass
    return UPRIGHT
