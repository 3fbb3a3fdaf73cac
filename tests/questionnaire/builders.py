"""Small builders that say only what a test is about; everything else takes a harmless value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    Choice,
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
from questionnaire.instrument import Instrument
from questionnaire.loading import load, published
from questionnaire.scoring import Mean, Scores, UnitScore, score
from questionnaire.weighing import QuestionScore

RECOMMENDATIONS = ("recommendations",)
MINI_INSTRUMENTS = Path(__file__).parents[1] / "instruments"
ALL_MODULES = ("recommendations", "national-statement")


def level(number: int, grade: int = 0) -> Answered:
    """A maturity level, 0 to 4."""
    return _answered(Level(number), grade)


def yes(grade: int = 0) -> Answered:
    """A plain yes."""
    return _answered(Choice("yes"), grade)


def partial(grade: int = 0) -> Answered:
    """A partial yes."""
    return _answered(Choice("partial"), grade)


def no(grade: int = 0) -> Answered:
    """A plain no."""
    return _answered(Choice("no"), grade)


def ticked(*options: str, grade: int = 0, left_out: tuple[str, ...] = ()) -> Answered:
    """The options ticked, and those that do not apply."""
    marks = tuple(LeftOut(option, "does not exist here") for option in left_out)
    return _answered(Selection(options, marks), grade)


def in_rows(**rows: tuple[str, ...]) -> Answered:
    """What is ticked in each row of a grid."""
    return _answered(Grid(tuple(GridRow(row, options) for row, options in rows.items())), 0)


def ranked(*options: str) -> Answered:
    """Options in order, the first the most important."""
    return _answered(Ranking(options), 0)


def with_figures(answer: Answered, **figures: float) -> Answered:
    """The answer with companion figures beside it."""
    return replace(answer, numbers=tuple(Number(code, value) for code, value in figures.items()))


def proven_on(answer: Answered, *dates: str) -> Answered:
    """The answer with one document of each date; "" is a document without a date."""
    items = tuple(EvidenceItem(title=f"Document {place}", date=stated) for place, stated in enumerate(dates))
    return replace(answer, evidence=Evidence(grade=2, items=items))


def saying(answer: Answered, comment: str) -> Answered:
    """The answer with a comment."""
    return replace(answer, comment=comment)


def dont_know() -> DontKnow:
    """Nobody asked knows."""
    return DontKnow()


def withheld() -> Withheld:
    """Known, not disclosed."""
    return Withheld()


def unanswered() -> Unanswered:
    """Work not done."""
    return Unanswered()


def not_applicable(reason: str = "does not exist here") -> NotApplicable:
    """Does not apply in the country."""
    return NotApplicable(reason=reason)


def sheet(
    answers: Mapping[str, Answer] | None = None,
    *,
    modules: tuple[str, ...] = RECOMMENDATIONS,
    targets: Mapping[str, float] | None = None,
    ratings: Mapping[str, Rating] | None = None,
    country: str = "XAA",
) -> AnswerSheet:
    """An answer sheet of the published instrument, or of any other: scoring looks at codes alone."""
    return AnswerSheet(
        instrument="cybercrime-prevention",
        version="1.0",
        country=country,
        reference_date=date(2026, 11, 1),
        modules=modules,
        answers=dict(answers or {}),
        targets={code: Target(target, 2028) for code, target in (targets or {}).items()},
        ratings=dict(ratings or {}),
    )


def rating(importance: int, threat: int | None, feasibility: tuple[int, int, int] = (3, 3, 3)) -> Rating:
    """Importance, threat, and the three feasibility ratings: readiness, cost, time."""
    readiness, cost, time = feasibility
    return Rating(importance=importance, threat=threat, readiness=readiness, cost=cost, time=time)


def scores_of(answers: Mapping[str, Answer], instrument: Instrument | None = None) -> Scores:
    """The scores of a sheet with these answers and all modules of the instrument."""
    asked = instrument or published()
    return score(asked, sheet(answers, modules=tuple(module.code for module in asked.modules)))


def unit_score(unit: str, answers: Mapping[str, Answer], instrument: Instrument | None = None) -> UnitScore:
    """The score of one unit that must have one."""
    found = scores_of(answers, instrument).units[unit]
    assert found is not None, f"{unit} has no score"
    return found


def question_score(
    question: str, answers: Mapping[str, Answer], instrument: Instrument | None = None
) -> QuestionScore:
    """What one question is worth beside the other answers."""
    return scores_of(answers, instrument).questions[question]


def interval(mean: Mean) -> tuple[float, float]:
    """Low and high, as printed in a table of expectations."""
    return (mean.low, mean.high)


@cache
def mini_instrument(feature: str) -> Instrument:
    """The tiny questionnaire that shows one feature, read by the real loader."""
    return load(MINI_INSTRUMENTS / feature)


def _answered(value: Value, grade: int) -> Answered:
    return Answered(value=value, evidence=Evidence(grade=grade))
