"""How far the work has come: computed from the answers each time, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Question, Unit
from questionnaire.weighing import score_questions


class Progress(msgspec.Struct, frozen=True):
    """The state of one unit. `asked` leaves out questions that need no answer because of an earlier one."""

    unit: Unit
    asked: int
    done: int
    not_known: int
    withheld: int
    begun: bool
    # What is left of it, as estimated.
    minutes: int

    @property
    def is_complete(self) -> bool:
        """Whether every question asked has an answer, or a state that stands for one."""
        return self.begun and self.done == self.asked


def progress_of(
    units: tuple[Unit, ...],
    sheet: AnswerSheet,
    questions_of: Callable[[Unit], Iterable[Question]],
    minutes: Mapping[str, int],
) -> list[Progress]:
    """The state of each unit, in order, over those of its questions that `questions_of` gives; `minutes` are
    those of each question that is still to be answered.
    """
    found = score_questions(units, sheet)
    states = []
    for unit in units:
        questions = list(questions_of(unit))
        own = [found[question.code] for question in questions]
        asked = [question for question in own if question.needs_answer]
        given = [sheet.answer_to(question.code) for question in questions]
        states.append(
            Progress(
                unit=unit,
                asked=len(asked),
                done=sum(sheet.answer_to(question.code).state != "unanswered" for question in asked),
                not_known=sum(question.state == "dont_know" for question in own),
                withheld=sum(question.state == "withheld" for question in own),
                begun=any(answer.state != "unanswered" or answer.has_words for answer in given),
                minutes=sum(minutes.get(question.code, 0) for question in questions),
            )
        )
    return states
