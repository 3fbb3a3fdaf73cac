"""Untrusted JSON in, plain values out, with every mistake noted at its path.

The reader walks a fixed shape and never follows the data, so that nesting cannot carry it away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from questionnaire.mistakes import AnswersFileMistakes, FileMistake

MOST_BYTES = 20_000_000
# The last two of each of the seventeen planes are no characters and never will be.
_NONCHARACTERS = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Control characters but for tab and line breaks (category Cc), lone surrogates (Cs), and noncharacters.
NOT_KEPT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Table(dict[str, Any]):
    """A JSON object that remembers which keys were written twice."""

    doubled: tuple[str, ...] = ()


def text_problem(text: str) -> str | None:
    """Why a text cannot be kept, in words; None if it can.

    Invisible control characters, lone surrogates and noncharacters are refused, because databases, pages,
    spreadsheets and PDF files cannot hold them and would drop or change them without a word.
    """
    found = NOT_KEPT.search(text)
    if found is None:
        return None
    return (
        f"has a character that cannot be kept (U+{ord(found[0]):04X}, character {found.start() + 1}); "
        "remove it or type it again"
    )


def decode(data: bytes) -> Any:
    """The JSON document; raises `AnswersFileMistakes` with one mistake if it is none or too large."""
    if len(data) > MOST_BYTES:
        raise _refused(f"the file is larger than {MOST_BYTES // 1_000_000} MB, the most that is read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(f"the file is not UTF-8 text (byte {error.start + 1})") from None
    try:
        return json.loads(text, object_pairs_hook=_table, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        raise _refused(
            f"the file is not JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise _refused("the file is nested too deep to be an answers file") from None


def _refused(problem: str) -> AnswersFileMistakes:
    return AnswersFileMistakes((FileMistake("", problem),))


def _table(pairs: list[tuple[str, Any]]) -> Table:
    table = Table(pairs)
    if len(table) < len(pairs):
        seen: set[str] = set()
        table.doubled = tuple(dict.fromkeys(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return table


def _whole_number(digits: str) -> int | float:
    # Thousands of digits would cost time and mean nothing; as a float they turn infinite and are refused.
    return int(digits) if len(digits) < 25 else float(digits)


class Reader:
    """Takes values out of a decoded document and notes a mistake, with its path, for each wrong one."""

    def __init__(self) -> None:
        self.mistakes: list[FileMistake] = []

    def wrong(self, path: str, problem: str) -> None:
        """Note a mistake."""
        self.mistakes.append(FileMistake(path, problem))

    def table(self, value: Any, path: str, known: tuple[str, ...] | None = None) -> dict[str, Any]:
        """The object, or an empty one with a mistake; keys outside `known` and doubled keys are mistakes."""
        if not isinstance(value, dict):
            self.wrong(path, f"must be an object {{...}}, not {_kind(value)}")
            return {}
        for key in getattr(value, "doubled", ()):
            self.wrong(inside(path, key), "is written twice; keep one")
        if known is not None:
            for key in value:
                if key not in known:
                    self.wrong(inside(path, key), f"is not known here; known are {', '.join(known)}")
        return value

    def items(self, value: Any, path: str) -> Iterator[tuple[str, Any]]:
        """The entries of a list, each with its path; a mistake if it is no list."""
        if not isinstance(value, list):
            self.wrong(path, f"must be a list [...], not {_kind(value)}")
            return
        for place, item in enumerate(value):
            yield f"{path}[{place}]", item

    def text(self, value: Any, path: str, *, required: bool = False) -> str:
        """The text, or "" with a mistake."""
        if not isinstance(value, str):
            self.wrong(path, f"must be text in quotes, not {_kind(value)}")
            return ""
        if problem := text_problem(value):
            self.wrong(path, problem)
            return ""
        if required and not value.strip():
            self.wrong(path, "is empty; write a few words")
        return value

    def whole(self, value: Any, path: str, lowest: int, highest: int) -> int | None:
        """The whole number within bounds, or None with a mistake."""
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.wrong(path, f"must be a whole number from {lowest} to {highest}, not {shown(value)}")
            return None
        return value

    def number(self, value: Any, path: str, lowest: float, highest: float) -> int | float | None:
        """The finite number within bounds, or None with a mistake."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            self.wrong(path, f"must be a finite number, not {shown(value)}")
            return None
        if not lowest <= value <= highest:
            self.wrong(path, f"must be from {lowest:g} to {highest:g}, not {shown(value)}")
            return None
        return value

    def one_of(self, value: Any, path: str, allowed: tuple[str, ...]) -> str | None:
        """The word, if it is one of those allowed, or None with a mistake."""
        if not isinstance(value, str) or value not in allowed:
            self.wrong(path, f"must be one of {', '.join(allowed)}, not {shown(value)}")
            return None
        return value


def inside(path: str, key: str) -> str:
    """The path to a key of the object at `path`."""
    if _PLAIN_KEY.fullmatch(key):
        return f"{path}.{key}" if path else key
    return f"{path}[{json.dumps(key)}]"


def shown(value: Any) -> str:
    """The value as it may stand in a message: short, on one line, printable."""
    words = json.dumps(value, ensure_ascii=True) if not isinstance(value, dict | list) else _kind(value)
    return words if len(words) <= 60 else f"{words[:57]}..."


def _kind(value: Any) -> str:
    kinds = (
        (type(None), "null"),
        (bool, "true or false"),
        (int | float, "a number"),
        (str, "text"),
        (list, "a list"),
    )
    return next((words for kind, words in kinds if isinstance(value, kind)), "an object")
