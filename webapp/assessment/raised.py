"""The consistency questions that an assessment's answers raise, and which of them were put aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from questionnaire.checks import Contradiction, answers_needed, contradictions
from questionnaire.instrument import Unit
from webapp.assessment.opened import Opened
from webapp.records import answer_sheets, checks
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.checks import Dismissal, TakenBack


class Raised(msgspec.Struct, frozen=True):
    """A question asked back about the revisions that `basis` names.

    `dismissal` says why it was put aside, if it was; `earlier` why it was put aside before one of the answers
    changed, which is why it is asked again.
    """

    contradiction: Contradiction
    basis: str
    dismissal: Dismissal | None = None
    earlier: Dismissal | None = None

    @property
    def sentence(self) -> str:
        """What the writer reads."""
        return self.contradiction.sentence

    @property
    def questions(self) -> tuple[str, ...]:
        """The codes of the questions that it is about."""
        return self.contradiction.questions

    @property
    def anchor(self) -> str:
        """Where on the page of checks it stands: the same whatever the revisions."""
        return "-".join((self.contradiction.check, *self.questions))


def raised(here: Opened, answers: Mapping[str, SavedAnswer]) -> tuple[Raised, ...]:
    """Everything asked back, open or put aside, of which the person may read every answer.

    `answers` are the assessment's latest. One statement.
    """
    dismissals = checks.dismissals_in(here.row)
    return tuple(_raised(here, one, answers, dismissals) for one in _read_by_them(here, answers))


def taken_back_before(one: Raised, taken_back: Iterable[TakenBack]) -> tuple[TakenBack, ...]:
    """Why that question was put aside before somebody wanted it asked again, each time."""
    return tuple(
        gone
        for gone in taken_back
        if gone.dismissal.check == one.contradiction.check
        and _questions_in(gone.dismissal.basis) == one.questions
    )


def open_contradictions(here: Opened, answers: Mapping[str, SavedAnswer]) -> tuple[Raised, ...]:
    """The questions asked back that nobody has put aside, in the instrument's order; one statement.

    `here` is the assessment as this person opened it, `answers` what `answer_revisions.saved_answers` gives
    for it. Of a contributor's, only those of which every answer was given to them. Each has its `sentence`,
    its `questions`, and the `anchor` at which it stands on the page `assessment.checks`.
    """
    return tuple(one for one in raised(here, answers) if one.dismissal is None)


def answers_beside(here: Opened, unit: Unit) -> frozenset[str]:
    """The codes of the questions whose answers decide what is asked back about that unit."""
    return answers_needed(here.instrument, {question.code for question in unit.questions})


def asked_about(
    here: Opened,
    questions: Collection[str],
    answers: Mapping[str, SavedAnswer],
    dismissed: Collection[tuple[str, str]],
) -> tuple[Raised, ...]:
    """What is asked back about the answers to these questions and was not put aside, without any statement.

    `answers` are at least those that `answers_beside` names, `dismissed` what `workspace.around` tells.
    """
    own = set(questions)
    if not own:
        return ()
    found = (_raised(here, one, answers, ()) for one in _read_by_them(here, answers))
    return tuple(
        one
        for one in found
        if not own.isdisjoint(one.questions) and (one.contradiction.check, one.basis) not in dismissed
    )


def asked_beside(here: Opened, unit: Unit, answers: Mapping[str, SavedAnswer]) -> tuple[Raised, ...]:
    """What is asked back about the answers of that unit and was not put aside; one statement, and none where
    nothing is asked. `answers` are at least those that `answers_beside` names.
    """
    own = {question.code for question in here.questions(unit)}
    found = asked_about(here, own, answers, ())
    dismissed = {(one.check, one.basis) for one in checks.dismissals_in(here.row)} if found else set()
    return tuple(one for one in found if (one.contradiction.check, one.basis) not in dismissed)


def _read_by_them(here: Opened, answers: Mapping[str, SavedAnswer]) -> Iterator[Contradiction]:
    """What is asked back, as far as the person may read every answer that it is about."""
    for found in contradictions(here.instrument, answer_sheets.sheet_of(here.row, answers, {})):
        if here.given is None or here.given.issuperset(found.questions):
            yield found


def _raised(
    here: Opened, found: Contradiction, answers: Mapping[str, SavedAnswer], dismissals: Collection[Dismissal]
) -> Raised:
    basis = _basis(here, found, answers)
    of_this = [one for one in dismissals if one.check == found.check]
    # A basis names the questions in the check's own order, so equal questions stand at equal places.
    alike = [one for one in of_this if _questions_in(one.basis) == found.questions]
    return Raised(
        found,
        basis,
        dismissal=next((one for one in of_this if one.basis == basis), None),
        earlier=next((one for one in reversed(alike) if one.basis != basis), None),
    )


def _basis(here: Opened, found: Contradiction, answers: Mapping[str, SavedAnswer]) -> str:
    """The revisions that the question is about, and the reference date where the check asks about time."""
    parts = [f"{code}@{answers[code].revision}" for code in found.questions]
    check = next(check for check in here.instrument.checks if check.code == found.check)
    return " ".join([*parts, f"on {here.row.reference_date}"] if check.depends_on_date else parts)


def _questions_in(basis: str) -> tuple[str, ...]:
    return tuple(part.partition("@")[0] for part in basis.split() if "@" in part)
