"""What is handed in, `cpsa-submission/1`: answers and result as canonical JSON, with its SHA-256.

Canonical: keys sorted, no white space, the same bytes for the same content. Its JSON Schema is
`docs/schemas/cpsa-submission-1.schema.json`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.instrument import Instrument
from questionnaire.outcome import Outcome, outcome_of, result_json
from questionnaire.scoring import PillarScore, Total, UnitScore

FORMAT = "cpsa-submission/1"


class Clearance(msgspec.Struct, frozen=True):
    """Who cleared an assessment, in which office, on which day."""

    name: str
    office: str
    on: date


class Covering(msgspec.Struct, frozen=True):
    """What is handed in beside answers and result: what they are called, and who answers for them.

    `corrects` is the hash of the submission that this one replaces, `follows` that of the cycle before.
    """

    title: str
    country_name: str
    submitted_on: date
    clearance: Clearance
    corrects: str = ""
    follows: str = ""


class ScoreLine(msgspec.Struct, frozen=True):
    """One score of a submission: of a unit, a pillar, or the overall figure of the modules in `code`.

    No band where too little is known to name one.
    """

    kind: str
    code: str
    low: float
    high: float
    known: float
    substantiated: float | None = None
    confidence: float | None = None
    band_low: int | None = None
    band_high: int | None = None


class Frozen(msgspec.Struct, frozen=True):
    """The content of a submission, its hash, and its scores one by one."""

    content: str
    hash: str
    scores: tuple[ScoreLine, ...]


class ReadBack(msgspec.Struct, frozen=True):
    """What a submission's content holds."""

    covering: Covering
    sheet: AnswerSheet


def freeze(instrument: Instrument, sheet: AnswerSheet, covering: Covering) -> Frozen:
    """Answers, result and what covers them, as they are handed in. What belongs to a module that is
    switched off is not.
    """
    sheet = _of_modules_switched_on(instrument, sheet)
    outcome = outcome_of(instrument, sheet)
    content = _canonical(
        {
            "format": FORMAT,
            "covering": msgspec.to_builtins(covering),
            "answers": json.loads(write_answers(sheet, instrument)),
            "result": json.loads(result_json(instrument, sheet, outcome)),
        }
    )
    return Frozen(content.decode(), hashlib.sha256(content).hexdigest(), _score_lines(outcome))


def read_back(content: str, instrument: Instrument) -> ReadBack:
    """What the content holds. Whatever is no such content raises, such as `AnswersFileMistakes`."""
    document = json.loads(content)
    return ReadBack(
        covering=msgspec.convert(document["covering"], Covering),
        sheet=read_answers(_canonical(document["answers"]), instrument),
    )


def hash_of(content: str) -> str:
    """The SHA-256 of a submission's content."""
    return hashlib.sha256(content.encode()).hexdigest()


def _of_modules_switched_on(instrument: Instrument, sheet: AnswerSheet) -> AnswerSheet:
    units = instrument.units_in(sheet.modules)
    asked = {question.code for unit in units for question in unit.questions}
    codes = {unit.code for unit in units}
    return msgspec.structs.replace(
        sheet,
        answers={code: answer for code, answer in sheet.answers.items() if code in asked},
        given_by={code: name for code, name in sheet.given_by.items() if code in asked},
        targets={code: target for code, target in sheet.targets.items() if code in codes},
        ratings={code: rating for code, rating in sheet.ratings.items() if code in codes},
        actions={code: action for code, action in sheet.actions.items() if action.unit in codes},
    )


def _canonical(document: dict[str, Any]) -> bytes:
    encoded: bytes = msgspec.json.encode(document, order="sorted")
    return encoded


def _score_lines(outcome: Outcome) -> tuple[ScoreLine, ...]:
    scores = outcome.scores
    totals = [scores.headline, *([scores.all_modules] if scores.all_modules else [])]
    return (
        *(_unit_line(unit) for unit in scores.units.values() if unit is not None),
        *(_pillar_line(pillar) for pillar in scores.headline.pillars),
        *(line for found in totals if (line := _total_line(found))),
    )


def _unit_line(unit: UnitScore) -> ScoreLine:
    mean = unit.mean
    return ScoreLine(
        kind="unit",
        code=unit.code,
        low=mean.low,
        high=mean.high,
        known=mean.known,
        substantiated=unit.substantiated,
        confidence=unit.confidence,
        band_low=unit.band_low if mean.enough_known else None,
        band_high=unit.band_high if mean.enough_known else None,
    )


def _pillar_line(pillar: PillarScore) -> ScoreLine:
    return ScoreLine("pillar", pillar.code, pillar.mean.low, pillar.mean.high, pillar.mean.known)


def _total_line(found: Total) -> ScoreLine | None:
    mean = found.mean
    if mean is None:
        return None
    return ScoreLine(
        kind="overall",
        code=" ".join(found.modules),
        low=mean.low,
        high=mean.high,
        known=mean.known,
        band_low=found.band_low if mean.enough_known else None,
        band_high=found.band_high if mean.enough_known else None,
    )
