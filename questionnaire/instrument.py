"""The questionnaire as data: instrument, unit, clause, question, option. The glossary in code.

An `Instrument` is read from a folder of TOML files by `loading.py` and never changes afterwards: a
correction is a new version. Codes are identity, wording is not.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal, TypeVar

import msgspec

from questionnaire.consistency import Check
from questionnaire.since import Since

Kind = Literal["maturity", "choice", "selection", "grid", "ranking"]
NotApplicableRule = Literal["never", "question", "option"]
Otherwise = Literal["zero", "not_applicable"]
Sensitivity = Literal["shared", "restricted"]
Feeds = Literal["constraints", "threats"]

TOP_LEVEL = 4
CHOICES = ("yes", "partial", "no")

_Coded = TypeVar("_Coded", "Module", "Pillar", "AssistanceType", "Body", "Source", "Option", "Row")


class Module(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the instrument that a country answers as a whole; an optional one may be switched off."""

    code: str
    title: str
    optional: bool = False


class Pillar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group of units whose plain mean is printed."""

    code: str
    title: str
    scored: bool = True


class AssistanceType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of technical assistance, TA01 to TA17, or TA00 for none."""

    code: str
    title: str


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of national institution that may lead on an answer."""

    code: str
    title: str


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published document that official texts are quoted from."""

    code: str
    title: str
    body: str
    date: str
    place: str
    non_endorsement: str
    attribution: str


class NumberField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A companion figure asked beside a question; recorded and never scored."""

    code: str
    text: str
    unit: str


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One choice of a selection, grid or ranking.

    `clauses` names the words of the official text that the option stands for. `assistance` and
    `units` are links used by the constraints grid and the threat ranking (`method.md` 7 and 8).
    """

    code: str
    text: str
    clauses: tuple[str, ...] = ()
    scored: bool = True
    exclusive: bool = False
    assistance: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a grid."""

    code: str
    text: str


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a question applies: exactly one condition on an earlier question (`method.md` 3).

    `otherwise` says what the question counts as while the condition is not met.
    """

    question: str
    otherwise: Otherwise
    level_at_least: int | None = None
    selected_at_least: int | None = None
    selected: str | None = None


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One thing asked of one institution."""

    code: str
    kind: Kind
    text: str
    clauses: tuple[str, ...]
    core: bool
    weight: int
    control: str
    sensitivity: Sensitivity
    evidence: str
    bodies: tuple[str, ...]
    assistance: tuple[str, ...]
    help: str = ""
    levels: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    at_most: int | None = None
    not_applicable: NotApplicableRule = "never"
    not_applicable_when: str = ""
    applies: Branch | None = None
    safeguards: tuple[str, ...] = ()
    numbers: tuple[NumberField, ...] = ()
    feeds: Feeds | None = None

    @property
    def scored(self) -> bool:
        """Whether the answer counts towards a score; context questions have weight 0."""
        return self.weight > 0

    @property
    def restricted(self) -> bool:
        """Whether the answer is marked as sensitive before it is given."""
        return self.sensitivity == "restricted"

    @cached_property
    def scored_options(self) -> tuple[Option, ...]:
        """The options that count; recorded-only and exclusive ones do not."""
        return tuple(option for option in self.options if option.scored and not option.exclusive)

    def option(self, code: str) -> Option:
        """The option with that code; KeyError if the question has none such."""
        return _with_code(self.options, code)

    def row(self, code: str) -> Row:
        """The grid row with that code; KeyError if the question has none such."""
        return _with_code(self.rows, code)


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One idea of an official text, with the exact words it stands for."""

    code: str
    kind: str
    gist: str
    quote: tuple[str, ...]


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where an official text stands: document (code of a `Source`), section and item."""

    document: str
    section: str
    item: str


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A recommendation (R01 to R17) or a theme of the national statement (U1 to U4)."""

    code: str
    title: str
    module: str
    pillar: str
    scored: bool
    addressed_to: str
    reading_note: str
    later_status: str
    source: Citation
    official_text: str
    clauses: tuple[Clause, ...]
    questions: tuple[Question, ...]
    later_text: str = ""

    @cached_property
    def scored_questions(self) -> tuple[Question, ...]:
        """The questions whose answers count towards this unit's score."""
        return tuple(question for question in self.questions if question.scored)


class Instrument(msgspec.Struct, frozen=True, dict=True):
    """One published version of the questionnaire. Without `since` it is the first one."""

    code: str
    version: str
    title: str
    language: str
    pilot_note: str
    modules: tuple[Module, ...]
    pillars: tuple[Pillar, ...]
    assistance_types: tuple[AssistanceType, ...]
    bodies: tuple[Body, ...]
    sources: tuple[Source, ...]
    units: tuple[Unit, ...]
    maturity_numbers: tuple[NumberField, ...] = ()
    checks: tuple[Check, ...] = ()
    since: Since | None = None

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, unit by unit."""
        return tuple(question for unit in self.units for question in unit.questions)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause, unit by unit."""
        return tuple(clause for unit in self.units for clause in unit.clauses)

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.code: clause for clause in self.clauses}

    @cached_property
    def _unit_of_question(self) -> dict[str, Unit]:
        return {question.code: unit for unit in self.units for question in unit.questions}

    @cached_property
    def _questions_of_clause(self) -> dict[str, tuple[Question, ...]]:
        asked: dict[str, tuple[Question, ...]] = {}
        for question in self.questions:
            for clause in question.clauses:
                asked[clause] = (*asked.get(clause, ()), question)
        return asked

    def unit(self, code: str) -> Unit:
        """The unit with that code; KeyError if there is none."""
        return self._units[code]

    def question(self, code: str) -> Question:
        """The question with that code; KeyError if there is none."""
        return self._questions[code]

    def clause(self, code: str) -> Clause:
        """The clause with that code; KeyError if there is none."""
        return self._clauses[code]

    def pillar(self, code: str) -> Pillar:
        """The pillar with that code; KeyError if there is none."""
        return _with_code(self.pillars, code)

    def module(self, code: str) -> Module:
        """The module with that code; KeyError if there is none."""
        return _with_code(self.modules, code)

    def source(self, code: str) -> Source:
        """The source document with that code; KeyError if there is none."""
        return _with_code(self.sources, code)

    def body(self, code: str) -> Body:
        """The kind of institution with that code; KeyError if there is none."""
        return _with_code(self.bodies, code)

    def assistance_type(self, code: str) -> AssistanceType:
        """The assistance type with that code; KeyError if there is none."""
        return _with_code(self.assistance_types, code)

    def has_unit(self, code: str) -> bool:
        """Whether there is a unit with that code."""
        return code in self._units

    def has_question(self, code: str) -> bool:
        """Whether there is a question with that code."""
        return code in self._questions

    def unit_of(self, question_code: str) -> Unit:
        """The unit that asks the question; KeyError if there is no such question."""
        return self._unit_of_question[question_code]

    def questions_on(self, clause_code: str) -> tuple[Question, ...]:
        """The questions that name the clause, in the instrument's order."""
        return self._questions_of_clause.get(clause_code, ())

    def number_fields(self, question: Question) -> tuple[NumberField, ...]:
        """The companion figures the question may carry, the common ones last."""
        return question.numbers + (self.maturity_numbers if question.kind == "maturity" else ())

    def units_in(self, modules: tuple[str, ...]) -> tuple[Unit, ...]:
        """The units of the given modules, in the instrument's order."""
        return tuple(unit for unit in self.units if unit.module in modules)

    def feeding(self, purpose: Feeds) -> Question | None:
        """The context question that feeds constraints or threats, if the instrument has one."""
        return next((question for question in self.questions if question.feeds == purpose), None)


def _with_code(items: tuple[_Coded, ...], code: str) -> _Coded:
    for item in items:
        if item.code == code:
            return item
    raise KeyError(code)
