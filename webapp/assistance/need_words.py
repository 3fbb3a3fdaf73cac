"""What a need says, field by field, in the words people read."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from questionnaire.assistance.need import Need
from questionnaire.instrument import Instrument
from webapp.assessment.words import date_words
from webapp.register_words import delivery_word, need_cost_word, people_word, urgency_word
from webapp.wording import _


class FieldLine(msgspec.Struct, frozen=True):
    """One field of a need: its name in code, what people call it, and what stands in it."""

    name: str
    label: str
    text: str


def field_label(name: str) -> str:
    """What people call a field of a need."""
    return {
        "title": _("Title"),
        "further": _("Further types of assistance"),
        "clauses": _("Clauses"),
        "description": _("Description"),
        "objective": _("Objective"),
        "beneficiaries": _("Institutions that benefit"),
        "people": _("How many people benefit"),
        "end_users": _("Who they are"),
        "urgency": _("Urgency"),
        "urgency_reason": _("Reason of the urgency"),
        "constraints": _("Constraints"),
        "conditions": _("Conditions"),
        "languages": _("Languages"),
        "delivery": _("Place"),
        "cost": _("What it may cost"),
        "contribution": _("What the country contributes"),
        "wanted_by": _("Wanted by"),
        "indicator": _("Indicator"),
        "baseline": _("Baseline"),
        "rights_note": _("Note on human rights"),
        "office": _("Office that answers for it"),
    }[name]


def differing_fields(instrument: Instrument, theirs: Need, ours: Need) -> list[FieldLine]:
    """What somebody else's version says otherwise, field by field, in their words."""
    names = (name for name in Need.__struct_fields__ if getattr(theirs, name) != getattr(ours, name))
    return [FieldLine(name, field_label(name), field_text(instrument, theirs, name)) for name in names]


def missing_fields(names: Iterable[str]) -> list[FieldLine]:
    """The fields that have to say something before a need is approved."""
    return [FieldLine(name, field_label(name), "") for name in names]


def field_text(instrument: Instrument, need: Need, name: str) -> str:
    """What stands in a field of a need, in words; "" where a text says nothing."""
    if name == "further":
        return ", ".join(f"{code} {instrument.assistance_type(code).title}" for code in need.further)
    if name == "beneficiaries":
        return ", ".join(instrument.body(code).title for code in need.beneficiaries)
    if name == "clauses":
        return ", ".join(need.clauses)
    if name == "wanted_by":
        return date_words(need.wanted_by) if need.wanted_by else ""
    words = {
        "people": people_word(need.people),
        "urgency": urgency_word(need.urgency),
        "delivery": delivery_word(need.delivery),
        "cost": need_cost_word(need.cost),
    }
    return words.get(name) or str(getattr(need, name))
