"""Invents who gives support, what became of it, and what countries would share of their own experience."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from questionnaire.assistance.support import ProviderType, SupportStatus
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from webapp import clock
from webapp.demonstration import invented
from webapp.records import desk, offers, submissions, supports
from webapp.records.desk import NewSupport
from webapp.records.supports import Judgement
from webapp.tables import Assessment, NeedRecord, OfferRecord, Provider, SupportRecord, User

OFFICE = "Ministry of the Interior, international cooperation"
BEGAN_AGO, TAKES, AMOUNT = timedelta(days=90), timedelta(days=240), Decimal(120_000)
# What was delivered has ended.
DELIVERED_BEGAN_AGO = timedelta(days=270)


def academy() -> Provider:
    """The provider that has a person in the demonstration."""
    return _provider(invented.PROVIDER, "academic", "Training of judges")


def support(row: NeedRecord, lead: User, officer: User, *, began: date | None = None) -> SupportRecord | None:
    """Gives a need the support that belongs to where it stands, and lets its country judge it: the support
    that met the objective, where one did.
    """
    if row.status == "in-delivery":
        _give(row, academy(), "in-delivery", officer)
        # Two who do the same at the same time: the desk warns of it.
        _give(row, _provider(invented.OTHER_PROVIDER, "ngo", "Handbooks"), "matched", officer)
    elif row.status == "delivered":
        given = _give(row, academy(), "delivered", officer)
        supports.judge(
            given, Judgement(60, verified=False, disagreement=invented.DISPUTED), by=lead, at=clock.now()
        )
    elif row.status == "verified":
        given = _give(row, academy(), "delivered", officer, began=began)
        supports.judge(given, Judgement(80, verified=True), by=lead, at=clock.now())
        return given
    return None


def offer_experience(row: Assessment, lead: User) -> OfferRecord:
    """Lets the country of the assessment offer its experience on the unit on which it is strongest."""
    scores = outcome_of(published(), submissions.sheet_that_counts(row)).scores.units.values()
    strongest = max((score for score in scores if score), key=lambda score: score.mean.low)
    return offers.make_offer(
        row.country_code,
        strongest.code,
        invented.EXPERIENCE,
        "English",
        OFFICE,
        by=lead,
        at=clock.now(),
    )


def _give(
    row: NeedRecord,
    provider: Provider,
    status: SupportStatus,
    officer: User,
    *,
    began: date | None = None,
) -> SupportRecord:
    ago = DELIVERED_BEGAN_AGO if status == "delivered" else BEGAN_AGO
    began = began or clock.now().date() - ago
    new = NewSupport(
        "Two courses and a handbook",
        provider.id,
        "implementing",
        status,
        start=began,
        end=began + TAKES,
        amount=AMOUNT,
        currency="USD",
    )
    return desk.add_support(row.id, row.country_code, new, by=officer, at=clock.now())


def _provider(name: str, kind: ProviderType, themes: str) -> Provider:
    return desk.provider_named(name) or desk.add_provider(
        name, kind, organisation_id="", themes=themes, at=clock.now()
    )
