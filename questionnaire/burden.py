"""How many minutes a question is likely to take, and how many are left on an answer sheet.

The figures are estimates by the authors, not measurements: they have not been piloted with officials. They
tell long from short and what is left from what is done; nothing else depends on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument, Question, Unit
from questionnaire.weighing import score_questions

# Seconds. Whoever answers knows the subject or is one call away from somebody who does.
READING = 60
"""The question, its guidance, and the official words that it asks about."""
LEVEL = 24
"""To weigh one of the levels described."""
YES_PARTIAL_NO = 60
OPTION = 20
"""To consider one option of a selection, or to read one of a grid or a ranking."""
ROW = 60
"""To go through all options for one row of a grid."""
PLACE = 30
"""To settle one place of a ranking."""
FIGURE = 120
"""To look one figure up. The figure that every level question may carry is left out: few give it."""
EVIDENCE = 180
"""To name one document and to write a sentence of comment."""
CONFIRMING = 60
"""To see that an answer brought over from an earlier submission, with its evidence, is still right. Who finds
that it is not writes another, which takes longer: most things change little from one cycle to the next.
"""

_MINUTE = 60


def minutes_for(question: Question) -> int:
    """The whole minutes that answering the question is estimated to take, rounded up."""
    seconds = READING + EVIDENCE
    seconds += LEVEL * len(question.levels)
    seconds += YES_PARTIAL_NO if question.kind == "choice" else 0
    seconds += OPTION * len(question.options)
    seconds += ROW * len(question.rows)
    seconds += PLACE * (question.at_most or 0)
    seconds += FIGURE * len(question.numbers)
    return _whole_minutes(seconds)


def minutes_to_confirm() -> int:
    """The whole minutes that confirming an answer is estimated to take: what is asked is read again, whatever
    the kind of question, and nothing is typed.
    """
    return _whole_minutes(READING + CONFIRMING)


def _whole_minutes(seconds: int) -> int:
    return -(-seconds // _MINUTE)


def minutes_by_question(
    instrument: Instrument,
    sheet: AnswerSheet,
    units: tuple[Unit, ...] | None = None,
    *,
    to_confirm: Collection[str] = (),
) -> dict[str, int]:
    """The minutes of each question that is still to be answered, by its code, in the instrument's order.

    What has an answer or a state that stands for one is left out, and so is what needs no answer: because of
    an earlier answer, or because its module is switched off. A question that waits for an earlier one is
    counted, so that answering what is open never adds minutes. `units` are those to look at, if not all: they
    hold the earlier questions on which theirs depend. `to_confirm` are the codes of questions with an answer
    that is not on the sheet yet, and only has to be confirmed.
    """
    looked_at = instrument.units_in(sheet.modules) if units is None else units
    asked = score_questions(looked_at, sheet)
    return {
        question.code: minutes_to_confirm() if question.code in to_confirm else minutes_for(question)
        for unit in looked_at
        for question in unit.questions
        if asked[question.code].needs_answer and sheet.answer_to(question.code).state == "unanswered"
    }


def minutes_left(instrument: Instrument, sheet: AnswerSheet, questions: Iterable[Question]) -> int:
    """The minutes left on these questions together; each counts once."""
    left = minutes_by_question(instrument, sheet)
    return sum(left.get(code, 0) for code in {question.code for question in questions})
