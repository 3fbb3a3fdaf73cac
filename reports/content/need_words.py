"""The codes of the assistance register in the words of a report."""

from __future__ import annotations

from questionnaire.assistance.need import MONTHS_OF_URGENCY, CostBand, Delivery, FrozenGap, PeopleBand
from questionnaire.assistance.releases import Audience, FieldSet
from questionnaire.assistance.status import Status
from reports.content.wording import Wording
from reports.rounding import whole


def status_word(wording: Wording, status: Status) -> str:
    """Where a need stands."""
    _ = wording.gettext
    return {
        "draft": _("Draft"),
        "approved": _("Approved in the country"),
        "released": _("Released"),
        "submitted": _("Submitted to UNODC"),
        "acknowledged": _("Acknowledged"),
        "in-appraisal": _("In appraisal"),
        "matched": _("Matched with support"),
        "in-delivery": _("In delivery"),
        "delivered": _("Said to be delivered"),
        "verified": _("Verified by the country"),
        "closed": _("Closed"),
        "declined": _("Declined"),
        "withdrawn": _("Withdrawn"),
        "superseded": _("Replaced by another need"),
        "met-nationally": _("Met by the country itself"),
    }[status]


def urgency_word(wording: Wording, urgency: int | None) -> str:
    """Within which time assistance is wanted."""
    _ = wording.gettext
    if urgency is None:
        return _("Not said")
    if urgency > len(MONTHS_OF_URGENCY):
        return _("Later than in 24 months")
    return _("Within {months} months").format(months=MONTHS_OF_URGENCY[urgency - 1])


def people_word(wording: Wording, band: PeopleBand | None) -> str:
    """How many people are to benefit; "" where nobody said."""
    _ = wording.gettext
    return {
        None: "",
        "1-10": _("Up to 10 people"),
        "11-50": _("11 to 50 people"),
        "51-200": _("51 to 200 people"),
        "201-1000": _("201 to 1,000 people"),
        "over-1000": _("More than 1,000 people"),
    }[band]


def delivery_word(wording: Wording, delivery: Delivery | None) -> str:
    """Where assistance is to take place; "" where nobody said."""
    _ = wording.gettext
    return {
        None: "",
        "in-country": _("In the country"),
        "regional": _("In the region, with other countries"),
        "abroad": _("Abroad"),
        "remote": _("From a distance"),
        "mixed": _("Partly in the country, partly from a distance"),
    }[delivery]


def cost_word(wording: Wording, band: CostBand | None) -> str:
    """What assistance may cost; "" where nobody said."""
    _ = wording.gettext
    return {
        None: "",
        "under-50k": _("Less than 50,000 US dollars"),
        "50k-250k": _("50,000 to 250,000 US dollars"),
        "250k-1m": _("250,000 to 1 million US dollars"),
        "over-1m": _("More than 1 million US dollars"),
        "unknown": _("Not known"),
    }[band]


def gap_words(wording: Wording, gap: FrozenGap) -> str:
    """How far a unit lay below its target when the need was born, and where in the order of work."""
    _ = wording.gettext
    low, high, target = whole(gap.low), whole(gap.high), whole(gap.target)
    text = _("{low} to {high} points below {target}, as of {day}")
    if low == high:
        text = _("{low} points below {target}, as of {day}")
    said = text.format(low=low, high=high, target=target, day=wording.day(gap.on))
    if gap.place:
        said += _("; place {place} in the country’s order of work").format(place=gap.place)
    return said


def set_word(wording: Wording, name: FieldSet) -> str:
    """A set of fields of a need."""
    _ = wording.gettext
    words: dict[FieldSet, str] = {
        "request": _("The request"),
        "details": _("Details"),
        "costs": _("Costs"),
        "gap": _("The gap behind it"),
        "rights": _("Note on human rights"),
    }
    return words[name]


def audience_word(wording: Wording, audience: Audience, partner: str) -> str:
    """For whom a release is."""
    _ = wording.gettext
    if audience == "partner":
        return partner
    return _("UNODC") if audience == "unodc" else _("everybody")
