"""Why a draft need is proposed: which questions fall short of the target, and by how much, in words."""

from __future__ import annotations

import msgspec

from questionnaire.answers import Answered, AnswerSheet, Choice, Level
from questionnaire.gaps import target_of_question
from questionnaire.instrument import TOP_LEVEL, Instrument, Question
from questionnaire.needs import DraftNeed
from questionnaire.outcome import Outcome
from webapp.assessment.words import percent
from webapp.forms import state_words
from webapp.wording import _, ngettext


class Shortfall(msgspec.Struct, frozen=True):
    """One question behind a draft need, and how it falls short."""

    question: Question
    words: str


def shortfalls(
    instrument: Instrument, sheet: AnswerSheet, outcome: Outcome, draft: DraftNeed
) -> list[Shortfall]:
    """The questions behind the draft, in the order of the questionnaire."""
    target = outcome.gaps[draft.unit].gap.target
    asked = instrument.unit(draft.unit).questions
    return [
        Shortfall(question, _short_words(question, sheet, outcome, target))
        for question in asked
        if question.code in draft.questions
    ]


def _short_words(question: Question, sheet: AnswerSheet, outcome: Outcome, target: float) -> str:
    own, answer = outcome.scores.questions[question.code], sheet.answer_to(question.code)
    wanted = target_of_question(question.kind, target)
    if own.branching == "zero":
        return _("It counts as nothing yet, because of an earlier answer.")
    if not isinstance(answer, Answered):
        return _("%(state)s: how far it falls short has to be found out.", state=state_words(answer.state))
    if isinstance(answer.value, Level):
        return _level_words(answer.value.level, round(wanted * TOP_LEVEL))
    if isinstance(answer.value, Choice):
        aim = _("a full yes") if wanted == 1 else _("a partial yes")
        now = _("a partial yes") if answer.value.choice == "partial" else _("a no")
        return _("The answer is %(now)s; the target asks for %(aim)s.", now=now, aim=aim)
    return _(
        "What is ticked counts for %(now)s; the target asks for %(wanted)s.",
        now=percent(own.raw_low or 0),
        wanted=percent(wanted),
    )


def _level_words(level: int, wanted: int) -> str:
    return ngettext(
        "One level short: level %(level)s now, level %(wanted)s for the target.",
        "%(num)s levels short: level %(level)s now, level %(wanted)s for the target.",
        wanted - level,
        level=level,
        wanted=wanted,
    )
