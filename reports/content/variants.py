"""Who a gap report is for, and what its readers may be told.

Two things make a version for others, and nothing else does. First, everything that such a version says
follows from the answers that may be shown (`shown_answers`), so that no figure, order or sentence tells of
the rest. Then, of what was built, only the parts of its chapters stay (`for_audience`); a part that no
chapter names is in no version but the working file.
"""

from __future__ import annotations

from typing import Any, get_type_hints

import msgspec

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    Evidence,
    LeftOut,
    NotApplicable,
    Selection,
    Value,
    Withheld,
)
from questionnaire.earlier import Earlier
from questionnaire.instrument import Instrument, Question
from questionnaire.trends import Year
from reports.content.audience import FOR_OTHERS, UNODC, WORKING_FILE, VariantCode
from reports.content.chapters import chapters_of
from reports.content.parts import AnswerEntry
from reports.content.structure import GapReport

# What every version holds, beside the parts of its chapters.
ON_EVERY = ("language", "variant", "cover", "chapters", "left_out")


def parts_of(variant: VariantCode) -> frozenset[str]:
    """The parts of the content that a version holds."""
    if variant == WORKING_FILE:
        return frozenset(GapReport.__struct_fields__)
    return frozenset(ON_EVERY).union(*(chapter.parts for chapter in chapters_of(variant)))


def shown_answers(instrument: Instrument, sheet: AnswerSheet, variant: VariantCode) -> AnswerSheet:
    """The sheet as the readers of a version may know it; for a national version the sheet itself.

    Others are told values, grades and targets. They are told no text that somebody typed, no document, no
    companion figure, nothing of a question that is restricted, and not which of the reasons for silence it
    was. Importance, threat and feasibility are ratings among officials: UNODC sees the order that they give.
    """
    if variant not in FOR_OTHERS:
        return sheet
    asked = [question for unit in instrument.units_in(sheet.modules) for question in unit.questions]
    units = {unit.code for unit in instrument.units_in(sheet.modules)}
    return AnswerSheet(
        instrument=sheet.instrument,
        version=sheet.version,
        country=sheet.country,
        reference_date=sheet.reference_date,
        modules=sheet.modules,
        answers={question.code: _shown(question, sheet.answer_to(question.code)) for question in asked},
        targets={code: target for code, target in sheet.targets.items() if code in units},
        ratings={
            code: msgspec.structs.replace(rating, reason="")
            for code, rating in sheet.ratings.items()
            if code in units and variant == UNODC
        },
    )


def shown_earlier(earlier: Earlier, later: Instrument, variant: VariantCode) -> Earlier:
    """The earlier assessment as readers of a version may know it: nothing of a question that is restricted
    in either year, and not under which title it was handed in.
    """
    year = earlier.year
    shown = shown_answers(year.instrument, year.sheet, variant)
    restricted = {question.code for question in later.questions if question.restricted}
    kept = {code: Withheld() if code in restricted else answer for code, answer in shown.answers.items()}
    concealed = Year(year.instrument, msgspec.structs.replace(shown, answers=kept))
    return Earlier(concealed, earlier.steps)


def _shown(question: Question, answer: Answer) -> Answer:
    """The answer without its words; of one that is not shown nothing is left but that."""
    if question.restricted:
        return Withheld()
    grade = Evidence(grade=answer.evidence.grade)
    if isinstance(answer, Answered):
        return Answered(value=_without_words(answer.value), evidence=grade)
    # Where the question does not offer it, "not applicable" is no answer.
    if isinstance(answer, NotApplicable) and question.not_applicable == "question":
        return NotApplicable()
    return Withheld()


def _without_words(value: Value) -> Value:
    if not isinstance(value, Selection):
        return value
    return msgspec.structs.replace(
        value, not_applicable=tuple(LeftOut(mark.option, "") for mark in value.not_applicable)
    )


def for_audience(report: GapReport, variant: VariantCode) -> GapReport:
    """The report with the parts of that version and no others.

    Raises ValueError if it was not built for that version: figures cannot be taken back afterwards.
    """
    if report.variant != variant:
        raise ValueError(f"a {report.variant} cannot be turned into the version {variant}; build that one")
    if variant == WORKING_FILE:
        return report
    held = parts_of(variant)
    types = get_type_hints(GapReport)
    left_out = tuple(name for name in GapReport.__struct_fields__ if name not in held)
    reduced = msgspec.structs.replace(
        report, left_out=left_out, **{name: nothing_of(types[name]) for name in left_out}
    )
    return msgspec.structs.replace(
        reduced,
        units=tuple(
            msgspec.structs.replace(unit, answers=tuple(_without_grade(entry) for entry in unit.answers))
            for unit in reduced.units
        ),
    )


def _without_grade(entry: AnswerEntry) -> AnswerEntry:
    """An answer that is not shown has no grade either, which is not the same as evidence of grade 0."""
    if entry.state != "withheld":
        return entry
    return msgspec.structs.replace(entry, given=False, grade_words="")


def nothing_of(kind: Any) -> Any:
    """The value of a type that says nothing: empty text, zero, no element, None where that is allowed."""
    info = msgspec.inspect.type_info(kind)
    if isinstance(info, msgspec.inspect.UnionType):
        return None
    if isinstance(info, msgspec.inspect.StructType):
        return info.cls(**{field.name: _nothing(field.type) for field in info.fields})
    return _nothing(info)


def _nothing(info: msgspec.inspect.Type) -> Any:
    if isinstance(info, msgspec.inspect.StructType):
        return info.cls(**{field.name: _nothing(field.type) for field in info.fields})
    for kind, nothing in _NOTHING:
        if isinstance(info, kind):
            return nothing
    raise TypeError(f"there is no value of {info} that says nothing")


_NOTHING: tuple[tuple[type[msgspec.inspect.Type], Any], ...] = (
    (msgspec.inspect.UnionType, None),
    (msgspec.inspect.StrType, ""),
    (msgspec.inspect.BoolType, False),
    (msgspec.inspect.IntType, 0),
    (msgspec.inspect.FloatType, 0.0),
    (msgspec.inspect.VarTupleType, ()),
)
