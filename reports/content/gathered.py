"""What every chapter of the report is built from, and the look-ups they share."""

from __future__ import annotations

from functools import cached_property

import msgspec

from questionnaire.answers import Answer, AnswerSheet, EvidenceItem, State
from questionnaire.clause_status import ClauseStatus, clause_statuses
from questionnaire.instrument import Instrument, Question, Unit
from questionnaire.needs import DraftNeed, offered_needs
from questionnaire.outcome import Outcome
from reports.content.audience import WORKING_FILE, VariantCode
from reports.content.parts import Counts, Score, Target
from reports.content.wording import Wording
from reports.rounding import whole


class Gathered(msgspec.Struct, frozen=True, dict=True):
    """One assessment with all that follows from it, and the words to say it in."""

    instrument: Instrument
    sheet: AnswerSheet
    outcome: Outcome
    wording: Wording
    variant: VariantCode = WORKING_FILE

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The units of the modules switched on."""
        return self.instrument.units_in(self.sheet.modules)

    @cached_property
    def is_blank(self) -> bool:
        """Whether no question has an answer yet, not even “don’t know”; in a version that conceals answers,
        whether it shows none.
        """
        return self.has_no_answer(tuple(question for unit in self.units for question in unit.questions))

    def has_no_answer(self, questions: tuple[Question, ...]) -> bool:
        """Whether none of the questions has an answer that this version shows."""
        silent: set[State] = {"unanswered", "withheld"} if self.wording.conceals else {"unanswered"}
        return all(self.answer(question).state in silent for question in questions)

    @cached_property
    def no_answer(self) -> str:
        """The beginning of a sentence on an assessment that is blank: what is not shown may be answered."""
        _ = self.wording.gettext
        if self.wording.conceals:
            return _("No answer is shown in this version")
        return _("No question has an answer yet")

    @cached_property
    def offered_needs(self) -> dict[str, tuple[DraftNeed, ...]]:
        """The draft needs of each unit that follow from an answer."""
        return offered_needs(self.instrument, self.sheet, self.outcome.scores, self.outcome.needs)

    @cached_property
    def clause_statuses(self) -> dict[str, ClauseStatus]:
        """The status of every clause of the modules switched on."""
        return dict(clause_statuses(self.instrument, self.sheet, self.outcome.scores))

    @cached_property
    def references(self) -> dict[EvidenceItem, str]:
        """The number of every document cited, "E1" the first; a document described alike twice is one."""
        cited = dict.fromkeys(
            item for question in self.instrument.questions for item in self.answer(question).evidence.items
        )
        return {item: f"E{number}" for number, item in enumerate(cited, start=1)}

    def state(self, question: Question) -> State:
        """The state of the question as it counts, after branching."""
        return self.outcome.scores.questions[question.code].state

    def answer(self, question: Question) -> Answer:
        """The answer as it was given."""
        return self.sheet.answer_to(question.code)

    def counts(self, questions: tuple[Question, ...]) -> Counts:
        """How many of the questions are in which state."""
        states = [self.state(question) for question in questions]
        return Counts(
            answered=states.count("answered"),
            not_applicable=states.count("not_applicable"),
            dont_know=states.count("dont_know"),
            withheld=states.count("withheld"),
            unanswered=states.count("unanswered"),
        )

    def score(self, unit_code: str) -> Score | None:
        """The unit's interval in words, or None if it has none."""
        unit = self.outcome.scores.units.get(unit_code)
        if unit is None:
            return None
        return self.wording.score(unit.mean, unit.band_low, unit.band_high)

    def target(self, unit_code: str) -> Target | None:
        """The unit's target in words, or None if it has no score."""
        _ = self.wording.gettext
        found = self.outcome.gaps.get(unit_code)
        if found is None:
            return None
        gap = found.gap
        figure = str(whole(gap.target))
        if not gap.confirmed:
            words = _("suggested target {figure}, not confirmed").format(figure=figure)
        elif gap.target_year is None:
            words = _("target {figure}").format(figure=figure)
        else:
            words = _("target {figure} by {year}").format(figure=figure, year=gap.target_year)
        return Target(gap.target, figure, words, gap.confirmed)
