"""What is typed into a page, and the answers it means. One table: kind of question -> field.

The page is written by the macros of `templates/components/`; here is what comes back. What somebody typed
is held as `Typed`, letter by letter, so that a page that could not be saved shows it again. `answer_meant`
makes an answer of it, or says at each field what is wrong and how to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from math import isfinite
from typing import Any

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.answer_wire import LARGEST_NUMBER
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
    Unanswered,
    Value,
    Withheld,
)
from questionnaire.instrument import CHOICES, TOP_LEVEL, Kind, NumberField, Question
from webapp.evidence.description import document_meant
from webapp.evidence.seal import sealed
from webapp.typed import FormError, Problems, Typed, TypedItem, lines, one_line
from webapp.wording import _

NONE_OF_THESE = "none_of_these"
CLEAR = "unanswered"
# Values of the answer field beside levels, choices and options. No code of an option holds an underscore.
STATES_BESIDE: dict[str, type[Answer]] = {
    "dont_know": DontKnow,
    "withheld": Withheld,
    "not_applicable": NotApplicable,
    CLEAR: Unanswered,
}


class Meant(msgspec.Struct, frozen=True):
    """The answer that was meant, or what is wrong with what was typed."""

    answer: Answer
    errors: tuple[FormError, ...] = ()


class Field(msgspec.Struct, frozen=True):
    """How one kind of question is written on the page, read from it, and filled in again.

    `read` gives the value, or None where nothing was given; `fill` the parts of `Typed` that show a value.
    """

    macro: str
    read: Callable[[Question, Typed, Problems], Value | None]
    fill: Callable[[Question, Any], Mapping[str, Any]]


def _read_level(_question: Question, typed: Typed, problems: Problems) -> Level | None:
    picked = [code for code in typed.picked if code not in STATES_BESIDE]
    if not picked:
        return None
    if len(picked) > 1 or picked[0] not in [str(level) for level in range(TOP_LEVEL + 1)]:
        problems.at("answer", _("Choose one of the levels offered."))
        return None
    return Level(int(picked[0]))


def _read_choice(_question: Question, typed: Typed, problems: Problems) -> Choice | None:
    picked = [code for code in typed.picked if code not in STATES_BESIDE]
    if not picked:
        return None
    if len(picked) > 1 or picked[0] not in CHOICES:
        problems.at("answer", _("Choose yes, partial or no."))
        return None
    if picked[0] == "partial" and not typed.comment.strip():
        problems.at("comment", _("Partial needs an explanation: write what is in place and what is missing."))
    return Choice("yes" if picked[0] == "yes" else "partial" if picked[0] == "partial" else "no")


def _read_selection(question: Question, typed: Typed, problems: Problems) -> Selection | None:
    codes = tuple(code for code in typed.picked if code not in STATES_BESIDE)
    ticked = _options_ticked(question, codes, "answer", problems)
    reasons = {code: reason for code, reason in typed.left_out.items() if reason.strip()}
    for code, reason in reasons.items():
        problems.text(f"without-{code}", reason)
        if code in ticked:
            problems.at(
                f"without-{code}", _("This option is ticked as well. Untick it or remove the reason.")
            )
    if not codes:
        if not reasons:
            return None
        if not all(option.code in reasons for option in question.scored_options):
            problems.at("answer", _("Tick the options that apply, or “None of these”."))
    return Selection(ticked, tuple(LeftOut(code, reason) for code, reason in reasons.items()))


def _read_grid(question: Question, typed: Typed, problems: Problems) -> Grid | None:
    rows = []
    for row in question.rows:
        ticked = _options_ticked(question, typed.rows.get(row.code, ()), f"row-{row.code}", problems)
        if ticked:
            rows.append(GridRow(row.code, ticked))
    return Grid(tuple(rows)) if rows else None


def _read_ranking(question: Question, typed: Typed, problems: Problems) -> Ranking | None:
    known = {option.code for option in question.options}
    ranked: list[str] = []
    for place, code in enumerate(typed.ranked, start=1):
        if not code:
            continue
        if code not in known:
            problems.at(f"rank-{place}", _("Choose one of the options offered."))
        elif code in ranked:
            problems.at(
                f"rank-{place}",
                _("“%(option)s” is ranked twice. Keep one.", option=question.option(code).text),
            )
        ranked.append(code)
    if question.at_most is not None and len(ranked) > question.at_most:
        problems.at("rank-1", _("Rank at most %(number)s options.", number=question.at_most))
    return Ranking(tuple(ranked)) if ranked else None


def _options_ticked(
    question: Question, codes: tuple[str, ...], part: str, problems: Problems
) -> tuple[str, ...]:
    """The options ticked, in the instrument's order. An exclusive one, or none of these, stands alone."""
    known = {option.code: option for option in question.options}
    if any(code not in known and code != NONE_OF_THESE for code in codes):
        problems.at(part, _("Choose among the options offered."))
    alone = [code for code in codes if code == NONE_OF_THESE or (code in known and known[code].exclusive)]
    if alone and len(set(codes)) > 1:
        text = _("None of these") if alone[0] == NONE_OF_THESE else known[alone[0]].text
        problems.at(part, _("“%(option)s” stands alone. Untick it or the others.", option=text))
    return _in_order(question, codes)


def _fill_selection(question: Question, value: Selection) -> Mapping[str, Any]:
    # Nothing ticked is an answer too: the page has to show it as one.
    nothing = not value.selected and not _all_left_out(question, value)
    return {
        "picked": (NONE_OF_THESE,) if nothing else _in_order(question, value.selected),
        "left_out": {mark.option: one_line(mark.reason) for mark in value.not_applicable},
    }


def _fill_grid(question: Question, value: Grid) -> Mapping[str, Any]:
    return {"rows": {row.row: _in_order(question, row.selected) for row in value.rows if row.selected}}


def _in_order(question: Question, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes in the order of the options on the page, in which a browser sends them."""
    return tuple(option.code for option in question.options if option.code in codes)


def _all_left_out(question: Question, value: Selection) -> bool:
    left_out = {mark.option for mark in value.not_applicable}
    return bool(left_out) and all(option.code in left_out for option in question.scored_options)


FIELD_FOR: dict[Kind, Field] = {
    "maturity": Field("levels", _read_level, lambda _question, value: {"picked": (str(value.level),)}),
    "choice": Field("choices", _read_choice, lambda _question, value: {"picked": (value.choice,)}),
    "selection": Field("options", _read_selection, _fill_selection),
    "grid": Field("rows", _read_grid, _fill_grid),
    "ranking": Field("ranks", _read_ranking, lambda _question, value: {"ranked": value.ranked}),
}


def typed_for(question: Question, answer: Answer) -> Typed:
    """The fields filled in with an answer, as a browser would send them back untouched."""
    parts: dict[str, Any] = {}
    if isinstance(answer, Answered):
        parts |= FIELD_FOR[question.kind].fill(question, answer.value)
    elif not isinstance(answer, Unanswered):
        parts["picked"] = (answer.state,)
    return Typed(
        **parts,
        reason=lines(answer.reason) if isinstance(answer, NotApplicable) else "",
        comment=lines(answer.comment),
        numbers={number.code: _number_shown(number.value) for number in answer.numbers},
        grade=str(answer.evidence.grade),
        items=tuple(typed_item_for(item) for item in answer.evidence.items),
    )


def typed_item_for(item: EvidenceItem) -> TypedItem:
    """The row of fields filled in with a document."""
    return TypedItem(
        one_line(item.title),
        one_line(item.body),
        one_line(item.date),
        one_line(item.link),
        sealed(item.file) if item.file else "",
    )


def typed_into(question: Question, fields: Iterable[NumberField], form: MultiDict[str, str]) -> Typed:
    """What came back for one question. Blank rows, those taken out, and fields that the page does not have,
    are left out.
    """
    code = question.code
    given_rows = {row.code: tuple(form.getlist(f"{code}-row-{row.code}")) for row in question.rows}
    may_leave_out = question.options if question.not_applicable == "option" else ()
    reasons = {
        option.code: one_line(form.get(f"{code}-without-{option.code}", "")) for option in may_leave_out
    }
    figures = {field.code: form.get(f"{code}-number-{field.code}", "").strip() for field in fields}
    ranked = form.getlist(f"{code}-rank")
    while ranked and not ranked[-1]:
        ranked.pop()
    return Typed(
        picked=tuple(form.getlist(f"{code}-answer")),
        rows={row: ticked for row, ticked in given_rows.items() if ticked},
        ranked=tuple(ranked),
        left_out={option: reason for option, reason in reasons.items() if reason.strip()},
        reason=lines(form.get(f"{code}-reason", "")) if question.not_applicable == "question" else "",
        comment=lines(form.get(f"{code}-comment", "")),
        numbers={number: text for number, text in figures.items() if text},
        grade=form.get(f"{code}-grade", "0"),
        items=tuple(item for item in _items_typed(code, form) if not item.is_blank),
    )


def answer_meant(question: Question, fields: Iterable[NumberField], typed: Typed) -> Meant:
    """The answer that was meant. Where something is wrong the errors say so, and the answer is of no use."""
    problems = Problems(question)
    states = [code for code in typed.picked if code in STATES_BESIDE]
    value = FIELD_FOR[question.kind].read(question, typed, problems)
    given: dict[str, Any] = {
        "comment": problems.text("comment", typed.comment),
        "numbers": _numbers_meant(fields, typed, problems),
        "evidence": Evidence(_grade_meant(typed, problems), _items_meant(typed, problems)),
    }
    answer: Answer = Unanswered(**given)
    if value is not None and states and states != [CLEAR]:
        problems.at(
            "answer",
            _("There is an answer and also “%(state)s”. Keep one of the two.", state=state_words(states[0])),
        )
    elif len(set(states)) > 1:
        problems.at("answer", _("Keep only one of don’t know, withheld and not applicable."))
    elif states == ["not_applicable"]:
        answer = _not_applicable(question, typed, given, problems)
    elif states:
        answer = STATES_BESIDE[states[0]](**given)
    elif value is not None:
        answer = Answered(value=value, **given)
    if typed.reason.strip() and "not_applicable" not in states:
        message = _(
            "There is a reason why the question does not apply. Choose “Not applicable”, or empty it."
        )
        problems.at("reason", message)
    return Meant(answer, tuple(problems.found))


def state_words(state: str) -> str:
    """What people read for the state of an answer."""
    return {
        "answered": _("Answered"),
        "dont_know": _("Don’t know"),
        "withheld": _("Withheld"),
        "not_applicable": _("Not applicable"),
        "unanswered": _("Not answered yet"),
    }[state]


def _not_applicable(question: Question, typed: Typed, given: dict[str, Any], problems: Problems) -> Answer:
    if question.not_applicable != "question":
        problems.at("answer", _("This question applies everywhere. Choose another answer."))
    reason = problems.text("reason", typed.reason)
    if not reason:
        problems.at("reason", _("Write why the question does not apply."))
    return NotApplicable(reason=reason, **given)


def _numbers_meant(fields: Iterable[NumberField], typed: Typed, problems: Problems) -> tuple[Number, ...]:
    numbers = []
    for field in fields:
        text = typed.numbers.get(field.code, "")
        value = _number_in(text) if text else None
        highest = 100.0 if field.unit == "per cent" else LARGEST_NUMBER
        if text and (value is None or not 0 <= value <= highest):
            message = (
                _("Write a number from 0 to 100, such as 40 or 12.5.")
                if highest == 100
                else _("Write a number of 0 or more in figures only, such as 1200 or 12.5.")
            )
            problems.at(f"number-{field.code}", message)
        elif value is not None:
            numbers.append(Number(field.code, value))
    return tuple(numbers)


def _number_in(text: str) -> int | float | None:
    digits = "".join(text.split())
    if digits.isdecimal() and len(digits) < 25:
        return int(digits)
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _number_shown(value: float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _grade_meant(typed: Typed, problems: Problems) -> int:
    if typed.grade in [str(grade) for grade in range(TOP_GRADE + 1)]:
        return int(typed.grade)
    problems.at("grade", _("Choose one of the grades offered."))
    return 0


def _items_typed(code: str, form: MultiDict[str, str]) -> list[TypedItem]:
    columns = [
        [one_line(text) for text in form.getlist(f"{code}-item-{part}")]
        for part in TypedItem.__struct_fields__
    ]
    longest, taken_out = max(map(len, columns)), set(form.getlist(f"{code}-item-out"))
    return [
        TypedItem(*(column[row] if row < len(column) else "" for column in columns))
        for row in range(longest)
        if str(row) not in taken_out
    ]


def _items_meant(typed: Typed, problems: Problems) -> tuple[EvidenceItem, ...]:
    return tuple(
        document_meant(item, partial(_item_is_wrong, problems, row)) for row, item in enumerate(typed.items)
    )


def _item_is_wrong(problems: Problems, row: int, part: str, message: str) -> None:
    problems.at(f"item-{row}-{part}", message)
