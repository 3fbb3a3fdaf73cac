"""Shapes as SVG. Words never stand in a chart: they are HTML beside it, and in its text alternative.

Every function takes figures that are already known to lie on the axis and returns an `<img>` that holds its
picture in its own address and the words as its text alternative. Nothing is said by colour alone: lengths,
outlines, marks and hatching carry the meaning in greyscale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from markupsafe import Markup

from questionnaire.clause_status import ClauseStatus
from reports.content.feasibility_parts import PlanePoint
from reports.content.parts import Counts

INK = "#17375e"
DOUBT = "#a9bdd3"
TRACK = "#e8ecf0"
LINE = "#6b7785"
PAPER = "#ffffff"
MARK = "#111111"

AXIS = 200.0
MARGIN = 5.0
TILES = 18
# The plane of need and feasibility, in per cent of its sides. Its labels are words, so they are HTML: the
# classes `column-…` and `slot-…` of the stylesheet set them at these places.
FIRST_COLUMN, COLUMN_STEP, LABEL_AFTER, SLOT_STEP = 12.05, 6.9, 1.6, 2.0

# The alternative of a picture whose words stand beside it: they would be heard twice.
SAID_BESIDE = " "

ADDRESS = "data:image/svg+xml,"
SAFE = " /:=,.;-'"


def range_bar(low: float, high: float, target: float | None, words: str) -> Markup:
    """A solid bar up to `low`, an outlined pale one up to `high`, and a target mark; all in 0..100."""
    shapes = [_box(0, 100, 5, 7, TRACK)]
    shapes.append(_strokes([(_x(edge), 5, _x(edge), 12) for edge in (20, 40, 60, 80)], PAPER, 0.8))
    if high > low:
        shapes.append(_box(low, high, 5.4, 6.2, DOUBT, outline=INK))
    shapes.append(_box(0, low, 5, 7, INK) if low > 0 else _stroke(_x(0), 4, _x(0), 13, INK, 1.6))
    if target is not None:
        shapes.append(_target(target, 16))
    return _svg("bar", 17, shapes, words)


def interval(low: float, middle: float, high: float, end: float, words: str) -> Markup:
    """A priority interval: a line with whiskers and a dot in the middle, on an axis from 0 to `end`."""
    places = [_x(100 * value / end) for value in (low, middle, high)]
    shapes = [
        _stroke(_x(0), 7, _x(100), 7, TRACK, 1.2),
        _stroke(places[0], 7, places[2], 7, INK, 2),
        _strokes([(end, 3, end, 11) for end in places[::2]], INK, 1.4),
        _dot(places[1], 7, 3.4, INK),
    ]
    return _svg("bar", 14, shapes, words)


def spread(low: float, high: float, draws: tuple[float, float, float] | None, words: str) -> Markup:
    """An outlined pale bar for the range that the answers allow, and over it where the draws lie: a line from
    the low to the high end and a dot in the middle. All in 0..100; None where no draws are shown.
    """
    shapes = [
        _box(0, 100, 4, 9, TRACK),
        _box(low, high, 4.4, 8.2, DOUBT, outline=INK)
        if high > low
        else _stroke(_x(low), 4, _x(low), 13, INK, 1.2),
    ]
    if draws is not None:
        places = [_x(value) for value in draws]
        shapes += [
            _stroke(places[0], 8.5, places[2], 8.5, MARK, 1.8),
            _strokes([(end, 2, end, 15) for end in places[::2]], MARK, 1.4),
            _dot(places[1], 8.5, 3.2, PAPER, outline=MARK),
        ]
    return _svg("bar", 17, shapes, words)


def share(value: float, words: str) -> Markup:
    """A solid bar from 0 to a share of 0..100, in an outlined frame."""
    shapes = [_box(0, 100, 3, 6, PAPER, outline=LINE)]
    if value > 0:
        shapes.append(_box(0, value, 3, 6, INK))
    return _svg("bar", 12, shapes, words)


def plane(points: Sequence[PlanePoint], words: str) -> Markup:
    """Dots on four quarters, filled for a certain gap and open for an unclear one, joined to labels that had
    to stand aside.
    """
    shapes = [
        f'<path d="M.3 .3H99.7V99.7H.3z" fill="{PAPER}" stroke="{LINE}" stroke-width="0.4"/>',
        _stroke(50, 0, 50, 100, LINE, 0.4),
        _stroke(0, 50, 100, 50, LINE, 0.4),
    ]
    dots = []
    for point in points:
        x, y = FIRST_COLUMN + COLUMN_STEP * point.column, 100 - point.height
        beside = SLOT_STEP * (point.slot + 0.5)
        if abs(beside - y) > SLOT_STEP:
            shapes.append(_stroke(x, y, x + LABEL_AFTER, beside, LINE, 0.35))
        fill, outline, radius = (INK, PAPER, 1.3) if point.certain else (PAPER, INK, 1)
        paint = f'fill="{fill}" stroke="{outline}" stroke-width="0.4"'
        dots.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" {paint}/>')
    return _svg("plane", 100, [*shapes, *dots], words, width=100)


def stack(counts: Counts, words: str) -> Markup:
    """The states of a set of questions as parts of one bar: solid, outlined, hatched, dotted, empty."""
    parts = (
        ("answered", counts.answered),
        ("not_applicable", counts.not_applicable),
        ("dont_know", counts.dont_know),
        ("withheld", counts.withheld),
        ("unanswered", counts.unanswered),
    )
    shapes: list[str] = []
    start = 0.0
    for state, count in parts:
        if count:
            end = start + 100 * count / counts.asked
            shapes += state_box(state, start, end)
            start = end
    return _svg("bar", 17, shapes, words)


def state_box(state: str, start: float, end: float) -> list[str]:
    """One part of a stack from `start` to `end` (0..100), in the pattern of its state."""
    top, height = 3.0, 11.0
    left, right = _x(start), _x(end)
    if state == "answered":
        return [_box(start, end, top, height, INK, outline=INK)]
    if state == "not_applicable":
        return [_box(start, end, top, height, TRACK, outline=LINE)]
    if state == "dont_know":
        lines = [
            (max(left, x), top + height - max(0.0, left - x), min(right, x + height),
             top + height - min(height, right - x))
            for x in _steps(left - height + 3, right, 3.5)
            if min(right, x + height) > max(left, x)
        ]  # fmt: skip
        return [_box(start, end, top, height, DOUBT, outline=INK), _strokes(lines, INK, 0.9)]
    if state == "withheld":
        dots = [
            _dot(x, y, 0.9, INK) for x in _steps(left + 2.5, right - 1, 4) for y in (top + 3.5, top + 7.5)
        ]
        return [_box(start, end, top, height, PAPER, outline=INK), *dots]
    return [_box(start, end, top, height, PAPER, outline=LINE)]


def state_key(state: str, words: str) -> Markup:
    """The pattern of one state, for the legend of the stacks."""
    return _svg("key", 17, state_box(state, 0, 10), words, width=30)


def dumbbell(substantiated: float, declared: float, words: str) -> Markup:
    """An open dot for what is substantiated, a filled one for what is declared, 0..100, joined by a line."""
    left, right = _x(substantiated), _x(declared)
    shapes = [
        _stroke(_x(0), 7, _x(100), 7, TRACK, 1.2),
        _stroke(left, 7, right, 7, LINE, 2.2),
        _dot(right, 7, 4.2, INK),
        _dot(left, 7, 3.6, PAPER, outline=INK),
    ]
    return _svg("bar", 14, shapes, words)


def slope(before: tuple[float, float], now: tuple[float, float], words: str, *, broken: bool) -> Markup:
    """Two dates, 0..100: the earlier above (open dot), the later below (filled dot), each with whiskers over
    its range, and a line from one to the other. A gap between two strokes breaks the line where the
    questionnaire is another version.
    """
    top, bottom = 6.0, 26.0
    middles = [_x((low + high) / 2) for low, high in (before, now)]
    shapes = [_strokes([(_x(0), y, _x(100), y) for y in (top, bottom)], TRACK, 1.2)]
    shapes.append(_stroke(middles[0], top, middles[1], bottom, LINE, 1.6))
    if broken:
        x, y = sum(middles) / 2, (top + bottom) / 2
        shapes.append(f'<rect x="{x - 8:.1f}" y="{y - 2.4:.1f}" width="16" height="4.8" fill="{PAPER}"/>')
        shapes.append(_strokes([(x - 6, y + rise, x + 6, y + rise) for rise in (-2.4, 2.4)], MARK, 1.2))
    for (low, high), y in ((before, top), (now, bottom)):
        if high > low:
            shapes.append(_stroke(_x(low), y, _x(high), y, INK, 2))
            shapes.append(_strokes([(_x(end), y - 4, _x(end), y + 4) for end in (low, high)], INK, 1.4))
    shapes += [_dot(middles[0], top, 3.4, PAPER, outline=INK), _dot(middles[1], bottom, 3.8, INK)]
    return _svg("bar", 32, shapes, words)


def timeline(start: float | None, end: float | None, words: str) -> Markup:
    """From the first to the last day on an axis of years, 0..100: a bar, or, where one day is not decided, a
    mark at the other with a broken line to where it is open.
    """
    left, right = _x(start or 0), _x(100 if end is None else end)
    shapes = [_stroke(_x(0), 7, _x(100), 7, TRACK, 1.2)]
    if start is not None and end is not None:
        width = max(3.0, right - left)
        shapes.append(f'<rect x="{left:.1f}" y="3.5" width="{width:.1f}" height="7" fill="{INK}"/>')
        return _svg("bar", 14, shapes, words)
    shapes.append(_strokes([(x, 7, x + 3, 7) for x in _steps(left, right, 6)], INK, 2))
    place = left if end is None else right
    shapes.append(_stroke(place, 2.5, place, 11.5, INK, 2.6))
    return _svg("bar", 14, shapes, words)


def paired_dots(power: tuple[float, float], safeguard: tuple[float, float], words: str) -> Markup:
    """A power (filled square) above its safeguard (open dot), 0..1 each; a line where it is not known."""
    shapes = [_strokes([(_x(0), y, _x(100), y) for y in (6, 15)], TRACK, 1.2)]
    low, high = (_x(100 * value) for value in power)
    shapes += [_stroke(low, 6, high, 6, INK, 2.4)] if high > low else []
    shapes.append(f'<rect x="{low - 3.5:.1f}" y="2.5" width="7" height="7" fill="{INK}"/>')
    low, high = (_x(100 * value) for value in safeguard)
    shapes += [_stroke(low, 15, high, 15, LINE, 2.4)] if high > low else []
    shapes.append(_dot(low, 15, 3.6, PAPER, outline=INK))
    return _svg("bar", 21, shapes, words)


def arrow(words: str) -> Markup:
    """An arrow in the direction of reading, for the diagram."""
    shapes = [_stroke(0, 5, 24, 5, INK, 1.6), f'<path d="M23 1L31 5L23 9z" fill="{INK}"/>']
    return _svg("arrow", 10, shapes, words, width=32)


def clause_mark(status: ClauseStatus, words: str) -> Markup:
    """The small mark of a status: full, half, empty, a question mark, struck through, or a dash."""
    return _svg("mark", 10, status_shapes(status, 5, 5), words, width=10)


def tiles(statuses: Sequence[ClauseStatus], words: str) -> Markup:
    """One tile for each clause of a unit, in order; at most `TILES` are in view."""
    frames = "".join(f"M{place * 14 + 0.6:.1f} .6h12.8v12.8h-12.8z" for place in range(len(statuses)))
    shapes = [f'<path d="{frames}" fill="{PAPER}" stroke="{DOUBT}" stroke-width="0.8"/>']
    for place, status in enumerate(statuses):
        shapes += status_shapes(status, place * 14 + 7, 7)
    return _svg("tiles", 14, shapes, words, width=TILES * 14)


def status_shapes(status: ClauseStatus, x: float, y: float) -> list[str]:
    """The mark of a status around the point x, y."""
    if status == "met":
        return [_dot(x, y, 4, INK, outline=INK)]
    if status == "partly":
        half = f'<path d="M{x:.1f} {y - 4:.1f}A4 4 0 0 1 {x:.1f} {y + 4:.1f}z" fill="{INK}"/>'
        return [_dot(x, y, 4, PAPER, outline=INK), half]
    if status == "not_met":
        return [_dot(x, y, 4, PAPER, outline=INK)]
    if status == "not_known":
        hook = f"M{x - 1.7:.1f} {y - 1.9:.1f}a1.75 1.75 0 1 1 2.2 2.1q-.5 .2-.5 .9v.5"
        return [
            f'<path d="{hook}" fill="none" stroke="{INK}" stroke-width="1.1" stroke-linecap="round"/>',
            _dot(x, y + 3.4, 0.75, INK),
        ]
    if status == "not_applicable":
        return [_dot(x, y, 4, PAPER, outline=LINE), _stroke(x - 2.8, y + 2.8, x + 2.8, y - 2.8, LINE, 1)]
    return [_stroke(x - 3, y, x + 3, y, LINE, 1.4)]


def square(side: int, shapes: Iterable[str], words: str) -> Markup:
    """A square picture of that many units a side, drawn by somebody else."""
    return _svg("square", side, shapes, words, width=side)


def _x(value: float) -> float:
    """Where a value of 0..100 stands on the axis."""
    return MARGIN + AXIS * value / 100


def _box(start: float, end: float, y: float, height: float, fill: str, *, outline: str = "") -> str:
    stroke = f' stroke="{outline}" stroke-width="0.8"' if outline else ""
    return (
        f'<rect x="{_x(start):.1f}" y="{y:.1f}" width="{_x(end) - _x(start):.1f}" height="{height:.1f}" '
        f'fill="{fill}"{stroke}/>'
    )


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _strokes(ends: Iterable[tuple[float, float, float, float]], colour: str, width: float) -> str:
    """Lines that are drawn alike, as one shape: each shape costs the renderer as much as any other."""
    lines = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for x1, y1, x2, y2 in ends)
    return f'<path d="{lines}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _dot(x: float, y: float, radius: float, fill: str, *, outline: str = "") -> str:
    stroke = f' stroke="{outline}" stroke-width="1.2"' if outline else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}"{stroke}/>'


def _target(value: float, height: float) -> str:
    """A line down to the axis with a small flag at its head."""
    x = _x(value)
    return f'<path d="M{x - 3:.1f} 0L{x + 3:.1f} 0L{x:.1f} 4.5z" fill="{MARK}"/>' + _stroke(
        x, 2, x, height, MARK, 1.3
    )


def _steps(start: float, end: float, step: float) -> Iterable[float]:
    count = max(0, int((end - start) / step + 1))
    return (start + step * place for place in range(count) if start + step * place < end)


def _svg(
    kind: str, height: float, shapes: Iterable[str], words: str, *, width: float = AXIS + 2 * MARGIN
) -> Markup:
    """The shapes as an image inside the page. Marks recur; the renderer reads an address only once."""
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{"".join(shapes)}</svg>'
    )
    return Markup('<img class="{}" alt="{}" src="{}">').format(
        kind, words, ADDRESS + quote(picture, safe=SAFE)
    )
