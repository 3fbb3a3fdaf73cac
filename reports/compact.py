"""Keeps a PDF small while it is made: drawings and objects are bytes, pictures that recur are drawn once, and
pages that were laid out are given back.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import pydyf


class Drawn:
    """A picture that is drawn twice at most: where it recurs in a size, as the marks of clauses do a hundred
    times, it is printed from its second drawing. Most are printed once, and need no place of their own.
    """

    def __init__(self, draw: Callable[[Any, float, float, Any], None]) -> None:
        self._draw = draw
        self._seen: set[tuple[float, float]] = set()
        self._kept: dict[tuple[float, float], str] = {}

    def __call__(self, drawing: Any, width: float, height: float, style: Any) -> None:
        """Draws it, or refers to its drawing."""
        size = (round(width, 3), round(height, 3))
        if size not in self._seen:
            self._seen.add(size)
            self._draw(drawing, width, height, style)
            return
        if size not in self._kept:
            form = drawing.add_group(0, 0, width, height)
            # In a group of its own, some draw its strokes paler.
            del form.extra["Group"]
            self._draw(form, width, height, style)
            self._kept[size] = form.id
        drawing.draw_x_object(self._kept[size])


def painted(paint: Callable[[Any, float], None], drawing: Any, scale: float) -> None:
    """Draws a page, and keeps the drawing as one text instead of thousands of pieces."""
    paint(drawing, scale)
    drawing.stream = [b"\n".join(map(_as_bytes, drawing.stream))]


def _as_bytes(piece: Any) -> bytes:
    if isinstance(piece, bytes):
        return piece
    text: bytes = piece.data if isinstance(piece, pydyf.Object) else str(piece).encode("ascii")
    return text


def take_apart(pages: list[Any]) -> None:
    """Gives back the pages that were laid out, before the file is put together. Their boxes hold each other,
    and to look for them among all objects takes three times as long as to look for the little that is left.
    """
    for page in pages:
        boxes = list(page._page_box.descendants(placeholders=True))  # noqa: SLF001  # nothing else reaches them
        vars(page).clear()
        for box in boxes:
            vars(box).clear()
    pages.clear()


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object of the file as the bytes that stand for it."""

    # Made anew whenever the writer asks, in its own classes.
    data = b""
    compressible = True

    def __init__(self, object_: Any) -> None:
        super().__init__()
        self.number, self.generation = object_.number, object_.generation
        self.data, self.compressible = object_.data, object_.compressible


class _Objects(list[Any]):
    """The objects of a file, to which the writer adds when it writes: all small objects in one, and the
    places of all. It asks for their content up to three times, and compresses it each time: here, once.
    """

    def append(self, object_: Any) -> None:
        """Adds an object, compressed."""
        if isinstance(object_, pydyf.Stream) and object_.compress:
            drawn = b"\n".join(map(_as_bytes, object_.stream))
            object_.stream, object_.compress = [zlib.compress(drawn)], False
            object_.extra["Filter"] = "/FlateDecode"
        super().append(object_)


def put_into_bytes(written: Any) -> None:
    """Makes the bytes of each object of a file that is complete, one by one, and gives back what they were
    made of: the writer asks twice for every object, once for a hash over them all.
    """
    for place, object_ in enumerate(written.objects):
        # The first one begins the list of those that are not in use, and is never written.
        if object_.free != "f":
            written.objects[place] = _Written(object_)
    written.objects = _Objects(written.objects)
