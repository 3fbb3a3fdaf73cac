"""The fields of a need as typed, what is wrong with them, and the need that they mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.need import (
    COST_BANDS,
    DELIVERIES,
    MOST_FURTHER_TYPES,
    PEOPLE_BANDS,
    URGENCIES,
    CostBand,
    Delivery,
    Need,
    PeopleBand,
)
from questionnaire.instrument import Instrument
from questionnaire.needs import NO_ASSISTANCE
from questionnaire.wire import text_problem
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LONGEST_TITLE, LONGEST_OFFICE = 300, 200
ONE_LINE = ("title", "languages", "office")
TEXTS = (
    "description",
    "objective",
    "end_users",
    "urgency_reason",
    "constraints",
    "conditions",
    "contribution",
    "indicator",
    "baseline",
    "rights_note",
)
CHOSEN = ("people", "urgency", "delivery", "cost")
TICKED = ("further", "clauses", "beneficiaries")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class TypedNeed(msgspec.Struct, frozen=True):
    """What stands in the fields of a need's form."""

    title: str = ""
    further: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    description: str = ""
    objective: str = ""
    beneficiaries: tuple[str, ...] = ()
    people: str = ""
    end_users: str = ""
    urgency: str = ""
    urgency_reason: str = ""
    constraints: str = ""
    conditions: str = ""
    languages: str = ""
    delivery: str = ""
    cost: str = ""
    contribution: str = ""
    wanted_by: str = ""
    indicator: str = ""
    baseline: str = ""
    rights_note: str = ""
    office: str = ""


def typed_for(need: Need) -> TypedNeed:
    """The fields that a need fills."""
    said = {name: lines(getattr(need, name)) for name in (*ONE_LINE, *TEXTS)}
    chosen = {name: "" if getattr(need, name) is None else str(getattr(need, name)) for name in CHOSEN}
    ticked = {name: getattr(need, name) for name in TICKED}
    wanted_by = need.wanted_by.isoformat() if need.wanted_by else ""
    return msgspec.structs.replace(TypedNeed(), **said, **chosen, **ticked, wanted_by=wanted_by)


def read_need(form: MultiDict[str, str]) -> TypedNeed:
    """The fields of the form."""
    return msgspec.structs.replace(
        TypedNeed(),
        **{name: one_line(form.get(name, "")).strip() for name in ONE_LINE},
        **{name: _said(form.get(name, "")) for name in TEXTS},
        **{name: form.get(name, "") for name in CHOSEN},
        **{name: tuple(form.getlist(name)) for name in TICKED},
        wanted_by=form.get("wanted_by", "").strip(),
    )


def shown(typed: TypedNeed) -> TypedNeed:
    """The fields as a page can show them."""
    texts = (*ONE_LINE, *TEXTS, "wanted_by")
    return msgspec.structs.replace(typed, **{name: visible(getattr(typed, name)) for name in texts})


def further_offered(instrument: Instrument, need: Need) -> tuple[str, ...]:
    """The types of assistance that may be named beside the main one."""
    return tuple(
        each.code for each in instrument.assistance_types if each.code not in {need.assistance, NO_ASSISTANCE}
    )


def need_errors(typed: TypedNeed, instrument: Instrument, need: Need) -> list[FormError]:
    """What is wrong, field by field. That something is not said yet is no mistake in a draft, but for the
    title, by which people know it.
    """
    found = [
        FormError(name, _("This text %(problem)s.", problem=problem))
        for name, longest in (
            ("title", LONGEST_TITLE),
            ("languages", LONGEST_TITLE),
            ("office", LONGEST_OFFICE),
        )
        if (problem := line_problem(getattr(typed, name), longest))
    ]
    if not typed.title:
        found.append(FormError("title", _("Give the need a title.")))
    found += [
        FormError(name, _("This text %(problem)s.", problem=problem))
        for name in TEXTS
        if (problem := text_problem(getattr(typed, name)))
    ]
    found += _choice_errors(typed, instrument, need)
    if typed.wanted_by and _day(typed.wanted_by) is None:
        found.append(FormError("wanted_by", _("Write the day as a date, such as 2027-03-01.")))
    return found


def meant_by(typed: TypedNeed, need: Need, instrument: Instrument) -> Need:
    """The need that fields without errors mean: unit, main type, questions and gap stay as they are."""
    return msgspec.structs.replace(
        need,
        **{name: getattr(typed, name) for name in (*ONE_LINE, *TEXTS)},
        further=_in_order(further_offered(instrument, need), typed.further),
        clauses=_in_order((clause.code for clause in instrument.unit(need.unit).clauses), typed.clauses),
        beneficiaries=_in_order((body.code for body in instrument.bodies), typed.beneficiaries),
        people=cast("PeopleBand | None", typed.people or None),
        delivery=cast("Delivery | None", typed.delivery or None),
        cost=cast("CostBand | None", typed.cost or None),
        urgency=int(typed.urgency) if typed.urgency else None,
        wanted_by=_day(typed.wanted_by),
    )


def _choice_errors(typed: TypedNeed, instrument: Instrument, need: Need) -> list[FormError]:
    offered: dict[str, Iterable[str]] = {
        "people": PEOPLE_BANDS,
        "urgency": map(str, URGENCIES),
        "delivery": DELIVERIES,
        "cost": COST_BANDS,
    }
    found = [
        FormError(name, _("Choose one of the answers offered."))
        for name, values in offered.items()
        if getattr(typed, name) not in {"", *values}
    ]
    ticks: dict[str, Iterable[str]] = {
        "further": further_offered(instrument, need),
        "clauses": (clause.code for clause in instrument.unit(need.unit).clauses),
        "beneficiaries": (body.code for body in instrument.bodies),
    }
    found += [
        FormError(name, _("Tick only what is offered."))
        for name, values in ticks.items()
        if not set(getattr(typed, name)) <= set(values)
    ]
    if len(set(typed.further)) > MOST_FURTHER_TYPES:
        found.append(
            FormError("further", _("Tick two further types at most: others make a need of their own."))
        )
    return found


def _in_order(known: Iterable[str], ticked: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in known if code in ticked)


def _said(text: str) -> str:
    return lines(text) if text.strip() else ""


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
