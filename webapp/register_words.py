"""The assistance register in words: what its codes mean on every page, for the country and for others."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import format_decimal

from questionnaire.assistance.need import MONTHS_OF_URGENCY, CostBand, Delivery, FrozenGap, PeopleBand
from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from questionnaire.assistance.status import Reference, Side, Status
from questionnaire.assistance.support import ProviderType, Role, SupportStatus
from reports.rounding import whole
from webapp.wording import _, ngettext


def status_word(status: Status) -> str:
    """Where a need stands."""
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


def whose_turn(status: Status) -> str:
    """Who is to act next on a need, and on what; "" where nobody is."""
    return {
        "draft": _("The country: complete and approve it"),
        "approved": _("The country: release it"),
        "released": _("The country: submit it with the formal request"),
        "submitted": _("UNODC: acknowledge it"),
        "acknowledged": _("UNODC: begin the appraisal"),
        "in-appraisal": _("UNODC: find support"),
        "matched": _("UNODC: begin the delivery"),
        "in-delivery": _("UNODC: say when it is delivered"),
        "delivered": _("The country: say whether it was delivered"),
        "verified": _("UNODC: close it"),
    }.get(status, "")


def side_word(side: Side) -> str:
    """One of the two sides of the register."""
    return _("The country") if side == "country" else _("UNODC")


def since_words(since: datetime, now: datetime) -> str:
    """How long something has been as it is."""
    days = (now.date() - since.date()).days
    return _("since today") if days < 1 else ngettext("for one day", "for %(num)s days", days)


def gap_words(gap: FrozenGap) -> str:
    """How far a unit lay below its target when the need was born."""
    low, high, target = whole(gap.low), whole(gap.high), whole(gap.target)
    if low == high:
        return _("%(points)s points below %(target)s", points=low, target=target)
    return _("%(low)s to %(high)s points below %(target)s", low=low, high=high, target=target)


def urgency_word(urgency: int | None) -> str:
    """Within which time assistance is wanted."""
    if urgency is None:
        return _("Not said")
    if urgency > len(MONTHS_OF_URGENCY):
        return _("Later than in 24 months")
    return _("Within %(months)s months", months=MONTHS_OF_URGENCY[urgency - 1])


def people_word(band: PeopleBand | None) -> str:
    """How many people are to benefit."""
    if band is None:
        return _("Not said")
    return {
        "1-10": _("Up to 10 people"),
        "11-50": _("11 to 50 people"),
        "51-200": _("51 to 200 people"),
        "201-1000": _("201 to 1,000 people"),
        "over-1000": _("More than 1,000 people"),
    }[band]


def delivery_word(delivery: Delivery | None) -> str:
    """Where assistance is to take place."""
    if delivery is None:
        return _("Not said")
    return {
        "in-country": _("In the country"),
        "regional": _("In the region, with other countries"),
        "abroad": _("Abroad"),
        "remote": _("From a distance"),
        "mixed": _("Partly in the country, partly from a distance"),
    }[delivery]


def need_cost_word(band: CostBand | None) -> str:
    """What assistance may cost."""
    if band is None:
        return _("Not said")
    return {
        "under-50k": _("Less than 50,000 US dollars"),
        "50k-250k": _("50,000 to 250,000 US dollars"),
        "250k-1m": _("250,000 to 1 million US dollars"),
        "over-1m": _("More than 1 million US dollars"),
        "unknown": _("Not known"),
    }[band]


def reference_word(kind: Reference) -> str:
    """By what a formal request was made."""
    return {
        "note-verbale": _("Note verbale"),
        "letter": _("Letter"),
        "e-mail": _("E-mail"),
        "other": _("Another document"),
    }[kind]


def audience_word(audience: Audience, partner_name: str = "") -> str:
    """For whom a release is."""
    if audience == "partner":
        return partner_name
    return _("UNODC") if audience == "unodc" else _("Everybody, the public too")


def kind_word(kind: RecordKind) -> str:
    """What sort of record is released."""
    return {
        "need": _("Need"),
        "submission": _("Submitted assessment"),
        "offer": _("Offer of experience"),
        "support": _("Support received"),
    }[kind]


def set_word(kind: RecordKind, name: FieldSet) -> str:
    """What a set of fields is called."""
    if kind == "support" and name == "costs":
        return _("Amount")
    return {
        "request": _("The request"),
        "details": _("Details"),
        "costs": _("Costs"),
        "gap": _("The gap behind it"),
        "rights": _("Note on human rights"),
        "scores": _("Ranges of the units"),
        "report": _("The report"),
        "experience": _("The offer"),
        "support": _("The support"),
    }[name]


def set_promise(kind: RecordKind, name: FieldSet) -> str:
    """What exactly a set of fields shows."""
    if kind == "support" and name == "costs":
        return _("How much money, in which currency.")
    return {
        "request": _(
            "Title, recommendation and its clauses, types of assistance, objective, urgency, languages, "
            "place, date, office, and where it stands. No score."
        ),
        "details": _(
            "Description, institutions and people who benefit, reason of the urgency, constraints, "
            "conditions, indicator."
        ),
        "costs": _("Cost band and national contribution."),
        "gap": _(
            "The gap to your target at that time, the questions behind it, and the baseline: a score. It is "
            "never shown to the public."
        ),
        "rights": _("The risks for human rights, and how they are prevented."),
        "scores": _(
            "Range, coverage and confidence of each unit and pillar, with the reference date. No answers."
        ),
        "report": _("The report in the version for that audience."),
        "experience": _("The recommendation, what you would share, languages, office."),
        "support": _("Title, provider, role, dates, status, and the share of the objective that it covers."),
    }[name]


def support_status_word(status: SupportStatus) -> str:
    """Where support stands."""
    return {
        "matched": _("Agreed"),
        "in-delivery": _("In delivery"),
        "delivered": _("Said to be delivered"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn by the provider"),
        "paused": _("Paused"),
    }[status]


def role_word(role: Role) -> str:
    """What a provider does."""
    return {
        "funding": _("Pays"),
        "implementing": _("Carries out"),
        "expertise": _("Sends experts"),
        "equipment": _("Gives equipment"),
        "coordinating": _("Coordinates"),
    }[role]


def provider_type_word(kind: ProviderType) -> str:
    """What kind of organisation a provider is."""
    return {
        "united-nations": _("United Nations"),
        "regional": _("Regional organisation"),
        "government": _("Government"),
        "development-bank": _("Development bank"),
        "ngo": _("Non-governmental organisation"),
        "private": _("Company"),
        "academic": _("University or research"),
    }[kind]


def share_words(percent: int | None) -> str:
    """How much of an objective is covered, as the country judges."""
    return _("Not judged yet") if percent is None else _("%(percent)s %% of the objective", percent=percent)


def money_words(amount: Decimal, currency: str) -> str:
    """An amount with its currency's code, such as “120,000 USD”."""
    form = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{format_decimal(amount, form)} {currency}"


def expiry_words(last_day: date, today: date) -> str:
    """How long a release still holds."""
    days = (last_day - today).days
    if days < 0:
        return _("ended")
    return _("ends today") if days == 0 else ngettext("ends in one day", "ends in %(num)s days", days)
