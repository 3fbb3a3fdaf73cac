"""What is open in an assessment: named before each step, and forbidding none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Unit
from questionnaire.weighing import score_questions
from webapp import clock
from webapp.assessment.opened import Opened
from webapp.assessment.raised import Raised, open_contradictions
from webapp.records import answer_revisions, answer_sheets, plan_revisions, workspace
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.plan_revisions import SavedPlan
from webapp.records.workspace import Around
from webapp.submission.signed import signings_of


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


class Unresolved(msgspec.Struct, frozen=True):
    """A question about which somebody still has something to say."""

    question: str
    open_threads: int
    is_marked: bool
    # The reviewers who disagree with the answer as it is now.
    disagreeing: tuple[str, ...]


class Findings(msgspec.Struct, frozen=True):
    """Everything that is open. `units` holds those only in which something is."""

    units: tuple[UnitFindings, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    contradictions: tuple[Raised, ...] = ()
    targets: tuple[Unit, ...] = ()
    # The institutions whose signature no longer fits, and, once any has signed, those that have not.
    outdated_signatures: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

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
        named = (
            [
                (found.unit.code, found.unanswered, found.unknown, found.withheld, found.to_confirm)
                for found in self.units
            ],
            self.unresolved,
            [(found.anchor, found.basis) for found in self.contradictions],
            [unit.code for unit in self.targets],
            self.outdated_signatures,
            self.unsigned,
        )
        return hashlib.sha256(msgspec.json.encode(named)).hexdigest()[:16]


def findings_of(here: Opened) -> Findings:
    """What is open in the assessment as it is now."""
    answers, plans = answer_revisions.saved_answers(here.row), plan_revisions.saved_plans(here.row)
    sheet = answer_sheets.sheet_of(here.row, answers, plans)
    asked = [question.code for unit in here.units for question in unit.questions]
    around = workspace.around(here.row.id, asked, moment=clock.now())
    signings = signings_of(here, sheet)
    is_signing_begun = any(each.signature for each in signings)
    return Findings(
        units=tuple(found for found in _by_unit(here.units, sheet, answers) if not found.is_clear),
        unresolved=tuple(_unresolved(asked, answers, around)),
        contradictions=open_contradictions(here, answers),
        targets=tuple(_without_target(here.rated_units, plans)),
        outdated_signatures=tuple(each.name for each in signings if each.has_changed_since),
        unsigned=tuple(each.name for each in signings if is_signing_begun and each.signature is None),
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


def _unresolved(
    asked: Iterable[str], answers: Mapping[str, SavedAnswer], around: Around
) -> Iterable[Unresolved]:
    for code in asked:
        facts = around.of(code)
        revision = answers[code].revision if code in answers else 0
        disagreeing = tuple(
            verdict.reviewer
            for verdict in facts.verdicts
            if not verdict.agrees and verdict.revision == revision
        )
        if facts.open_threads or facts.is_marked or disagreeing:
            yield Unresolved(code, facts.open_threads, facts.is_marked, disagreeing)


def _without_target(units: tuple[Unit, ...], plans: Mapping[str, SavedPlan]) -> Iterable[Unit]:
    for unit in units:
        if unit.code not in plans or plans[unit.code].plan.target is None:
            yield unit
