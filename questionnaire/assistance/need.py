"""A need: assistance that would close a gap, described so that somebody else can act on it."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

from questionnaire.instrument import Instrument, Unit

PeopleBand = Literal["1-10", "11-50", "51-200", "201-1000", "over-1000"]
Delivery = Literal["in-country", "regional", "abroad", "remote", "mixed"]
CostBand = Literal["under-50k", "50k-250k", "250k-1m", "over-1m", "unknown"]

PEOPLE_BANDS: tuple[PeopleBand, ...] = get_args(PeopleBand)
DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
COST_BANDS: tuple[CostBand, ...] = get_args(CostBand)
# Within how many months each urgency wants assistance; the last one is later than that.
URGENCIES = (1, 2, 3, 4)
MONTHS_OF_URGENCY = (6, 12, 24)
MOST_FURTHER_TYPES = 2

# Tools and powers that can be turned against people: such a need says how that is prevented.
_RISKY_ASSISTANCE = frozenset({"TA09", "TA10"})
_RISKY_UNITS = frozenset({"R08", "R11", "R12", "R15"})


class FrozenGap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The gap from which a need was born, as it was then: in points of 0..100, and never computed again.

    `place` is the unit's place in the order of priorities of that assessment, 0 where it had none.
    """

    low: float
    high: float
    target: float
    instrument: str
    version: str
    on: date
    place: int = 0


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a country needs: one unit, one main type of assistance and up to two further ones.

    Codes are those of the instrument version that `gap` names. What is not decided is empty or None.
    """

    title: str
    unit: str
    assistance: str
    gap: FrozenGap
    further: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    description: str = ""
    objective: str = ""
    beneficiaries: tuple[str, ...] = ()
    people: PeopleBand | None = None
    end_users: str = ""
    urgency: int | None = None
    urgency_reason: str = ""
    constraints: str = ""
    conditions: str = ""
    languages: str = ""
    delivery: Delivery | None = None
    cost: CostBand | None = None
    contribution: str = ""
    wanted_by: date | None = None
    indicator: str = ""
    baseline: str = ""
    rights_note: str = ""
    office: str = ""

    @property
    def types(self) -> tuple[str, ...]:
        """The main type of assistance and the further ones."""
        return (self.assistance, *self.further)


Missing = Literal["title", "description", "objective", "urgency", "urgency_reason", "office", "rights_note"]


def needs_rights_note(unit: str, types: tuple[str, ...]) -> bool:
    """Whether such a need must say what it risks for human rights and how that is prevented
    (`assistance.md`, Records).
    """
    return unit in _RISKY_UNITS or not _RISKY_ASSISTANCE.isdisjoint(types)


def missing(need: Need) -> tuple[Missing, ...]:
    """What must be said before a need can be approved, in the order of the form; none if it can be."""
    asked: tuple[tuple[Missing, object], ...] = (
        ("title", need.title.strip()),
        ("description", need.description.strip()),
        ("objective", need.objective.strip()),
        ("urgency", need.urgency),
        ("urgency_reason", need.urgency_reason.strip()),
        ("rights_note", need.rights_note.strip() or not needs_rights_note(need.unit, need.types)),
        ("office", need.office.strip()),
    )
    return tuple(name for name, said in asked if not said)


def is_restricted(instrument: Instrument, need: Need) -> bool:
    """Whether the need rests on a restricted question: then it goes beyond UNODC only when a second person
    has approved that (`assistance.md`, Release 4).
    """
    return any(
        instrument.question(code).restricted for code in need.questions if instrument.has_question(code)
    )


def fits(instrument: Instrument, need: Need) -> bool:
    """Whether that version of the instrument knows every code of the need, and its bounds are kept."""
    if not instrument.has_unit(need.unit):
        return False
    unit: Unit = instrument.unit(need.unit)
    types = {each.code for each in instrument.assistance_types}
    return (
        set(need.types) <= types
        and len(set(need.types)) == len(need.types)
        and len(need.further) <= MOST_FURTHER_TYPES
        and set(need.clauses) <= {clause.code for clause in unit.clauses}
        and set(need.questions) <= {question.code for question in unit.questions}
        and set(need.beneficiaries) <= {body.code for body in instrument.bodies}
        and (need.urgency is None or need.urgency in URGENCIES)
        and 0 <= need.gap.low <= need.gap.high <= 100
    )
