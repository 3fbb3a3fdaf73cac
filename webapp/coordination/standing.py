"""How far each unit, person and institution has come, and who is late: computed each time, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from questionnaire.burden import minutes_by_question
from questionnaire.instrument import Unit
from questionnaire.weighing import score_questions
from webapp.assessment.opened import Opened
from webapp.records import answer_revisions, answer_sheets
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.coordination import Addressee, Given
from webapp.tables import DRAFT

# Whoever has open questions and saves nothing for so long is named as late, due date or not.
QUIET_FOR = timedelta(days=7)


class Lateness(msgspec.Struct, frozen=True):
    """Why somebody is late, and since when; for `overdue`, with how many questions."""

    why: Literal["overdue", "not started", "quiet"]
    since: date
    questions: int = 0


class Standing(msgspec.Struct, frozen=True):
    """How far a set of questions has come. `asked` leaves out those that need no answer because of an earlier
    one; `open_questions` have no answer yet, or one still to be confirmed. `due_on` is the earliest day by
    which one of them is due.
    """

    asked: int
    open_questions: tuple[str, ...]
    to_confirm: int
    minutes: int
    last_saved: datetime | None
    due_on: date | None
    lateness: Lateness | None

    @property
    def answered(self) -> int:
        """How many are answered, with an answer or a state that stands for one."""
        return self.asked - len(self.open_questions)

    @property
    def is_done(self) -> bool:
        """Whether nothing is open."""
        return not self.open_questions


class UnitStanding(msgspec.Struct, frozen=True):
    """One unit, how far it has come, whom its open questions wait for, and which were given to nobody."""

    unit: Unit
    standing: Standing
    waits_for: tuple[str, ...]
    given_to_nobody: tuple[str, ...]


class TheirStanding(msgspec.Struct, frozen=True):
    """One person or institution, and how far it has come."""

    to: Addressee
    standing: Standing


ORDERS = ("late", "name", "time")


class Overview(msgspec.Struct, frozen=True):
    """Everybody who was given something, and every unit, each in its own order; the whole; and from what it
    all follows.
    """

    whole: Standing
    units: tuple[UnitStanding, ...]
    people: tuple[TheirStanding, ...]
    institutions: tuple[TheirStanding, ...]
    facts: Facts
    given: tuple[Given, ...]

    @property
    def late(self) -> tuple[TheirStanding, ...]:
        """The people and institutions that are late, nobody twice: an institution counts unless all who speak
        for it are late with what they were given by name.
        """
        people = tuple(one for one in self.people if one.standing.lateness)
        by_name = {person for one in people for person in one.to.people}
        bodies = (one for one in self.institutions if one.standing.lateness)
        return people + tuple(
            one for one in bodies if not (one.to.people and by_name.issuperset(one.to.people))
        )

    def standing_of(self, addressees: Collection[Addressee]) -> Standing:
        """How far these have come together; a question given to two of them counts once."""
        keys = {one.key for one in addressees}
        return self.facts.standing([one for one in self.given if one.to.key in keys])


def overview_of(
    here: Opened, answers: Mapping[str, SavedAnswer], given: Collection[Given], today: date
) -> Overview:
    """How far everybody has come, from the assessment's latest answers and what was given to whom. People
    are late in a draft only: later, nobody can change an answer.
    """
    sheet = answer_sheets.sheet_of(here.row, answers, {})
    to_confirm = answer_revisions.to_confirm_among(answers)
    minutes = minutes_by_question(here.instrument, sheet, to_confirm=to_confirm)
    scores = score_questions(here.units, sheet)
    asked = {code for code, own in scores.items() if own.needs_answer}
    facts = Facts(asked, minutes, answers, today, may_be_late=here.row.status == DRAFT)
    known = [one for one in given if one.question in scores]
    theirs = [
        TheirStanding(to, facts.standing([one for one in known if one.to.key == to.key]))
        for to in {one.to.key: one.to for one in known}.values()
    ]
    return Overview(
        whole=facts.standing((), asked),
        units=tuple(_unit_standing(unit, facts, known) for unit in here.units),
        people=tuple(one for one in theirs if not one.to.is_institution),
        institutions=tuple(one for one in theirs if one.to.is_institution),
        facts=facts,
        given=tuple(known),
    )


def _unit_standing(unit: Unit, facts: Facts, given: Iterable[Given]) -> UnitStanding:
    codes = [question.code for question in unit.questions]
    own = [one for one in given if one.question in codes]
    standing = facts.standing(own, codes)
    is_given = {one.question for one in own}
    waits_for = {one.to.name for one in own if one.question in standing.open_questions}
    return UnitStanding(
        unit,
        standing,
        waits_for=tuple(sorted(waits_for)),
        given_to_nobody=tuple(code for code in standing.open_questions if code not in is_given),
    )


class Facts(msgspec.Struct, frozen=True):
    """What is known of every question: whether it needs an answer, the minutes left, the latest answer."""

    asked: Collection[str]
    minutes: Mapping[str, int]
    answers: Mapping[str, SavedAnswer]
    today: date
    may_be_late: bool

    def standing(self, given: Collection[Given], codes: Collection[str] | None = None) -> Standing:
        """How far these questions have come; without `codes`, those that were given."""
        named = {one.question for one in given} if codes is None else set(codes)
        # In the instrument's order, which the minutes have.
        still_open = tuple(code for code in self.minutes if code in named)
        saved = [self.answers[code] for code in named if code in self.answers]
        # What was brought over from an earlier submission was saved by nobody here.
        moments = [one.saved_at for one in saved if one.saved_at and not one.to_confirm]
        waiting = [one for one in given if one.question in still_open]
        last_saved = max(moments, default=None)
        return Standing(
            asked=len(named.intersection(self.asked)),
            open_questions=still_open,
            to_confirm=sum(self.answers[code].to_confirm for code in still_open if code in self.answers),
            minutes=sum(self.minutes[code] for code in still_open),
            last_saved=last_saved,
            due_on=min((one.due_on for one in waiting if one.due_on), default=None),
            lateness=self._lateness(waiting, last_saved) if self.may_be_late else None,
        )

    def _lateness(self, waiting: Collection[Given], last_saved: datetime | None) -> Lateness | None:
        overdue = [one for one in waiting if one.due_on and one.due_on < self.today]
        if overdue:
            days = {one.due_on for one in overdue if one.due_on}
            return Lateness("overdue", min(days), len({one.question for one in overdue}))
        if not waiting:
            return None
        given_at = min(one.since for one in waiting)
        is_begun = last_saved is not None and last_saved >= given_at
        quiet_since = (last_saved if last_saved and is_begun else given_at).date()
        if self.today - quiet_since < QUIET_FOR:
            return None
        return Lateness("quiet" if is_begun else "not started", quiet_since)


def in_order(found: Iterable[TheirStanding], order: str) -> list[TheirStanding]:
    """The people or institutions by name, by the time they still need, or those first who are late."""
    by_name = sorted(found, key=lambda one: one.to.name)
    if order == "time":
        return sorted(by_name, key=lambda one: -one.standing.minutes)
    return sorted(by_name, key=lambda one: _urgency(one.standing)) if order == "late" else by_name


def units_in_order(found: Iterable[UnitStanding], order: str) -> list[UnitStanding]:
    """The same for units; their own order is that of the instrument."""
    if order == "time":
        return sorted(found, key=lambda one: -one.standing.minutes)
    return sorted(found, key=lambda one: _urgency(one.standing)) if order == "late" else list(found)


def _urgency(standing: Standing) -> tuple[int, date]:
    """Overdue, then not started, then quiet, each the longest first; then what is due next; then the done."""
    if standing.lateness:
        return ("overdue", "not started", "quiet").index(standing.lateness.why), standing.lateness.since
    return (4 if standing.is_done else 3), standing.due_on or date.max
