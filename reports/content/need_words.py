"""The codes of the assistance register in the words of a report."""

from __future__ import annotations

from questionnaire.assistance import words
from questionnaire.assistance.need import MONTHS_OF_URGENCY, CostBand, Delivery, FrozenGap, PeopleBand
from questionnaire.assistance.releases import Audience, FieldSet
from questionnaire.assistance.status import Status
from reports.content.wording import Wording
from reports.rounding import whole


def status_word(wording: Wording, status: Status) -> str:
    """Where a need stands."""
    return wording.gettext(words.STATUSES[status])


def urgency_word(wording: Wording, urgency: int | None) -> str:
    """Within which time assistance is wanted."""
    _ = wording.gettext
    if urgency is None:
        return _("Not said")
    if urgency > len(MONTHS_OF_URGENCY):
        return _("In more than 24 months")
    return _("Within {months} months").format(months=MONTHS_OF_URGENCY[urgency - 1])


def people_word(wording: Wording, band: PeopleBand | None) -> str:
    """How many people are to benefit; "" where nobody said."""
    return wording.gettext(words.PEOPLE[band]) if band else ""


def delivery_word(wording: Wording, delivery: Delivery | None) -> str:
    """Where assistance is to take place; "" where nobody said."""
    return wording.gettext(words.DELIVERIES[delivery]) if delivery else ""


def cost_word(wording: Wording, band: CostBand | None) -> str:
    """What assistance may cost; "" where nobody said."""
    return wording.gettext(words.COSTS[band]) if band else ""


def gap_words(wording: Wording, gap: FrozenGap) -> str:
    """How far a unit lay below its target when the need was born, and where in the order of work."""
    _, several = wording.gettext, wording.ngettext
    low, high, target = whole(gap.low), whole(gap.high), whole(gap.target)
    text = _("{low} to {high} points below {target}, as of {day}")
    if low == high:
        text = several(
            "{low} point below {target}, as of {day}", "{low} points below {target}, as of {day}", low
        )
    said = text.format(low=low, high=high, target=target, day=wording.day(gap.on))
    if gap.place:
        said += _("; place {place} in the country’s order of work").format(place=gap.place)
    return said


def set_word(wording: Wording, name: FieldSet) -> str:
    """A set of fields of a need."""
    return wording.gettext(words.SETS[name])


def audience_word(wording: Wording, audience: Audience, partner: str) -> str:
    """For whom a release is."""
    _ = wording.gettext
    if audience == "partner":
        return partner
    return _("UNODC") if audience == "unodc" else _("everybody")
