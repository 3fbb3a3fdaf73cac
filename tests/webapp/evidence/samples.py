"""Files as officials have them, made small, and the same files made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

OPEN_XML = "application/vnd.openxmlformats-officedocument"
MAIN_PARTS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}
OPEN_DOCUMENTS = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}

Entries = Mapping[str, bytes]


def package(entries: Entries, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file with these entries, in their order."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in entries.items():
            archive.writestr(name, part)
    return content.getvalue()


def content_types(kind: str) -> bytes:
    """What an Office Open XML package says of its parts."""
    place, name = MAIN_PARTS[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{place}" ContentType="{OPEN_XML}.{name}.main+xml"/></Types>'
    ).encode()


def open_xml(kind: str = "docx", more: Entries | None = None, types: bytes = b"") -> bytes:
    """A document of an office program, with more entries in it."""
    entries = {"[Content_Types].xml": types or content_types(kind), MAIN_PARTS[kind][0]: b"<document/>" * 9}
    return package(entries | dict(more or {}))


def open_document(kind: str = "odt", more: Entries | None = None) -> bytes:
    """An OpenDocument, with more entries in it."""
    media_type = f"application/vnd.oasis.opendocument.{OPEN_DOCUMENTS[kind]}".encode()
    return package({"mimetype": media_type, "content.xml": b"<content/>"} | dict(more or {}))


def pdf(words: str = "Decree 12") -> bytes:
    """A PDF as far as anybody looks into it here."""
    return f"%PDF-1.7\n% {words}\n1 0 obj << >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n".encode()


def png(width: int = 640, height: int = 480) -> bytes:
    """The beginning of a PNG of that size."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0)
        + b"\0" * 40
    )


def jpeg(width: int = 640, height: int = 480) -> bytes:
    """The beginning of a JPEG of that size, with a preview of another size before it."""
    preview = b"Exif\0\0" + b"\xff\xc0\x00\x11\x08\x00\x08\x00\x08"
    return (
        b"\xff\xd8\xff\xe1"
        + struct.pack(">H", 2 + len(preview))
        + preview
        + b"\xff\xc2\x00\x11\x08"
        + struct.pack(">HH", height, width)
        + b"\0" * 40
    )


def webp(width: int = 640, height: int = 480, form: bytes = b"VP8 ") -> bytes:
    """The beginning of a WebP of that size, in one of its three forms."""
    body = {
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width & 0x3FFF, height & 0x3FFF),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1 & 0x3FFF) | (height - 1 & 0x3FFF) << 14) + b"\0" * 5,
        b"VP8X": b"\0" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
    }[form]
    return (
        b"RIFF"
        + struct.pack("<I", 22 + len(body))
        + b"WEBP"
        + form
        + struct.pack("<I", len(body))
        + body
        + b"\0" * 40
    )


GOOD = {
    "decree.pdf": pdf(),
    "plan.docx": open_xml("docx"),
    "figures.xlsx": open_xml("xlsx"),
    "talk.pptx": open_xml("pptx"),
    "plan.odt": open_document("odt"),
    "figures.ods": open_document("ods"),
    "talk.odp": open_document("odp"),
    "scan.png": png(),
    "photo.jpg": jpeg(),
    "photo.JPEG": jpeg(),
    "picture.webp": webp(),
    "notes.txt": "Décret n° 12 – قرار رقم ١٢\n".encode(),
    "from-windows.txt": "Décret n° 12".encode("utf-16"),
    "figures.csv": b"\xef\xbb\xbfyear,reports\r\n2025,120\r\n",
}
