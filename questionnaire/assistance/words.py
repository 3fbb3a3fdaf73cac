"""What the codes of the register are called: the messages that pages and reports put into their own language.

Both read them here, so that a report says of a need what the pages say of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from questionnaire.assistance.need import CostBand, Delivery, PeopleBand
from questionnaire.assistance.releases import FieldSet
from questionnaire.assistance.status import Status


def N_(message: str) -> str:  # noqa: N802  # the name by which translators' tools know it
    """The message itself, marked for translation where it stands and translated where it is said."""
    return message


STATUSES: Final[Mapping[Status, str]] = MappingProxyType(
    {
        "draft": N_("Draft"),
        "approved": N_("Approved in the country"),
        "released": N_("Released"),
        "submitted": N_("Submitted to UNODC"),
        "acknowledged": N_("Acknowledged"),
        "in-appraisal": N_("In appraisal"),
        "matched": N_("Matched with support"),
        "in-delivery": N_("In delivery"),
        "delivered": N_("Said to be delivered"),
        "verified": N_("Verified by the country"),
        "closed": N_("Closed"),
        "declined": N_("Declined"),
        "withdrawn": N_("Withdrawn"),
        "superseded": N_("Replaced by another need"),
        "met-nationally": N_("Met by the country itself"),
    }
)
PEOPLE: Final[Mapping[PeopleBand, str]] = MappingProxyType(
    {
        "1-10": N_("Up to 10 people"),
        "11-50": N_("11 to 50 people"),
        "51-200": N_("51 to 200 people"),
        "201-1000": N_("201 to 1,000 people"),
        "over-1000": N_("More than 1,000 people"),
    }
)
DELIVERIES: Final[Mapping[Delivery, str]] = MappingProxyType(
    {
        "in-country": N_("In the country"),
        "regional": N_("In the region, with other countries"),
        "abroad": N_("Abroad"),
        "remote": N_("From a distance"),
        "mixed": N_("Partly in the country, partly from a distance"),
    }
)
COSTS: Final[Mapping[CostBand, str]] = MappingProxyType(
    {
        "under-50k": N_("Less than 50,000 US dollars"),
        "50k-250k": N_("50,000 to 250,000 US dollars"),
        "250k-1m": N_("250,000 to 1 million US dollars"),
        "over-1m": N_("More than 1 million US dollars"),
        "unknown": N_("Not known"),
    }
)
SETS: Final[Mapping[FieldSet, str]] = MappingProxyType(
    {
        "request": N_("The request"),
        "details": N_("Details"),
        "costs": N_("Costs"),
        "gap": N_("The gap behind it"),
        "rights": N_("Note on human rights"),
        "scores": N_("Ranges of the units"),
        "report": N_("The report"),
        "experience": N_("The offer"),
        "support": N_("The support"),
    }
)
