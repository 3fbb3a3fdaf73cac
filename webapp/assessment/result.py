"""The result page: what follows from the answers, each figure with the words that explain it."""

from __future__ import annotations

import msgspec
from flask import render_template
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.gaps import GROUPS, Gap, Group, Ranked, UnitGap
from questionnaire.instrument import Question, Unit
from questionnaire.outcome import Outcome, outcome_of
from questionnaire.scoring import Total, UnitScore
from questionnaire.weighing import QuestionScore
from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.change import change_since
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.words import answer_lines, band_words, rating_names, reasons, span, worth_words
from webapp.records import submissions
from webapp.wording import _


class QuestionLine(msgspec.Struct, frozen=True):
    """One question in a unit's detail: what was answered, and what it gave."""

    question: Question
    answer: tuple[str, ...]
    worth: str
    note: str = ""


class UnitLine(msgspec.Struct, frozen=True):
    """One unit of the table, with its detail."""

    unit: Unit
    score: UnitScore | None
    found: UnitGap | None
    reasons: list[str]
    questions: list[QuestionLine]


@blueprint.get("/countries/<country>/assessments/<int:number>/result")
@open_to(COUNTRY_READERS)
def result(country: str, number: int) -> ResponseReturnValue:
    """Show the scores, gaps and priorities of the answers as they are now."""
    here = opened(country, number)
    sheet = submissions.sheet_that_counts(here.row)
    outcome = outcome_of(here.instrument, sheet)
    return render_template(
        "assessment/result.html",
        here=here,
        outcome=outcome,
        changed=change_since(here, sheet),
        headline=outcome.scores.headline,
        headline_words=_total_words(here, outcome.scores.headline),
        lines=[_unit_line(unit, sheet, outcome) for unit in here.units],
        groups=[(group, _in_group(here, outcome, group)) for group in GROUPS],
        group_words=_group_words,
        gap_words=gap_words,
        rating_names=rating_names(),
    )


def _unit_line(unit: Unit, sheet: AnswerSheet, outcome: Outcome) -> UnitLine:
    return UnitLine(
        unit=unit,
        score=outcome.scores.units[unit.code],
        found=outcome.gaps.get(unit.code),
        reasons=reasons(unit, outcome.scores),
        questions=[
            _question_line(question, sheet, outcome.scores.questions[question.code])
            for question in unit.questions
        ],
    )


def _question_line(question: Question, sheet: AnswerSheet, own: QuestionScore) -> QuestionLine:
    lines = answer_lines(question, sheet.answer_to(question.code))
    if own.branching == "zero" and question.applies:
        return QuestionLine(
            question,
            lines,
            "0.00",
            _("Counts as 0, because of the answer to %(question)s.", question=question.applies.question),
        )
    if own.branching == "waiting" and question.applies:
        note = _("Waits for an answer to %(question)s.", question=question.applies.question)
        return QuestionLine(question, lines, worth_words(0, 1) if question.scored else "", note)
    if own.state == "not_applicable":
        return QuestionLine(question, lines, "", _("Does not count."))
    if own.low is None or own.high is None:
        return QuestionLine(question, lines, "", _("Recorded, not scored."))
    note = _("Held down by a safeguard.") if own.capped else ""
    return QuestionLine(question, lines, worth_words(own.low, own.high), note)


def _total_words(here: Opened, total: Total) -> list[str]:
    """What stands behind the overall figure, one sentence each."""
    mean = total.mean
    if mean is None:
        return [_("There is no overall figure, because no question applies.")]
    if not mean.enough_known:
        first = _("Not enough answers: less than two thirds is known, so no level is named.")
    elif total.band_low == total.band_high:
        first = _("Level: %(band)s.", band=band_words(total.band_low))
    else:
        first = _(
            "Level: %(low)s to %(high)s.", low=band_words(total.band_low), high=band_words(total.band_high)
        )
    words = [
        first,
        _("The mean of the %(number)s pillars below, all of equal weight.", number=len(total.pillars)),
    ]
    if total.floor_bites and total.limited_by and mean.enough_known:
        pillar = here.instrument.pillar(total.limited_by).title
        words.append(
            _(
                "Limited by the weakest pillar, “%(pillar)s”: the level is at most one above it.",
                pillar=pillar,
            )
        )
    return words


def _in_group(here: Opened, outcome: Outcome, group: Group) -> list[tuple[Unit, UnitGap, Ranked]]:
    return [
        (here.unit(line.code), outcome.gaps[line.code], line)
        for line in outcome.priorities
        if line.group == group
    ]


def _group_words(group: Group) -> tuple[str, str]:
    """The heading of a group of priorities, and what it means."""
    return {
        "imbalance": (
            _("Safeguard imbalances first"),
            _("A power is stronger than the safeguard that belongs to it; the answers are below."),
        ),
        "certain": (
            _("Certain gaps"),
            _("Below the target whatever the open answers turn out to be, the most pressing first."),
        ),
        "find-out-first": (
            _("Find out first"),
            _("Whether there is a gap depends on answers that are not known, withheld or not given yet."),
        ),
    }[group]


def gap_words(gap: Gap) -> str:
    """A gap in points, or what is not certain about it."""
    if gap.kind == "none":
        return _("none")
    points = span(gap.low, gap.high)
    return points if gap.kind == "certain" else _("%(points)s, unclear", points=points)
