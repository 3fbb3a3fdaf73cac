"""The assistance register in words: what its codes mean on every page, for the country and for others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask_babel import format_decimal

from questionnaire.assistance import words
from questionnaire.assistance.need import MONTHS_OF_URGENCY, CostBand, Delivery, FrozenGap, PeopleBand
from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from questionnaire.assistance.status import Reference, Side, Status
from questionnaire.assistance.support import ProviderType, Role, SupportStatus
from questionnaire.assistance.words import N_
from reports.rounding import whole
from webapp.wording import _, ngettext

_TURNS: Mapping[Status, str] = {
    "draft": N_("The country: complete and approve it"),
    "approved": N_("The country: release it"),
    "released": N_("The country: submit it with the formal request"),
    "submitted": N_("UNODC: acknowledge it"),
    "acknowledged": N_("UNODC: begin the appraisal"),
    "in-appraisal": N_("UNODC: find support"),
    "matched": N_("UNODC: begin the delivery"),
    "in-delivery": N_("UNODC: say when it is delivered"),
    "delivered": N_("The country: say whether it was delivered"),
    "verified": N_("UNODC: close it"),
}
_REFERENCES: Mapping[Reference, str] = {
    "note-verbale": N_("Note verbale"),
    "letter": N_("Letter"),
    "e-mail": N_("E-mail"),
    "other": N_("Another document"),
}
_KINDS: Mapping[RecordKind, str] = {
    "need": N_("Need"),
    "submission": N_("Submitted assessment"),
    "offer": N_("Offer of experience"),
    "support": N_("Support received"),
}
_PROMISES: Mapping[FieldSet, str] = {
    "request": N_(
        "Title, recommendation and its clauses, types of assistance, objective, urgency, languages, "
        "place, date, office, and where it stands. No score."
    ),
    "details": N_(
        "Description, institutions and people who benefit, reason of the urgency, constraints, "
        "conditions, indicator."
    ),
    "costs": N_("Cost band and national contribution."),
    "gap": N_(
        "The gap to your target at that time, the questions behind it, and the baseline: a score. It is "
        "never shown to the public."
    ),
    "rights": N_("The risks for human rights, and how they are prevented."),
    "scores": N_(
        "Range, coverage and confidence of each unit and pillar, with the reference date. No answers."
    ),
    "report": N_("The report in the version for that audience."),
    "experience": N_("The recommendation, what you would share, languages, office."),
    "support": N_("Title, provider, role, dates, status, and the share of the objective that it covers."),
}
_SUPPORT_STATUSES: Mapping[SupportStatus, str] = {
    "matched": N_("Agreed"),
    "in-delivery": N_("In delivery"),
    "delivered": N_("Said to be delivered"),
    "closed": N_("Closed"),
    "withdrawn": N_("Withdrawn by the provider"),
    "paused": N_("Paused"),
}
_ROLES: Mapping[Role, str] = {
    "funding": N_("Pays"),
    "implementing": N_("Carries out"),
    "expertise": N_("Sends experts"),
    "equipment": N_("Gives equipment"),
    "coordinating": N_("Coordinates"),
}
_PROVIDER_TYPES: Mapping[ProviderType, str] = {
    "united-nations": N_("United Nations"),
    "regional": N_("Regional organisation"),
    "government": N_("Government"),
    "development-bank": N_("Development bank"),
    "ngo": N_("Non-governmental organisation"),
    "private": N_("Company"),
    "academic": N_("University or research"),
}


def status_word(status: Status) -> str:
    """Where a need stands."""
    return _(words.STATUSES[status])


def whose_turn(status: Status) -> str:
    """Who is to act next on a need, and on what; "" where nobody is."""
    return _(_TURNS[status]) if status in _TURNS else ""


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
        return ngettext(
            "%(num)s point below %(target)s", "%(num)s points below %(target)s", low, target=target
        )
    return _("%(low)s to %(high)s points below %(target)s", low=low, high=high, target=target)


def urgency_word(urgency: int | None) -> str:
    """Within which time assistance is wanted."""
    if urgency is None:
        return _("Not said")
    if urgency > len(MONTHS_OF_URGENCY):
        return _("In more than 24 months")
    return _("Within %(months)s months", months=MONTHS_OF_URGENCY[urgency - 1])


def people_word(band: PeopleBand | None) -> str:
    """How many people are to benefit."""
    return _(words.PEOPLE[band]) if band else _("Not said")


def delivery_word(delivery: Delivery | None) -> str:
    """Where assistance is to take place."""
    return _(words.DELIVERIES[delivery]) if delivery else _("Not said")


def need_cost_word(band: CostBand | None) -> str:
    """What assistance may cost."""
    return _(words.COSTS[band]) if band else _("Not said")


def reference_word(kind: Reference) -> str:
    """By what a formal request was made."""
    return _(_REFERENCES[kind])


def audience_word(audience: Audience, partner_name: str = "") -> str:
    """For whom a release is."""
    if audience == "partner":
        return partner_name
    return _("UNODC") if audience == "unodc" else _("Everybody, the public too")


def kind_word(kind: RecordKind) -> str:
    """What sort of record is released."""
    return _(_KINDS[kind])


def set_word(kind: RecordKind, name: FieldSet) -> str:
    """What a set of fields is called."""
    if kind == "support" and name == "costs":
        return _("Amount")
    return _(words.SETS[name])


def set_promise(kind: RecordKind, name: FieldSet) -> str:
    """What exactly a set of fields shows."""
    if kind == "support" and name == "costs":
        return _("How much money, in which currency.")
    return _(_PROMISES[name])


def support_status_word(status: SupportStatus) -> str:
    """Where support stands."""
    return _(_SUPPORT_STATUSES[status])


def role_word(role: Role) -> str:
    """What a provider does."""
    return _(_ROLES[role])


def provider_type_word(kind: ProviderType) -> str:
    """What kind of organisation a provider is."""
    return _(_PROVIDER_TYPES[kind])


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
