"""The answers file, `cpsa-answers/1`: reading it with every mistake at once, and writing it.

Its JSON Schema is `docs/schemas/cpsa-answers-1.schema.json`. A mistake names the path to it, such as
`answers["R04.1"].selected[1]`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec

from questionnaire.action_wire import action_from_wire, action_to_wire, in_order
from questionnaire.answer_wire import answer_from_wire, answer_to_wire
from questionnaire.answers import Action, Answer, AnswerSheet, Rating, Target
from questionnaire.instrument import Instrument
from questionnaire.mistakes import AnswersFileMistakes
from questionnaire.wire import Reader, decode, inside, shown

FORMAT = "cpsa-answers/1"
KEYS = (
    "format",
    "instrument",
    "version",
    "country",
    "reference_date",
    "modules",
    "answers",
    "targets",
    "ratings",
    "actions",
    "given_by",
)
RATED = ("importance", "threat", "readiness", "cost", "time")
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
_COUNTRY = re.compile(r"[A-Z]{3}")


def read_answers(data: bytes, instrument: Instrument) -> AnswerSheet:
    """The sheet in an answers file; raises `AnswersFileMistakes` with everything that is wrong."""
    reader = Reader()
    wire = reader.table(decode(data), "", KEYS)
    if reader.mistakes and not wire:
        raise AnswersFileMistakes(tuple(reader.mistakes))
    for key in KEYS[:6]:
        if key not in wire:
            reader.wrong(key, "is missing")
    for key, expected in (
        ("format", FORMAT),
        ("instrument", instrument.code),
        ("version", instrument.version),
    ):
        if key in wire and wire[key] != expected:
            reader.wrong(key, f'must be "{expected}", not {shown(wire[key])}')
    sheet = AnswerSheet(
        instrument=instrument.code,
        version=instrument.version,
        country=_country(reader, wire),
        reference_date=_reference_date(reader, wire),
        modules=_modules(reader, instrument, wire),
        answers=_answers(reader, instrument, wire.get("answers", {})),
        targets=_targets(reader, instrument, wire.get("targets", {})),
        ratings=_ratings(reader, instrument, wire.get("ratings", {})),
        actions=_actions(reader, instrument, wire.get("actions", {})),
        given_by=_given_by(reader, instrument, wire.get("given_by", {})),
    )
    if reader.mistakes:
        raise AnswersFileMistakes(tuple(reader.mistakes))
    return sheet


def write_answers(sheet: AnswerSheet, instrument: Instrument) -> bytes:
    """The sheet as an answers file, in the instrument's order; the same sheet gives the same bytes."""
    answers = ((question.code, sheet.answer_to(question.code)) for question in instrument.questions)
    document = {
        "format": FORMAT,
        "instrument": sheet.instrument,
        "version": sheet.version,
        "country": sheet.country,
        "reference_date": sheet.reference_date.isoformat(),
        "modules": [module.code for module in instrument.modules if module.code in sheet.modules],
        "answers": {code: answer_to_wire(answer) for code, answer in answers if is_worth_keeping(answer)},
        "targets": {
            unit.code: target_to_wire(sheet.targets[unit.code])
            for unit in instrument.units
            if unit.code in sheet.targets
        },
        "ratings": {
            unit.code: rating_to_wire(sheet.ratings[unit.code])
            for unit in instrument.units
            if unit.code in sheet.ratings
        },
    }
    if sheet.actions:
        # Left out where there are none, so that a sheet without a plan has the bytes that it always had.
        document["actions"] = {
            action.code: action_to_wire(action) for action in in_order(instrument, sheet.actions.values())
        }
    if sheet.given_by:
        # As above.
        document["given_by"] = {
            question.code: sheet.given_by[question.code]
            for question in instrument.questions
            if question.code in sheet.given_by
        }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def is_worth_keeping(answer: Answer) -> bool:
    """Whether the answer says anything at all: a state other than unanswered, or words beside it."""
    return answer.state != "unanswered" or answer.has_words


def target_to_wire(target: Target) -> dict[str, Any]:
    """The target as an entry of the answers file."""
    return {"target": target.target} | ({} if target.year is None else {"year": target.year})


def rating_to_wire(rating: Rating) -> dict[str, Any]:
    """The ratings as an entry of the answers file; what nobody rated is left out."""
    given = {name: getattr(rating, name) for name in RATED if getattr(rating, name) is not None}
    return given | ({"reason": rating.reason} if rating.reason else {})


def target_from_wire(reader: Reader, raw: Any, path: str) -> Target:
    """The target in `raw`, 0 to 100 with an optional year; mistakes go to the reader."""
    wire = reader.table(raw, path, ("target", "year"))
    target = reader.number(wire.get("target"), inside(path, "target"), 0, 100)
    year = wire.get("year")
    if year is not None:
        year = reader.whole(year, inside(path, "year"), EARLIEST_YEAR, LATEST_YEAR)
    return Target(target=float(target or 0), year=year)


def rating_from_wire(reader: Reader, raw: Any, path: str) -> Rating:
    """The ratings in `raw`, each 1 to 5; mistakes go to the reader."""
    wire = reader.table(raw, path, (*RATED, "reason"))
    given = {name: reader.whole(wire[name], inside(path, name), 1, 5) for name in RATED if name in wire}
    return Rating(reason=reader.text(wire.get("reason", ""), inside(path, "reason")), **given)


def _country(reader: Reader, wire: dict[str, Any]) -> str:
    """The country's code; a missing one has been noted with the other missing keys."""
    raw = wire.get("country", "")
    if isinstance(raw, str) and _COUNTRY.fullmatch(raw):
        return raw
    if "country" in wire:
        reader.wrong(
            "country", f"must be a country code of three capital letters such as KEN, not {shown(raw)}"
        )
    return ""


def _reference_date(reader: Reader, wire: dict[str, Any]) -> date:
    """The day the answers speak of; a missing one has been noted with the other missing keys."""
    raw = wire.get("reference_date", "")
    try:
        if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass  # Said below, in the same words as for anything else that is no date.
    if "reference_date" in wire:
        reader.wrong("reference_date", f"must be a date such as 2026-11-01, not {shown(raw)}")
    return date.min


def _modules(reader: Reader, instrument: Instrument, wire: dict[str, Any]) -> tuple[str, ...]:
    if "modules" not in wire:
        return ()
    known = tuple(module.code for module in instrument.modules)
    given: list[str] = []
    for path, code in reader.items(wire["modules"], "modules"):
        if reader.one_of(code, path, known) is not None:
            if code in given:
                reader.wrong(path, f'"{code}" is given twice; keep one')
            given.append(code)
    for module in instrument.modules:
        if isinstance(wire["modules"], list) and not module.optional and module.code not in given:
            reader.wrong("modules", f'must contain "{module.code}", which cannot be switched off')
    return tuple(code for code in known if code in given)


def _answers(reader: Reader, instrument: Instrument, raw: Any) -> dict[str, Answer]:
    found = {}
    for code, wire in reader.table(raw, "answers").items():
        path = inside("answers", code)
        if instrument.has_question(code):
            found[code] = answer_from_wire(reader, instrument, instrument.question(code), wire, path)
        else:
            reader.wrong(path, f"{instrument.code} {instrument.version} has no such question")
    return {code: answer for code, answer in found.items() if is_worth_keeping(answer)}


def _given_by(reader: Reader, instrument: Instrument, raw: Any) -> dict[str, str]:
    found = {}
    for code, name in reader.table(raw, "given_by").items():
        path = inside("given_by", code)
        if instrument.has_question(code):
            found[code] = reader.text(name, path)
        else:
            reader.wrong(path, f"{instrument.code} {instrument.version} has no such question")
    return {code: name for code, name in found.items() if name}


def _targets(reader: Reader, instrument: Instrument, raw: Any) -> dict[str, Target]:
    return {
        code: target_from_wire(reader, wire, inside("targets", code))
        for code, wire in reader.table(raw, "targets").items()
        if _is_scored_unit(reader, instrument, inside("targets", code), code)
    }


def _ratings(reader: Reader, instrument: Instrument, raw: Any) -> dict[str, Rating]:
    return {
        code: rating_from_wire(reader, wire, inside("ratings", code))
        for code, wire in reader.table(raw, "ratings").items()
        if _is_scored_unit(reader, instrument, inside("ratings", code), code)
    }


def _actions(reader: Reader, instrument: Instrument, raw: Any) -> dict[str, Action]:
    found = (
        action_from_wire(reader, instrument, code, wire, inside("actions", code))
        for code, wire in reader.table(raw, "actions").items()
    )
    return {action.code: action for action in found if action is not None}


def _is_scored_unit(reader: Reader, instrument: Instrument, path: str, code: str) -> bool:
    if not instrument.has_unit(code):
        reader.wrong(path, f"{instrument.code} {instrument.version} has no such unit")
        return False
    if not instrument.unit(code).scored:
        reader.wrong(path, f"{code} is not scored; it takes neither a target nor ratings")
        return False
    return True
