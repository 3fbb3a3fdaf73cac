"""One answer as it stands in the answers file and in a revision: out, and in with every mistake noted."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

from questionnaire.answers import (
    TOP_GRADE,
    Answer,
    Answered,
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
    Selection,
    State,
    Unanswered,
    Value,
    Withheld,
)
from questionnaire.instrument import CHOICES, TOP_LEVEL, Instrument, Question
from questionnaire.wire import Reader, inside

STATES: tuple[str, ...] = get_args(State)
BESIDE = ("state", "comment", "evidence", "numbers")
VALUE_KEYS = {
    "maturity": ("level",),
    "choice": ("choice",),
    "selection": ("selected", "not_applicable"),
    "grid": ("rows",),
    "ranking": ("ranked",),
}
LARGEST_NUMBER = 1e18
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_FILE_HASH = re.compile(r"[0-9a-f]{64}")
_LINK = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


def answer_from_wire(
    reader: Reader, instrument: Instrument, question: Question, raw: Any, path: str
) -> Answer:
    """The answer in `raw`; where it is wrong the reader holds the mistakes and the result is of no use."""
    state = raw.get("state") if isinstance(raw, dict) else None
    known = (*BESIDE, *_keys_of(state, question))
    wire = reader.table(raw, path, known)
    if not isinstance(raw, dict):
        return Unanswered()
    if reader.one_of(state, inside(path, "state"), STATES) is None:
        return Unanswered()
    beside: dict[str, Any] = {
        "comment": reader.text(wire.get("comment", ""), inside(path, "comment")),
        "evidence": _evidence(reader, wire.get("evidence", {}), inside(path, "evidence")),
        "numbers": _numbers(reader, instrument, question, wire.get("numbers", {}), inside(path, "numbers")),
    }
    if state == "answered":
        return Answered(value=_value(reader, question, wire, path), **beside)
    if state == "not_applicable":
        return NotApplicable(reason=_reason(reader, question, wire, path), **beside)
    plain: dict[str, type[Answer]] = {"dont_know": DontKnow, "withheld": Withheld, "unanswered": Unanswered}
    return plain[str(state)](**beside)


def answer_to_wire(answer: Answer) -> dict[str, Any]:
    """The answer as an entry of the answers file; empty parts are left out."""
    wire: dict[str, Any] = {"state": answer.state}
    if isinstance(answer, Answered):
        wire |= _value_to_wire(answer.value)
    if isinstance(answer, NotApplicable):
        wire["reason"] = answer.reason
    if answer.comment:
        wire["comment"] = answer.comment
    if answer.numbers:
        wire["numbers"] = {number.code: number.value for number in answer.numbers}
    if answer.evidence.grade or answer.evidence.items:
        wire["evidence"] = {
            "grade": answer.evidence.grade,
            "items": [_item_to_wire(item) for item in answer.evidence.items],
        }
    return wire


def is_link(text: str) -> bool:
    """Whether the text is a web address that may be printed as a link: http or https, no white space."""
    return _LINK.fullmatch(text) is not None


def is_file_hash(text: str) -> bool:
    """Whether the text is a SHA-256 in hexadecimal digits, as it names a file attached."""
    return _FILE_HASH.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether the text is a year, a month or a day: 2025, 2025-03 or 2025-03-01."""
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _keys_of(state: Any, question: Question) -> tuple[str, ...]:
    if state == "answered":
        return VALUE_KEYS[question.kind]
    return ("reason",) if state == "not_applicable" else ()


def _reason(reader: Reader, question: Question, wire: dict[str, Any], path: str) -> str:
    if question.not_applicable != "question":
        reader.wrong(inside(path, "state"), f"{question.code} cannot be not applicable; give another state")
    return reader.text(wire.get("reason", ""), inside(path, "reason"), required=True)


def _value(reader: Reader, question: Question, wire: dict[str, Any], path: str) -> Value:
    key = VALUE_KEYS[question.kind][0]
    where = inside(path, key)
    if key not in wire:
        reader.wrong(where, f"is missing; {question.code} is a {question.kind} question")
        return Level(0)
    raw = wire[key]
    if question.kind == "maturity":
        return Level(reader.whole(raw, where, 0, TOP_LEVEL) or 0)
    if question.kind == "choice":
        word = reader.one_of(raw, where, CHOICES)
        return Choice("yes" if word == "yes" else "partial" if word == "partial" else "no")
    if question.kind == "selection":
        return _selection(reader, question, wire, path)
    if question.kind == "grid":
        return _grid(reader, question, raw, where)
    ranked = _codes(reader, question, raw, where)
    if question.at_most is not None and len(ranked) > question.at_most:
        reader.wrong(where, f"ranks {len(ranked)} options; rank at most {question.at_most}")
    return Ranking(ranked)


def _selection(reader: Reader, question: Question, wire: dict[str, Any], path: str) -> Selection:
    selected = _codes(reader, question, wire["selected"], inside(path, "selected"))
    where = inside(path, "not_applicable")
    marks = reader.table(
        wire.get("not_applicable", {}), where, tuple(option.code for option in question.options)
    )
    if marks and question.not_applicable != "option":
        reader.wrong(where, f"no option of {question.code} can be not applicable")
    left_out = []
    for code, reason in marks.items():
        if code in selected:
            reader.wrong(inside(where, code), "is ticked as well; keep one of the two")
        left_out.append(LeftOut(code, reader.text(reason, inside(where, code), required=True)))
    return Selection(selected, tuple(left_out))


def _grid(reader: Reader, question: Question, raw: Any, where: str) -> Grid:
    wire = reader.table(raw, where, tuple(row.code for row in question.rows))
    return Grid(
        tuple(
            GridRow(row.code, _codes(reader, question, wire[row.code], inside(where, row.code)))
            for row in question.rows
            if row.code in wire
        )
    )


def _codes(reader: Reader, question: Question, raw: Any, where: str) -> tuple[str, ...]:
    """Option codes, each known and given once, an exclusive one alone."""
    allowed = {option.code: option for option in question.options}
    codes: list[str] = []
    for path, code in reader.items(raw, where):
        if reader.one_of(code, path, tuple(allowed)) is None:
            continue
        if code in codes:
            reader.wrong(path, f'"{code}" is given twice; keep one')
        else:
            codes.append(code)
    exclusive = [code for code in codes if allowed[code].exclusive]
    if exclusive and len(codes) > 1:
        reader.wrong(where, f'"{exclusive[0]}" stands alone; remove it or the others')
    return tuple(codes)


def _numbers(
    reader: Reader, instrument: Instrument, question: Question, raw: Any, where: str
) -> tuple[Number, ...]:
    fields = instrument.number_fields(question)
    wire = reader.table(raw, where, tuple(field.code for field in fields))
    found = []
    for field in fields:
        if field.code in wire:
            highest = 100.0 if field.unit == "per cent" else LARGEST_NUMBER
            value = reader.number(wire[field.code], inside(where, field.code), 0, highest)
            found.append(Number(field.code, 0 if value is None else value))
    return tuple(found)


def _evidence(reader: Reader, raw: Any, where: str) -> Evidence:
    wire = reader.table(raw, where, ("grade", "items"))
    grade = reader.whole(wire.get("grade", 0), inside(where, "grade"), 0, TOP_GRADE) or 0
    items = [
        _item(reader, item, path)
        for path, item in reader.items(wire.get("items", []), inside(where, "items"))
    ]
    return Evidence(grade, tuple(items))


def _item(reader: Reader, raw: Any, path: str) -> EvidenceItem:
    wire = reader.table(raw, path, ("title", "body", "date", "link", "file"))
    item = EvidenceItem(
        title=reader.text(wire.get("title", ""), inside(path, "title"), required=True),
        body=reader.text(wire.get("body", ""), inside(path, "body")),
        date=reader.text(wire.get("date", ""), inside(path, "date")),
        link=reader.text(wire.get("link", ""), inside(path, "link")),
        file=reader.text(wire.get("file", ""), inside(path, "file")),
    )
    if item.date and not is_date(item.date):
        reader.wrong(inside(path, "date"), "must be a date such as 2025-03-01, 2025-03 or 2025")
    if item.link and not is_link(item.link):
        reader.wrong(inside(path, "link"), "must be a web address that begins with https:// or http://")
    if item.file and not is_file_hash(item.file):
        reader.wrong(inside(path, "file"), "must be the SHA-256 of the file: 64 digits and letters a to f")
    return item


def _value_to_wire(value: Value) -> dict[str, Any]:
    if isinstance(value, Level):
        return {"level": value.level}
    if isinstance(value, Choice):
        return {"choice": value.choice}
    if isinstance(value, Grid):
        return {"rows": {row.row: list(row.selected) for row in value.rows}}
    if isinstance(value, Ranking):
        return {"ranked": list(value.ranked)}
    wire: dict[str, Any] = {"selected": list(value.selected)}
    if value.not_applicable:
        wire["not_applicable"] = {mark.option: mark.reason for mark in value.not_applicable}
    return wire


def _item_to_wire(item: EvidenceItem) -> dict[str, str]:
    return {name: text for name in item.__struct_fields__ if (text := getattr(item, name))}
