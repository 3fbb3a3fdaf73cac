"""The report as one accessible HTML page that refers to nothing outside itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from unicodedata import bidirectional

import jinja2
from markupsafe import Markup, escape

from reports import charts, qr
from reports.content.answers import excerpt
from reports.content.structure import GapReport
from reports.content.wording import CUT_SHORT, Wording
from reports.language import SOURCE_LANGUAGE, direction, translations

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates" / "report"
STYLESHEET = ROOT / "static" / "report.css"

# The longest name of a country in the list of the United Nations has 52.
HEADING = 56
PARAGRAPH = 1500
MANY_LINES = 300
LINE_BREAK = " ¶ "
# In the writing systems of the six languages; in Chinese no space follows.
SENTENCE_END = re.compile(r"[.!?؟۔]\s+|[。！？]")
NO_BREAK = "\N{NO-BREAK SPACE}"
LAST_WORDS = 2
# The classes of letters and figures that make the words around them go from right to left.
_FROM_THE_RIGHT = frozenset(("R", "AL", "AN", "RLE", "RLO", "RLI"))
RANGE = re.compile(r"\d+(?:\.\d+)?–\d+(?:\.\d+)?")


def render(report: GapReport) -> str:
    """The whole report; everything typed by users is escaped."""
    page = environment(report.language).get_template("report.html")
    return page.render(
        report=report,
        stylesheet=stylesheet(STYLESHEET),
        direction=direction(report.language),
    )


def prepare() -> None:
    """Reads the templates, which takes longer than to fill them, before a process makes its first report, or
    others fork from it.
    """
    templates = environment(SOURCE_LANGUAGE)
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)


def written(text: str) -> str:
    """The direction in which typed text is written, by its first letter that has one: `rtl` or `ltr`."""
    for character in text:
        kind = bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def in_line(text: str, around: str, beside: str = "") -> Markup:
    """Typed words within a line that is written in the direction `around`: in an element of their own, which
    says their direction, unless they, and what is typed `beside` them, go from left to right as the line
    does. Such an element costs the renderer as much as the cell of a table.
    """
    kinds = {bidirectional(character) for character in text + beside}
    if around == "ltr" and kinds.isdisjoint(_FROM_THE_RIGHT):
        return escape(text)
    return Markup('<span class="inline-typed" dir="{}">{}</span>').format(written(text), text)


def in_brief(text: str, longest: int = HEADING) -> str:
    """The text if it fits a heading of two lines, or as many characters as are given, else its beginning."""
    if len(text) <= longest:
        return text
    start = text[: longest - 2]
    return f"{start[: max(start.rfind(' '), longest // 2)].rstrip(' ,;/')}{CUT_SHORT}"


def tied(text: str) -> str:
    """The sentence with its last words tied: a figure that begins a line of its own is misread."""
    return NO_BREAK.join(text.rsplit(" ", LAST_WORDS))


def unbroken(text: str) -> Markup:
    """The sentence with each range of figures, such as 0–0.25, on one line."""
    return Markup(RANGE.sub(r'<span class="range">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped here


def blocks(text: str) -> list[str]:
    """Typed text as paragraphs: its lines, empty ones left out, and long ones cut at a space.

    The renderer's time grows with the square of a paragraph's length. A cut falls after a sentence if it can:
    there a new paragraph does not change what is read. Where a text has very many lines, a pilcrow stands for
    each break instead, so that a column of single words does not fill hundreds of pages.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MANY_LINES:
        lines = [LINE_BREAK.join(lines)]
    return [part for line in lines for part in _cut(line)]


def _cut(line: str) -> list[str]:
    """The line in parts of at most `PARAGRAPH` characters, each cut in its last third after a sentence, else
    at a space, if there is one.
    """
    parts = []
    while len(line) > PARAGRAPH:
        sentences = [match.end() for match in SENTENCE_END.finditer(line, 2 * PARAGRAPH // 3, PARAGRAPH)]
        space = line.rfind(" ", 2 * PARAGRAPH // 3, PARAGRAPH)
        end = sentences[-1] if sentences else space + 1 if space > 0 else PARAGRAPH
        parts.append(line[:end])
        line = line[end:]
    return [*parts, line]


@cache
def stylesheet(path: Path) -> Markup:
    """A document's own CSS, which may stand in a `<style>` element as it is."""
    css = path.read_text(encoding="utf-8")
    if "</" in css:
        raise ValueError(f"{path.name} holds “</”, which would end the style element")
    return Markup(css)  # noqa: S704  # the project's own file, checked above


@cache
def environment(language: str, *folders: Path) -> jinja2.Environment:
    """Strict templates of the folders and, behind them, of the report; what they print is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader((*folders, TEMPLATES)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    wording = Wording(translations(language))
    made.filters["written"] = written
    made.filters["blocks"] = blocks
    made.filters["tied"] = tied
    made.filters["unbroken"] = unbroken
    made.filters["excerpt"] = excerpt
    made.filters["in_brief"] = in_brief
    made.filters["in_line"] = in_line
    made.filters["status_words"] = wording.clause_status
    made.globals["charts"] = charts
    made.globals["qr_code"] = qr.picture
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return made
