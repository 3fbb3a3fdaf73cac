"""Office documents are ZIP packages. Before one is looked into, its table of contents must promise to stay
small; while it is read, it must keep the promise. Nothing is taken that can carry a program.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from webapp.config import MEBIBYTE
from webapp.evidence.refusal import RefusedFile
from webapp.wording import _

MOST_ENTRIES = 5_000
LONGEST_TABLE_OF_CONTENTS = MEBIBYTE
LARGEST_PART = MEBIBYTE
MOST_UNPACKED = 200 * MEBIBYTE
# Text packs to a tenth, empty sheets and plain drawings to a fiftieth; a small package may be mostly spaces.
MOST_TIMES_LARGER = 100
ALWAYS_UNPACKED = 10 * MEBIBYTE
LARGEST_NESTED = 20 * MEBIBYTE
CHUNK = 64 * 1024

END_OF_ZIP = struct.Struct("<4s4H2IH")
LENGTH_OF_64_BIT_LOCATOR = 20
IS_ENCRYPTED = 0x1
ZIP_START = b"PK\x03\x04"
# Old compound files (macros, embedded programs, old documents), and archives that are not looked into.
NEVER_INSIDE = (bytes.fromhex("d0cf11e0a1b11ae1"), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
PLACES_OF_PROGRAMS = ("/vbaproject.bin", "/activex/", "/macrosheets/", "/basic/", "/scripts/")
TYPES_OF_PROGRAMS = (b"macroenabled", b"vbaproject", b"macrosheet")
MAIN_PARTS = tuple(
    f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)


def check_office_open_xml(file: BinaryIO, main_parts: tuple[str, ...]) -> None:
    """Refuses what is not a package with one of these main parts, and what may carry a program."""
    _Reading().check_office_open_xml(file, main_parts)


def check_open_document(file: BinaryIO, media_type: str) -> None:
    """Refuses what is not an OpenDocument of that type, and what may carry a program."""
    reading = _Reading()
    archive = reading.opened(file)
    reading.read_through(archive)
    if reading.part(archive, "mimetype") != media_type.encode():
        raise _another_kind()


class _Reading:
    """One file being read, with the packages in it: how much they may still unpack to, all together."""

    def __init__(self) -> None:
        self._left = 2 * MOST_UNPACKED
        self._is_nested = False

    def check_office_open_xml(self, file: BinaryIO, main_parts: tuple[str, ...]) -> None:
        archive = self.opened(file)
        self.read_through(archive)
        types = self.part(archive, "[Content_Types].xml")
        # Comments and character references could hide from us what an office program would see.
        if b"<!" in types or b"&#" in types:
            raise _unreadable()
        if any(kind in types.lower() for kind in TYPES_OF_PROGRAMS):
            raise _carries_a_program()
        if not any(f'"{part}"'.encode() in types for part in main_parts):
            raise _another_kind()

    def opened(self, file: BinaryIO) -> zipfile.ZipFile:
        """The package, once its end and its table of contents promise that it stays small."""
        size = file.seek(0, io.SEEK_END)
        _check_end(file, size)
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error):
            raise _unreadable() from None
        entries = archive.infolist()
        largest = min(MOST_UNPACKED, max(ALWAYS_UNPACKED, MOST_TIMES_LARGER * size))
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > largest:
            raise _too_large()
        if len({entry.filename for entry in entries}) < len(entries):
            raise _unreadable()
        for entry in entries:
            _check_entry(entry)
        return archive

    def read_through(self, archive: zipfile.ZipFile) -> None:
        """Reads every entry, and looks how each begins."""
        for entry in archive.infolist():
            chunks = self._chunks(archive, entry)
            start = next(chunks, b"")
            if start.startswith(NEVER_INSIDE):
                raise _carries_a_program()
            if start.startswith(ZIP_START):
                self._check_nested(archive, entry)
            for _rest in chunks:
                pass

    def part(self, archive: zipfile.ZipFile, name: str) -> bytes:
        """An entry as a whole."""
        try:
            entry = archive.getinfo(name)
        except KeyError:
            raise _another_kind() from None
        if entry.file_size > LARGEST_PART:
            raise _too_large()
        return b"".join(self._chunks(archive, entry))

    def _check_nested(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        # A drawing brings its figures along as a workbook. Nothing is nested deeper than that.
        if self._is_nested or entry.file_size > LARGEST_NESTED:
            raise _too_large()
        self._is_nested = True
        self.check_office_open_xml(io.BytesIO(b"".join(self._chunks(archive, entry))), MAIN_PARTS)
        self._is_nested = False

    def _chunks(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with archive.open(entry) as content:
                while chunk := content.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise _too_large()
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise _unreadable() from None


def _check_end(file: BinaryIO, size: int) -> None:
    """Refuses, before it is read, a table of contents that is long, doubtful, or not that of the whole file.

    Office programs write no comment behind it, nothing before the first entry, and no 64-bit form: so there
    is only one way to read the end.
    """
    file.seek(max(0, size - END_OF_ZIP.size - LENGTH_OF_64_BIT_LOCATOR))
    tail = file.read()
    if size < END_OF_ZIP.size:
        raise _unreadable()
    signature, *_disks, entries, length, start, comment = END_OF_ZIP.unpack(tail[-END_OF_ZIP.size :])
    if signature != b"PK\x05\x06" or comment or tail.startswith(b"PK\x06\x07"):
        raise _unreadable()
    if entries > MOST_ENTRIES or length > LONGEST_TABLE_OF_CONTENTS:
        raise _too_large()
    if start + length + END_OF_ZIP.size != size:
        raise _unreadable()


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if any(place in f"/{entry.filename}".lower() for place in PLACES_OF_PROGRAMS):
        raise _carries_a_program()
    if entry.flag_bits & IS_ENCRYPTED:
        raise RefusedFile(_("The file is protected by a password. Save it without one and attach that."))
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _unreadable()


def _unreadable() -> RefusedFile:
    return RefusedFile(_("The file cannot be read. Save it anew, or as PDF, and attach that."))


def _another_kind() -> RefusedFile:
    return RefusedFile(_("The file is not the kind of document that its name says."))


def _too_large() -> RefusedFile:
    return RefusedFile(_("The file would be too large when unpacked. Save it as PDF and attach that."))


def _carries_a_program() -> RefusedFile:
    return RefusedFile(
        _(
            "The file holds macros, an embedded object or an archive, which may carry a program. Save it as "
            "PDF and attach that."
        )
    )
