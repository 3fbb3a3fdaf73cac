"""What is said when an instrument or an answers file is wrong: where, what, and how to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec


class Mistake(msgspec.Struct, frozen=True, order=True):
    """One thing wrong in an instrument: where, which code, what, and how to mend it."""

    file: str
    code: str
    problem: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.code}" if self.code else self.file
        return f"{where}: {self.problem}. {self.cure}."


class InstrumentMistakes(Exception):
    """The folder is not a valid instrument; `mistakes` lists everything that is wrong."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class FileMistake(msgspec.Struct, frozen=True):
    """One thing wrong in an answers file: the path to it, and what is wrong with the cure."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" if self.path else self.problem


class AnswersFileMistakes(Exception):
    """The answers file cannot be taken; `mistakes` lists everything that is wrong."""

    def __init__(self, mistakes: tuple[FileMistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def repeated(codes: Iterable[str]) -> list[str]:
    """The codes that stand there more than once."""
    return [code for code, times in Counter(codes).items() if times > 1]


def listed(codes: Iterable[str]) -> str:
    """The codes as a message names them, in order."""
    return ", ".join(sorted(codes)) or "(none yet)"
