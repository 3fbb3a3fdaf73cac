"""Random valid answer sheets, for trying things out, for demonstrations and for tests.

The same seed gives the same sheet. Nothing here describes a real country.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import get_args

import msgspec

from questionnaire.answers import (
    Action,
    Answer,
    Answered,
    AnswerSheet,
    Choice,
    CostBand,
    DontKnow,
    Evidence,
    EvidenceItem,
    Grid,
    GridRow,
    LeftOut,
    Level,
    NotApplicable,
    Number,
    Ranking,
    Rating,
    Selection,
    Target,
    Unanswered,
    Value,
    Withheld,
)
from questionnaire.instrument import TOP_LEVEL, Instrument, NumberField, Option, Question, Unit
from questionnaire.outcome import outcome_of
from questionnaire.plan import proposed_actions

INVENTED_COUNTRY = "XAA"
DEFAULT_DATE = date(2026, 11, 1)

_COMMENTS = (
    "Confirmed in writing by the body named first. Two regions have not reported yet.",
    "The procedure dates from 2023 and is used in the capital; coverage elsewhere is being checked.",
    "Applies since the decree of last year. Staff turnover means that the figures change every quarter.",
    "Answer agreed between the ministry and the regulator at the meeting of 14 September.",
    "Le service juridique a confirmé cette réponse; le texte est en cours de révision.",
    "La respuesta fue acordada por las dos instituciones y será revisada el próximo año.",
    "Ответ согласован с прокуратурой; статистика за прошлый год ещё не опубликована.",
    "أكدت النيابة العامة هذه الإجابة، وسيُنشر التقرير السنوي في الربع القادم.",
)
_ISSUERS = (
    "Office of the Prime Minister",
    "Ministry of Justice",
    "National Police",
    "Communications Regulator",
    "Judicial Academy",
    "Data Protection Commission",
)
_INDICATORS = (
    "Text in force and published",
    "Two reports a year to the committee of parliament",
    "At least 80 in 100 officers trained",
    "Un rapport public chaque année",
    "نشر تقرير سنوي",
)
_REASONS = (
    "No such institution exists in the country.",
    "The law assigns this to no national body.",
    "No case was recorded in the period; statistics are attached.",
)
COST_BANDS: tuple[CostBand, ...] = get_args(CostBand)
_GRADES = (0, 1, 2, 2, 3, 3, 4)


def random_sheet(
    instrument: Instrument,
    *,
    seed: int,
    complete: bool = False,
    answered_share: float = 0.7,
    strength: float = 0.5,
    country: str = INVENTED_COUNTRY,
    reference_date: date = DEFAULT_DATE,
) -> AnswerSheet:
    """A valid sheet with comments and evidence on some answers.

    `complete` answers every question; otherwise about `answered_share` (0..1) of them are answered and the
    rest are unknown, withheld or empty. `strength` (0..1) says how far along the invented country is.
    """
    chance = Random(seed)
    modules = tuple(module.code for module in instrument.modules)
    answers: dict[str, Answer] = {}
    for question in instrument.questions:
        answer = _answer(chance, instrument, question, 1.0 if complete else answered_share, strength)
        if not isinstance(answer, Unanswered) or answer.has_words:
            answers[question.code] = answer
    scored = [unit for unit in instrument.units if unit.scored]
    return AnswerSheet(
        instrument=instrument.code,
        version=instrument.version,
        country=country,
        reference_date=reference_date,
        modules=modules,
        answers=answers,
        targets=_targets(chance, scored, reference_date, 1.0 if complete else answered_share),
        ratings=_ratings(chance, scored, 1.0 if complete else answered_share),
    )


def with_plan(instrument: Instrument, sheet: AnswerSheet, *, seed: int, share: float = 0.5) -> AnswerSheet:
    """The sheet with about that share of the steps proposed for it taken up, most of them with days, owner,
    cost and indicator.
    """
    chance = Random(seed)
    steps = proposed_actions(instrument, sheet, outcome_of(instrument, sheet))
    taken = [_planned(chance, step, sheet.reference_date.year) for step in steps if chance.random() < share]
    return msgspec.structs.replace(sheet, actions={action.code: action for action in taken})


def _planned(chance: Random, step: Action, year: int) -> Action:
    start = date(year + chance.randint(0, 1), chance.randint(1, 12), 1)
    end = date(start.year + chance.randint(1, 2), chance.randint(1, 12), 28)
    return msgspec.structs.replace(
        step,
        taken_up=chance.random() < 0.95,
        owner=chance.choice(_ISSUERS),
        start=start if chance.random() < 0.85 else None,
        end=end if chance.random() < 0.85 else None,
        cost=chance.choice(COST_BANDS) if chance.random() < 0.9 else None,
        indicator=chance.choice(_INDICATORS) if chance.random() < 0.6 else "",
    )


def _answer(
    chance: Random, instrument: Instrument, question: Question, answered_share: float, strength: float
) -> Answer:
    comment = chance.choice(_COMMENTS) if chance.random() < 0.3 else ""
    if chance.random() >= answered_share:
        state = chance.choice((DontKnow, DontKnow, Withheld, Unanswered, Unanswered))
        return state(comment=comment) if state is not Unanswered else Unanswered()
    if question.not_applicable == "question" and chance.random() < 0.15:
        return NotApplicable(reason=chance.choice(_REASONS), comment=comment)
    value = _value(chance, question, strength)
    if isinstance(value, Choice) and value.choice == "partial" and not comment:
        comment = chance.choice(_COMMENTS)
    return Answered(
        value=value,
        comment=comment,
        evidence=_evidence(chance, question),
        numbers=_numbers(chance, instrument, question),
    )


def _value(chance: Random, question: Question, strength: float) -> Value:
    if question.kind == "maturity":
        return Level(max(0, min(TOP_LEVEL, round(chance.gauss(strength * TOP_LEVEL, 1.1)))))
    if question.kind == "choice":
        luck = chance.random() + strength - 0.5
        return Choice("yes" if luck > 0.6 else "partial" if luck > 0.3 else "no")
    if question.kind == "grid":
        rows = (GridRow(row.code, _ticked(chance, question.options, 0.3)) for row in question.rows)
        return Grid(tuple(row for row in rows if row.selected))
    if question.kind == "ranking":
        places = chance.randint(1, question.at_most or 1)
        return Ranking(tuple(option.code for option in chance.sample(question.options, places)))
    return _selection(chance, question, strength)


def _selection(chance: Random, question: Question, strength: float) -> Selection:
    selected = _ticked(chance, question.options, 0.2 + 0.6 * strength)
    if question.not_applicable != "option" or chance.random() < 0.7:
        return Selection(selected)
    left_out = chance.choice(question.options).code
    return Selection(
        tuple(code for code in selected if code != left_out), (LeftOut(left_out, chance.choice(_REASONS)),)
    )


def _ticked(chance: Random, options: tuple[Option, ...], share: float) -> tuple[str, ...]:
    """Some of the options, or at times an exclusive one alone."""
    exclusive = [option.code for option in options if option.exclusive]
    if exclusive and chance.random() < 0.15:
        return (chance.choice(exclusive),)
    return tuple(option.code for option in options if not option.exclusive and chance.random() < share)


def _evidence(chance: Random, question: Question) -> Evidence:
    grade = chance.choice(_GRADES)
    if grade < 2:
        return Evidence(grade)
    examples = [words.strip() for words in question.evidence.split(",")]
    titles = chance.sample(examples, min(len(examples), chance.choice((1, 1, 2))))
    return Evidence(grade, tuple(_item(chance, title, linked=grade >= 3) for title in titles))


def _item(chance: Random, title: str, *, linked: bool) -> EvidenceItem:
    year, month, day = chance.randint(2022, 2026), chance.randint(1, 10), chance.randint(1, 28)
    number = chance.randint(100, 999)
    return EvidenceItem(
        title=f"{title[:1].upper()}{title[1:]}, reference {number}/{year}",
        body=chance.choice(_ISSUERS),
        date=f"{year}-{month:02d}-{day:02d}",
        link=f"https://documents.example/{year}/{number}" if linked else "",
    )


def _numbers(chance: Random, instrument: Instrument, question: Question) -> tuple[Number, ...]:
    fields = [field for field in instrument.number_fields(question) if chance.random() < 0.4]
    return tuple(Number(field.code, _figure(chance, field)) for field in fields)


def _figure(chance: Random, field: NumberField) -> int:
    if field.unit == "per cent":
        return chance.randint(5, 100)
    if field.unit == "year":
        return chance.randint(2020, 2030)
    return chance.randint(1, 900)


def _targets(chance: Random, scored: list[Unit], today: date, share: float) -> dict[str, Target]:
    return {
        unit.code: Target(float(chance.choice((50, 60, 70, 75, 80))), today.year + chance.randint(1, 4))
        for unit in scored
        if chance.random() < share
    }


def _ratings(chance: Random, scored: list[Unit], share: float) -> dict[str, Rating]:
    return {
        unit.code: Rating(
            importance=chance.randint(1, 5),
            threat=chance.randint(1, 5),
            readiness=chance.randint(1, 5),
            cost=chance.randint(1, 5),
            time=chance.randint(1, 5),
            reason="Agreed by the coordination group." if chance.random() < 0.5 else "",
        )
        for unit in scored
        if chance.random() < share
    }
