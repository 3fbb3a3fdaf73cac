"""What is open in an assessment: named before each step, and forbidding none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Unit
from questionnaire.weighing import score_questions
from webapp.assessment.opened import Opened
from webapp.records import assessments
from webapp.records.assessments import SavedAnswer, SavedPlan


class UnitFindings(msgspec.Struct, frozen=True):
    """What is open in one unit: the codes of its questions, by why."""

    unit: Unit
    unanswered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing is open in it."""
        return not (self.unanswered or self.unknown or self.withheld or self.to_confirm)


class Findings(msgspec.Struct, frozen=True):
    """Everything that is open. `units` holds those only in which something is."""

    units: tuple[UnitFindings, ...] = ()
    targets: tuple[Unit, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether nothing is open at all."""
        return self == Findings()

    def count(self, kind: str) -> int:
        """How many questions are open for that reason, such as `unanswered`."""
        return sum(len(getattr(found, kind)) for found in self.units)

    @property
    def digest(self) -> str:
        """Changes with anything that is open, so that nobody acknowledges what they were not shown."""
        named = [
            *(
                (found.unit.code, found.unanswered, found.unknown, found.withheld, found.to_confirm)
                for found in self.units
            ),
            *(unit.code for unit in self.targets),
        ]
        return hashlib.sha256(msgspec.json.encode(named)).hexdigest()[:16]


def findings_of(here: Opened) -> Findings:
    """What is open in the assessment as it is now."""
    answers, plans = assessments.saved_answers(here.row), assessments.saved_plans(here.row)
    sheet = assessments.sheet_of(here.row, answers, plans)
    return Findings(
        units=tuple(found for found in _by_unit(here.units, sheet, answers) if not found.is_clear),
        targets=tuple(_without_target(here.rated_units, plans)),
    )


def _by_unit(
    units: tuple[Unit, ...], sheet: AnswerSheet, answers: Mapping[str, SavedAnswer]
) -> Iterable[UnitFindings]:
    found = score_questions(units, sheet)
    for unit in units:
        asked = [question.code for question in unit.questions if found[question.code].needs_answer]
        to_confirm = [code for code in asked if code in answers and answers[code].to_confirm]
        states = {code: sheet.answer_to(code).state for code in asked}
        yield UnitFindings(
            unit=unit,
            unanswered=tuple(
                code for code in asked if states[code] == "unanswered" and code not in to_confirm
            ),
            unknown=tuple(code for code in asked if states[code] == "dont_know"),
            withheld=tuple(code for code in asked if states[code] == "withheld"),
            to_confirm=tuple(to_confirm),
        )


def _without_target(units: tuple[Unit, ...], plans: Mapping[str, SavedPlan]) -> Iterable[Unit]:
    for unit in units:
        if unit.code not in plans or plans[unit.code].plan.target is None:
            yield unit
