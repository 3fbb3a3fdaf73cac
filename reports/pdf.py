"""The report as a tagged PDF (PDF/UA-1): the same bytes for the same content, and nothing fetched."""

from __future__ import annotations

import gc
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

from cssselect2 import ElementWrapper
from weasyprint import CSS, HTML
from weasyprint.html import UA
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from reports import charts, compact, fonts, html, read_out, tags
from reports.content.structure import GapReport

VARIANT = "pdf/ua-1"
# 1 January 2020. fontTools writes the time into every font that it makes smaller, unless this says which.
FONT_TIME = "1577836800"

# The renderer's complaint about a character that it has no picture of.
_NO_GLYPH = re.compile(r"\.notdef glyph .*\(U\+([0-9A-F]+)\)", re.DOTALL)
# Rules of the renderer's own stylesheet for notes, and for the markers of whatever might be a list item. They
# match every element, and each then keeps six styles more, which is a fifth of the memory of a report.
_NOTES = re.compile(r"^::(?:footnote|note)-.*\n", re.MULTILINE)
_MARKERS = re.compile(r"^::marker", re.MULTILINE)
_BLOCK = "blockquote|body|div|figcaption|figure|h[1-6]|li|main|ol|p|section|table|tbody|td|th|thead|tr|ul"
# It is no text, but becomes a box, until it is found to be none.
_SPACE_BETWEEN_BLOCKS = re.compile(rf">\s+<(?=/?(?:{_BLOCK})\b)")
_EMPTY_ELEMENT = re.compile(r"<((?:br|col|hr|img|meta)\b[^<>]*)>")
_STEPS = {"Step 1": "reading", "Step 2": "reading", "Step 5": "laying out", "Step 6": "drawing"}
_one_at_a_time = threading.Lock()


class RendererComplained(RuntimeError):
    """The renderer warned about something in the document; a good report gives no cause."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        super().__init__("The PDF renderer complained: " + "; ".join(complaints))
        self.complaints = complaints


class HandedOver(URLFetcher):  # type: ignore[misc]
    """Hands the renderer the report's fonts and charts and refuses every other address."""

    def __init__(self, faces: tuple[fonts.Face, ...]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._faces = {face.url: face.path for face in faces}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # the renderer's signature
        """The font of that name; whatever else is asked for ends the rendering."""
        if url.startswith(charts.ADDRESS):
            picture = unquote(url.removeprefix(charts.ADDRESS)).encode()
            return URLFetcherResponse(url, picture, {"Content-Type": "image/svg+xml"})
        path = self._faces.get(url)
        if path is None:
            raise FatalURLFetchingError(f"The report refers to {url[:200]!r}, which it does not carry")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/ttf"})


class _Page(HTML):  # type: ignore[misc]
    """A page that has no notes, and no markers but those of lists."""

    def __init__(self, page: str, fetcher: URLFetcher) -> None:
        page = _SPACE_BETWEEN_BLOCKS.sub("><", page)
        tree = _as_xml(page)
        if tree is None:
            super().__init__(string=page, url_fetcher=fetcher)
            return
        # What the renderer's own way to begin sets, but for its parser.
        self.base_url, self.url_fetcher, self.media_type = None, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # noqa: ARG002, FBT001, FBT002  # the renderer's signature
        return [CSS(string=own_rules())]


def _as_xml(page: str) -> Element | None:
    """The page read in a fortieth of the time that the renderer's parser takes, or None if it is not XML:
    somebody typed a control character. Our templates leave out no end tag.
    """
    try:
        return fromstring(_EMPTY_ELEMENT.sub(r"<\1/>", page))  # noqa: S314  # it holds no entities that are not our own
    except ParseError:
        return None


@cache
def own_rules() -> str:
    """The renderer's own stylesheet without what matches every element for the sake of notes and markers."""
    return _MARKERS.sub("li::marker", _NOTES.sub("", UA))


def render(report: GapReport, *, progress: Callable[[str], None] | None = None) -> bytes:
    """The PDF. `progress` is told the step under way, in a word or two.

    Raises `RendererComplained`, and `fonts.FontMissing` naming the package to install.
    """
    page = html.render(report)
    return set_in_type(page, identifier=bytes.fromhex(report.content_hash)[:16], progress=progress)


def set_in_type(page: str, *, identifier: bytes, progress: Callable[[str], None] | None = None) -> bytes:
    """An HTML page as PDF, with the fonts that its characters call for.

    A character that no font has is printed as its number, such as [U+20000]: somebody typed it, and must not
    take the whole document from everybody.
    """
    try:
        return _set(page, identifier, progress)
    except RendererComplained as complained:
        without_glyph = [_NO_GLYPH.fullmatch(complaint) for complaint in complained.complaints]
        if not all(without_glyph):
            raise
    numbers = {int(found[1], 16) for found in without_glyph if found}
    return _set(page.translate({number: f"[U+{number:04X}]" for number in numbers}), identifier, progress)


def _set(page: str, identifier: bytes, progress: Callable[[str], None] | None) -> bytes:
    faces = fonts.faces_for(page)
    with _one_at_a_time, _font_time(), _rarely_collected(), _listening(progress) as complaints:
        try:
            document = _laid_out_and_drawn(page, faces, identifier)
        except FatalURLFetchingError as error:
            # It is a BaseException, which would otherwise end a worker instead of a task.
            raise RendererComplained((str(error),)) from error
        if complaints:
            raise RendererComplained(tuple(dict.fromkeys(complaints)))
    return document


def _laid_out_and_drawn(page: str, faces: tuple[fonts.Face, ...], identifier: bytes) -> bytes:
    fetcher = HandedOver(faces)
    configuration = FontConfiguration()
    sheet = CSS(string=fonts.stylesheet(faces), url_fetcher=fetcher, font_config=configuration)
    pictures: dict[str, Any] = {}
    laid_out = _Page(page, fetcher).render(
        stylesheets=[sheet], font_config=configuration, pdf_variant=VARIANT, cache=pictures
    )
    tags.leave_out_links_in_links(laid_out)
    for picture in pictures.values():
        picture.draw = compact.Drawn(picture.draw)
    for one in laid_out.pages:
        one.paint = partial(compact.painted, one.paint)
    document: bytes = laid_out.write_pdf(finisher=_finished, pdf_variant=VARIANT, pdf_identifier=identifier)
    return document


def _finished(document: Any, written: Any) -> None:
    """What the renderer leaves to do, before the file is put together."""
    tags.describe_links(document, written)
    tags.join_tables(document, written)
    read_out.complete_tables(document, written)
    compact.take_apart(document.pages)
    tags.complete_tags(written)
    compact.put_into_bytes(written)


@contextmanager
def _font_time() -> Iterator[None]:
    """Fixes the time that is written into fonts, so that the same content gives the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = FONT_TIME
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Looks for garbage less often, and not in what was there before: a layout is hundreds of thousands of
    objects that all stay alive to its end, and walking them over and over takes a fifth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    gc.freeze()
    try:
        yield
    finally:
        # Before what was there comes back into view: there is little left to look through.
        gc.collect()
        gc.unfreeze()
        gc.set_threshold(*before)


class _Complaints(logging.Handler):
    """Keeps every warning of the renderer."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


class _Progress(logging.Handler):
    """Passes on the renderer's steps."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        for prefix, words in _STEPS.items():
            if record.getMessage().startswith(prefix):
                self._say(words)


@contextmanager
def _listening(progress: Callable[[str], None] | None) -> Iterator[list[str]]:
    """Collects what the renderer and the font library warn about, and passes its steps on."""
    complaints = _Complaints()
    attached: list[tuple[logging.Logger, logging.Handler]] = [
        (logging.getLogger(name), complaints) for name in ("weasyprint", "fontTools")
    ]
    if progress is not None:
        logger = logging.getLogger("weasyprint.progress")
        logger.setLevel(logging.INFO)
        attached.append((logger, _Progress(progress)))
    for logger, handler in attached:
        logger.addHandler(handler)
    try:
        yield complaints.messages
    finally:
        for logger, handler in attached:
            logger.removeHandler(handler)
