"""How large a picture would be when drawn, read from its first bytes: nothing is decoded here."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import BinaryIO

from webapp.evidence.refusal import RefusedFile
from webapp.wording import _

# A page scanned at 600 dots per inch has 35 million.
MOST_PIXELS = 100_000_000
# Before the picture itself stand profiles, notes of the camera, and a small preview.
MOST_JPEG_SEGMENTS = 1_000
# The markers of a frame's header, which gives its size; 0xC4, 0xC8 and 0xCC mean something else.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

Size = tuple[int, int]
SizeOf = Callable[[BinaryIO], Size | None]


def check_picture(file: BinaryIO, size_of: SizeOf) -> None:
    """Refuses a picture that is too large when drawn, or does not say how large it is."""
    try:
        size = size_of(file)
    except struct.error:
        size = None
    if size is None or 0 in size:
        raise RefusedFile(_("The picture cannot be read. Save it anew, or as PDF, and attach that."))
    if size[0] * size[1] > MOST_PIXELS:
        raise RefusedFile(
            _(
                "The picture has more than %(number)s million pixels. Make it smaller and attach that.",
                number=MOST_PIXELS // 1_000_000,
            )
        )


def png_size(file: BinaryIO) -> Size | None:
    """Width and height in a PNG's header."""
    start = file.read(24)
    width, height = struct.unpack(">II", start[16:])
    return (width, height) if start[12:16] == b"IHDR" else None


def jpeg_size(file: BinaryIO) -> Size | None:
    """Width and height in the header of a JPEG's frame."""
    file.seek(2)
    for _segment in range(MOST_JPEG_SEGMENTS):
        beginning, marker, length = struct.unpack(">BBH", file.read(4))
        if beginning != 0xFF or length < 2:
            return None
        if marker in JPEG_FRAMES:
            _precision, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, io.SEEK_CUR)
    return None


def webp_size(file: BinaryIO) -> Size | None:
    """Width and height in a WebP's first chunk, of which there are three forms."""
    start = file.read(30)
    form = start[12:16]
    if form == b"VP8X" and len(start) == 30:
        return 1 + int.from_bytes(start[24:27], "little"), 1 + int.from_bytes(start[27:30], "little")
    if form == b"VP8L" and start[20:21] == b"\x2f":
        (packed,) = struct.unpack("<I", start[21:25])
        return 1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF)
    if form == b"VP8 " and start[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", start[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
