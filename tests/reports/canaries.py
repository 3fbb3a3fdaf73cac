"""An answer sheet whose every word and figure can be found again wherever it went."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import msgspec

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    DontKnow,
    Evidence,
    EvidenceItem,
    LeftOut,
    NotApplicable,
    Number,
    Rating,
    Selection,
    Withheld,
)
from questionnaire.instrument import Instrument, Question
from questionnaire.loading import published
from questionnaire.samples import random_sheet

CANARY = "canary"


@dataclass(frozen=True)
class Marked:
    """A sheet in which every word and figure that an official typed is a canary, and those words."""

    sheet: AnswerSheet
    words: tuple[str, ...]
    figures: tuple[str, ...]


def marked(seed: int = 3) -> Marked:
    """A complete sheet with canaries everywhere, every kind of silence among its answers."""
    instrument = published()
    sheet = random_sheet(instrument, seed=seed, complete=True)
    answers = {
        question.code: with_canaries(instrument, question, sheet.answer_to(question.code), place)
        for place, question in enumerate(instrument.questions)
    }
    answers["R01.2"] = msgspec.convert(msgspec.to_builtins(Withheld(comment=f"{CANARY} withheld")), Withheld)
    answers["R02.3"] = DontKnow(comment=f"{CANARY} silence")
    answers["R10.2"] = NotApplicable(reason=f"{CANARY} reason", comment=f"{CANARY} beside it")
    ratings = {
        code: Rating(importance=4, threat=5, readiness=2, cost=3, time=3, reason=f"{CANARY} rating of {code}")
        for code in ("R01", "R07", "R11", "U1")
    }
    figures = tuple(str(number.value) for answer in answers.values() for number in answer.numbers)
    sheet = msgspec.structs.replace(sheet, answers=answers, ratings=ratings)
    words = tuple(
        text
        for text in chain.from_iterable(typed(answer) for answer in answers.values())
        if text.startswith(CANARY)
    )
    return Marked(sheet, (*words, *(rating.reason for rating in ratings.values())), figures)


def with_canaries(instrument: Instrument, question: Question, answer: Answer, place: int) -> Answer:
    """The answer with canaries for all that is typed beside it."""
    code = question.code
    item = EvidenceItem(
        f"{CANARY} title {code}",
        f"{CANARY} body {code}",
        "2026-01-31",
        f"https://{CANARY}.example/{code}",
        file="0f" * 32,
    )
    numbers = tuple(
        Number(field.code, 70_000_000 + 100 * place + order)
        for order, field in enumerate(instrument.number_fields(question))
    )
    answer = msgspec.structs.replace(
        answer, comment=f"{CANARY} comment {code}", evidence=Evidence(3, (item,)), numbers=numbers
    )
    value = answer.value if isinstance(answer, Answered) else None
    if isinstance(value, Selection) and question.not_applicable == "option":
        left = next(option.code for option in question.scored_options)
        others = tuple(ticked for ticked in value.selected if ticked != left)
        marks = (LeftOut(left, f"{CANARY} option {code}"),)
        return msgspec.structs.replace(answer, value=Selection(others, marks))
    return answer


def typed(answer: Answer) -> tuple[str, ...]:
    """Every text typed with the answer."""
    return (
        answer.comment,
        *(part for item in answer.evidence.items for part in (item.title, item.body)),
        *((answer.reason,) if isinstance(answer, NotApplicable) else ()),
        *(
            mark.reason
            for mark in (
                answer.value.not_applicable
                if isinstance(answer, Answered) and isinstance(answer.value, Selection)
                else ()
            )
        ),
    )
