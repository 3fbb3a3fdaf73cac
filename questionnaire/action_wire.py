"""One action of the plan as it stands in the answers file and in a revision: out, and in with every mistake.

Its code says what it is about: `R12.3-1` is the first action on question R12.3, `R12-1` the first one for the
whole of unit R12.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, get_args

from questionnaire.answers import Action, Aim, Choice, CostBand, Level, Selection
from questionnaire.instrument import TOP_LEVEL, Instrument, Question, Unit
from questionnaire.wire import Reader, inside, shown

COSTS: tuple[str, ...] = get_args(CostBand)
AIMS = {"maturity": "level", "choice": "choice", "selection": "selected"}
CHOICES_AIMED_AT = ("partial", "yes")
LONGEST_OWNER = 200
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_KEYS = ("text", "aim", "clauses", "owner", "start", "end", "cost", "indicator", "taken_up")


def in_order(instrument: Instrument, actions: Iterable[Action]) -> tuple[Action, ...]:
    """The actions in the order of the instrument, those for a whole unit before those on its questions."""
    units = {unit.code: place for place, unit in enumerate(instrument.units)}
    questions = {question.code: place for place, question in enumerate(instrument.questions)}
    return tuple(
        sorted(
            actions,
            key=lambda action: (
                units[action.unit],
                questions.get(action.question, -1),
                number_of(action.code),
            ),
        )
    )


def number_of(code: str) -> int:
    """The number at the end of an action's code."""
    return int(code.rpartition("-")[2])


def clauses_open_to(unit: Unit, question: Question | None) -> tuple[str, ...]:
    """The clauses that an action may serve: those of its unit, and of other units those of its question."""
    own = tuple(clause.code for clause in unit.clauses)
    return (*own, *(code for code in (question.clauses if question else ()) if code not in own))


def action_from_wire(reader: Reader, instrument: Instrument, code: str, raw: Any, path: str) -> Action | None:
    """The action in `raw`; where it is wrong the reader holds the mistakes and the result is of no use."""
    about, _dash, number = code.rpartition("-")
    question = instrument.question(about) if instrument.has_question(about) else None
    unit = instrument.unit_of(about) if question else None
    if question is None and instrument.has_unit(about):
        unit = instrument.unit(about)
    if unit is None or not (question or unit).scored or not _NUMBER.fullmatch(number):
        reader.wrong(
            path, "must be named by a scored question or unit and a number, such as R12.3-1 or R12-1"
        )
        return None
    wire = reader.table(raw, path, _KEYS)
    start, end = (_day(reader, wire.get(name), inside(path, name)) for name in ("start", "end"))
    if start and end and end < start:
        reader.wrong(inside(path, "end"), f"must not be before the start, {start.isoformat()}")
    return Action(
        code=code,
        unit=unit.code,
        question=question.code if question else "",
        aim=_aim(reader, question, wire["aim"], inside(path, "aim")) if "aim" in wire else None,
        text=reader.text(wire.get("text", ""), inside(path, "text"), required=True),
        clauses=_codes(
            reader, wire.get("clauses", []), inside(path, "clauses"), clauses_open_to(unit, question)
        ),
        owner=_owner(reader, wire.get("owner", ""), inside(path, "owner")),
        start=start,
        end=end,
        cost=_cost(reader, wire.get("cost"), inside(path, "cost")),
        indicator=reader.text(wire.get("indicator", ""), inside(path, "indicator")),
        taken_up=_truth(reader, wire.get("taken_up", True), inside(path, "taken_up")),
    )


def fits(instrument: Instrument, action: Action) -> bool:
    """Whether that version of the instrument knows the question, the aim and the clauses of the action."""
    reader = Reader()
    action_from_wire(reader, instrument, action.code, action_to_wire(action), action.code)
    return not reader.mistakes


def action_to_wire(action: Action) -> dict[str, Any]:
    """The action as an entry of the answers file; what is not decided is left out."""
    wire: dict[str, Any] = {"text": action.text}
    if action.aim is not None:
        wire["aim"] = _aim_to_wire(action.aim)
    if action.clauses:
        wire["clauses"] = list(action.clauses)
    wire |= {name: day.isoformat() for name in ("start", "end") if (day := getattr(action, name))}
    wire |= {name: text for name in ("owner", "cost", "indicator") if (text := getattr(action, name))}
    return wire if action.taken_up else wire | {"taken_up": False}


def _aim(reader: Reader, question: Question | None, raw: Any, path: str) -> Aim | None:
    if question is None:
        reader.wrong(path, "belongs to an action on a question; remove it, or name the action by a question")
        return None
    key = AIMS[question.kind]
    wire = reader.table(raw, path, (key,))
    if key not in wire:
        reader.wrong(inside(path, key), "is missing")
        return None
    if key == "level":
        level = reader.whole(wire[key], inside(path, key), 1, TOP_LEVEL)
        return Level(level or 1)
    if key == "choice":
        word = reader.one_of(wire[key], inside(path, key), CHOICES_AIMED_AT)
        return Choice("partial" if word == "partial" else "yes")
    options = tuple(option.code for option in question.scored_options)
    selected = _codes(reader, wire[key], inside(path, key), options)
    if wire[key] == []:
        reader.wrong(inside(path, key), "is empty; name the options that are to be ticked")
    return Selection(selected)


def _codes(reader: Reader, raw: Any, where: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for path, code in reader.items(raw, where):
        if reader.one_of(code, path, allowed) is not None:
            if code in found:
                reader.wrong(path, f'"{code}" is given twice; keep one')
            found.append(code)
    return tuple(found)


def _owner(reader: Reader, raw: Any, path: str) -> str:
    owner = reader.text(raw, path)
    if len(owner) > LONGEST_OWNER:
        reader.wrong(path, f"is too long; at most {LONGEST_OWNER} characters, such as the name of a ministry")
    return owner


def _day(reader: Reader, raw: Any, path: str) -> date | None:
    if raw is None:
        return None
    try:
        if isinstance(raw, str) and len(raw) == len("2027-03-01"):
            return date.fromisoformat(raw)
    except ValueError:
        pass  # Said below, in the same words as for anything else that is no date.
    reader.wrong(path, f"must be a date such as 2027-03-01, not {shown(raw)}")
    return None


def _cost(reader: Reader, raw: Any, path: str) -> CostBand | None:
    word = None if raw is None else reader.one_of(raw, path, COSTS)
    return next((band for band in get_args(CostBand) if band == word), None)


def _truth(reader: Reader, raw: Any, path: str) -> bool:
    if not isinstance(raw, bool):
        reader.wrong(path, f"must be true or false, not {shown(raw)}")
    return raw is not False


def _aim_to_wire(aim: Aim) -> dict[str, Any]:
    if isinstance(aim, Level):
        return {"level": aim.level}
    if isinstance(aim, Choice):
        return {"choice": aim.choice}
    return {"selected": list(aim.selected)}
