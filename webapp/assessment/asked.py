"""Who is asked the questions of an assessment, as a table: by unit, and within it by question."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cached_property

import msgspec

from questionnaire.instrument import Question, Unit
from webapp.assessment.opened import Opened
from webapp.records import assignments, invitations
from webapp.records.assignments import Ask, Askable, Party


class Share(msgspec.Struct, frozen=True):
    """How much of a unit one party is asked. `due_on` is their earliest date in it."""

    name: str
    questions: int
    of: int
    due_on: date | None
    is_invited: bool = False


class Shares(msgspec.Struct, frozen=True):
    """Those who are asked something."""

    each: tuple[Share, ...]

    @property
    def by_day(self) -> list[tuple[date | None, list[Share]]]:
        """The same by the day on which they are to answer, the earliest first; last those without a day."""
        days = sorted({share.due_on for share in self.each}, key=lambda day: (day is None, day or date.min))
        return [(day, [share for share in self.each if share.due_on == day]) for day in days]


class QuestionRow(msgspec.Struct, frozen=True):
    """One question with those who are asked it. `state` names exactly this, to notice when it changes."""

    question: Question
    state: str
    asked: Shares


class UnitRow(msgspec.Struct, frozen=True):
    """One unit with those who are asked in it."""

    unit: Unit
    state: str
    asked: Shares
    unasked: int
    questions: tuple[QuestionRow, ...]


class Invited(msgspec.Struct, frozen=True):
    """Somebody who will be given questions when they accept their invitation."""

    name: str
    questions: frozenset[str]


class AskedTable(msgspec.Struct, frozen=True, dict=True):
    """Everything that is asked in one assessment, and everybody who can be."""

    units: tuple[Unit, ...]
    asks: tuple[Ask, ...]
    names: dict[Party, str]
    askable: tuple[Askable, ...]
    invited: tuple[Invited, ...]

    @cached_property
    def formerly(self) -> tuple[Askable, ...]:
        """Those who are asked something and could not be asked anew: questions can be taken from them."""
        today = {one.party for one in self.askable}
        return tuple(Askable(party, name) for party, name in sorted(self.names.items()) if party not in today)

    @cached_property
    def rows(self) -> tuple[UnitRow, ...]:
        """The table, unit by unit."""
        return tuple(
            UnitRow(
                unit=unit,
                state=self.state_of(unit.code),
                asked=self._shares(unit.questions),
                unasked=sum(not self._asked_of(question.code) for question in unit.questions),
                questions=tuple(
                    QuestionRow(question, self.state_of(question.code), self._shares((question,)))
                    for question in unit.questions
                ),
            )
            for unit in self.units
        )

    @cached_property
    def _by_question(self) -> dict[str, tuple[Ask, ...]]:
        found: dict[str, list[Ask]] = {
            question.code: [] for unit in self.units for question in unit.questions
        }
        for ask in self.asks:
            found.setdefault(ask.question, []).append(ask)
        return {code: tuple(sorted(asks, key=lambda ask: ask.party)) for code, asks in found.items()}

    @cached_property
    def _by_unit(self) -> dict[str, tuple[str, ...]]:
        return {unit.code: tuple(question.code for question in unit.questions) for unit in self.units}

    def _asked_of(self, question: str) -> tuple[Ask, ...]:
        return self._by_question.get(question, ())

    def questions_named(self, code: str) -> tuple[str, ...]:
        """The questions for which that code stands: those of a unit, or the one question; none if unknown."""
        known = any(question.code == code for unit in self.units for question in unit.questions)
        return self._by_unit.get(code) or ((code,) if known else ())

    def state_of(self, code: str) -> str:
        """A short name for who is asked that question, or the questions of that unit, and by when."""
        told = [
            f"{ask.question} {ask.party.is_institution} {ask.party.number} {ask.due_on}"
            for question in self.questions_named(code)
            for ask in self._asked_of(question)
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:10]

    def _shares(self, questions: Iterable[Question]) -> Shares:
        codes = [question.code for question in questions]
        asks = [ask for code in codes for ask in self._asked_of(code)]
        shares = [
            Share(
                name=self.names.get(party, ""),
                questions=len(own),
                of=len(codes),
                due_on=min((ask.due_on for ask in own if ask.due_on), default=None),
            )
            for party in sorted({ask.party for ask in asks}, key=self._order)
            for own in ([ask for ask in asks if ask.party == party],)
        ]
        waiting = [
            Share(one.name, len(one.questions.intersection(codes)), len(codes), None, is_invited=True)
            for one in self.invited
            if one.questions.intersection(codes)
        ]
        return Shares((*shares, *waiting))

    def _order(self, party: Party) -> tuple[bool, str]:
        return (not party.is_institution, self.names.get(party, ""))


def asked_table(here: Opened) -> AskedTable:
    """The table as it is now, whatever the number of questions in five statements."""
    country = here.row.country_code
    return AskedTable(
        units=here.units,
        asks=tuple(assignments.asks_in(here.row)),
        names=assignments.names_in(here.row),
        askable=tuple(assignments.askable_in(country)),
        invited=tuple(
            Invited(waiting.name, frozenset(waiting.questions))
            for waiting in invitations.waiting_in(country)
            if waiting.assessment_id == here.row.id
        ),
    )
