"""Checks as data: when two answers do not seem to fit, what is asked back. Read from `checks.toml`.

A check asks and never changes a score. `checks.py` finds the answers that it is about.
"""

from __future__ import annotations

from typing import Literal

import msgspec

PLACE_FOR_CODE = "{question}"


class Share(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One companion figure divided by another of the same answer, and the bound that it lies below."""

    number: str
    of: str
    below: float


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about one answer: everything given here holds at once.

    `question` is empty where the check is asked of several questions in turn and this is the one whose turn
    it is. `row` names the row of a grid in which `selected` is ticked.
    """

    question: str = ""
    level: int | None = None
    level_at_least: int | None = None
    choice: Literal["yes", "partial", "no"] | None = None
    selected: str | None = None
    row: str | None = None
    nothing_selected: bool = False
    share: Share | None = None
    number_is_zero: str | None = None
    without_comment: bool = False
    evidence_older_than_months: int | None = None


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question asked back when all conditions hold, in the words that the writer reads.

    One that is asked of each of several questions, or of every question, names none in some of its
    conditions, and its sentence has `{question}` where the code of the one asked about stands.
    """

    code: str
    sentence: str
    conditions: tuple[Condition, ...]
    of_each: tuple[str, ...] = ()
    of_every_question: bool = False

    @property
    def takes_turns(self) -> bool:
        """Whether the check is asked of several questions, one after the other."""
        return self.of_every_question or bool(self.of_each)

    @property
    def depends_on_date(self) -> bool:
        """Whether it asks about the time between an answer's evidence and the reference date."""
        return any(condition.evidence_older_than_months is not None for condition in self.conditions)


class CheckList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `checks.toml` holds."""

    checks: tuple[Check, ...]
