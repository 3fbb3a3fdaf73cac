"""Which files are taken, and how it is told by their content that they are what their name says."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

import msgspec
import puremagic

from webapp.evidence.packages import check_office_open_xml, check_open_document
from webapp.evidence.pictures import SizeOf, check_picture, jpeg_size, png_size, webp_size
from webapp.evidence.refusal import RefusedFile
from webapp.wording import _

# Enough for every signature that puremagic knows of the kinds below.
SIGNATURE_BYTES = 4096
CHUNK = 64 * 1024
# What no text holds: control characters but for tab, line breaks and page breaks.
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# How web pages, drawings (SVG) and rich text (RTF) begin.
BEGINNINGS_OF_MARKUP = ("<", "{\\rtf")

Check = Callable[[BinaryIO], None]


class FileKind(msgspec.Struct, frozen=True):
    """One kind of file: how its name ends, as what it is given out, what its first bytes must stand for (text
    has no signature), and what else is looked at inside.
    """

    extensions: tuple[str, ...]
    media_type: str
    signature: str
    check: Check | None = None


def check_text(file: BinaryIO) -> None:
    """Refuses what is not text, and markup that a program might take for more than text."""
    try:
        texts = _decoded(file)
        start = next(texts, "")
        if start.lstrip().startswith(BEGINNINGS_OF_MARKUP):
            raise RefusedFile(_("The file holds markup, not text. Save it as PDF and attach that."))
        if any(_NOT_IN_TEXT.search(text) for text in itertools.chain((start,), texts)):
            raise RefusedFile(
                _("The file holds characters that no text holds. Save it as PDF and attach that.")
            )
    except UnicodeDecodeError:
        raise RefusedFile(
            _("The file is not UTF-8 text. Save it as UTF-8 text, or as PDF, and attach that.")
        ) from None


def _decoded(file: BinaryIO) -> Iterator[str]:
    """The text piece by piece. Raises `UnicodeDecodeError` where it is none."""
    is_utf_16 = file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    decoder = codecs.getincrementaldecoder("utf-16" if is_utf_16 else "utf-8-sig")()
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _office_open_xml(extension: str, name: str) -> FileKind:
    media_type = f"application/vnd.openxmlformats-officedocument.{name}"
    check = partial(check_office_open_xml, main_parts=(f"{media_type}.main+xml",))
    return FileKind((extension,), media_type, "application/zip", check)


def _open_document(extension: str, name: str) -> FileKind:
    media_type = f"application/vnd.oasis.opendocument.{name}"
    check = partial(check_open_document, media_type=media_type)
    return FileKind((extension,), media_type, "application/zip", check)


def _picture(extensions: tuple[str, ...], media_type: str, size_of: SizeOf) -> FileKind:
    return FileKind(extensions, media_type, media_type, partial(check_picture, size_of=size_of))


KINDS = (
    FileKind((".pdf",), "application/pdf", "application/pdf"),
    _office_open_xml(".docx", "wordprocessingml.document"),
    _office_open_xml(".xlsx", "spreadsheetml.sheet"),
    _office_open_xml(".pptx", "presentationml.presentation"),
    _open_document(".odt", "text"),
    _open_document(".ods", "spreadsheet"),
    _open_document(".odp", "presentation"),
    _picture((".png",), "image/png", png_size),
    _picture((".jpg", ".jpeg"), "image/jpeg", jpeg_size),
    _picture((".webp",), "image/webp", webp_size),
    FileKind((".txt",), "text/plain", "", check_text),
    FileKind((".csv",), "text/csv", "", check_text),
)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)


def kind_of(file: BinaryIO, extension: str) -> FileKind:
    """The kind of a file whose name ends so, if its content agrees. Raises `RefusedFile` for any other."""
    kind = next((kind for kind in KINDS if extension in kind.extensions), None)
    if kind is None:
        raise RefusedFile(
            _(
                "Files of this kind are not taken. Attach a PDF, a document (docx, xlsx, pptx, odt, ods, "
                "odp), a picture (png, jpg, webp) or text (txt, csv)."
            )
        )
    file.seek(0)
    start = file.read(SIGNATURE_BYTES)
    if not start:
        raise RefusedFile(_("The file is empty."))
    if kind.signature and kind.signature not in _media_types_by_signature(start):
        raise RefusedFile(
            _(
                "The file is not what its name says (%(extension)s), or it is protected by a password. "
                "Save it anew without a password, or as PDF, and attach that.",
                extension=extension,
            )
        )
    file.seek(0)
    if kind.check is not None:
        kind.check(file)
        file.seek(0)
    return kind


def _media_types_by_signature(start: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(start)}
    except puremagic.PureError:
        return set()
