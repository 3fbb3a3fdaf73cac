"""Invents what countries ask of UNODC and partners: needs on their way, and releases."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from questionnaire.assistance.need import Need, needs_rights_note
from questionnaire.assistance.proposals import proposed
from questionnaire.assistance.releases import Audience, FieldSet, RecordKind
from questionnaire.assistance.status import REQUESTED, Status, move
from questionnaire.loading import published
from questionnaire.needs import offered_needs
from questionnaire.outcome import outcome_of
from webapp import clock
from webapp.database import db
from webapp.demonstration.supporting import OFFICE, academy, offer_experience, support
from webapp.records import assessments, needs, people, releases, submissions
from webapp.records.needs import FormalRequest
from webapp.records.releases import NewRelease
from webapp.tables import SUBMITTED, Assessment, NeedRecord, SupportRecord, User

# How far each need of a country has come, and since how many days; the heaviest need of the first unit first.
WAYS: tuple[tuple[Status, int], ...] = (
    ("submitted", 21),
    ("in-delivery", 40),
    ("acknowledged", 9),
    ("delivered", 5),
    ("draft", 2),
    ("in-appraisal", 120),
    ("verified", 60),
)
# The needs that are released to the academy too; some with what they may cost.
_FOR_THE_ACADEMY: frozenset[Status] = frozenset({"in-appraisal", "in-delivery", "delivered", "verified"})
_WITH_COSTS: frozenset[Status] = frozenset({"in-delivery"})
# Of the cycle before: when its support began after it, and how long ago it was verified.
BEGAN_AFTER, DELIVERED_AGO = timedelta(days=150), 300
_STEPS: tuple[Status, ...] = ("approved", "released", *REQUESTED)
_SETS: frozenset[FieldSet] = frozenset({"request", "details"})


def request_assistance(officer: User) -> None:
    """Lets every country that has submitted an assessment ask for some of what would close its gaps."""
    for land in people.countries():
        latest = next(
            (row for row in assessments.assessments_in([land.code]) if row.status == SUBMITTED), None
        )
        lead = people.user_with_email(f"focal-point@{land.code.lower()}.demo.invalid")
        if latest is None or lead is None:
            continue
        _release(latest.country_code, "submission", latest.id, frozenset({"scores", "report"}), "unodc", lead)
        for need, (status, days) in zip(_needs_of(latest), WAYS, strict=False):
            row = _bring(latest, need, status, days, lead, officer)
            _show_openly(support(row, lead, officer), row, lead)
        if latest.follows_id is not None:
            _tell_of_the_cycle_before(latest, lead, officer)
        offer = offer_experience(latest, lead)
        _release(offer.country_code, "offer", offer.id, frozenset({"experience"}), "unodc", lead)


def _show_openly(given: SupportRecord | None, need: NeedRecord, lead: User) -> None:
    """Lets a country show everybody the support that met its objective."""
    if given is None:
        return
    _release(
        given.country_code,
        "support",
        given.id,
        frozenset({"support"}),
        "open",
        lead,
        needs_second=need.is_restricted,
    )


def _tell_of_the_cycle_before(latest: Assessment, lead: User, officer: User) -> None:
    """Lets a country release its cycle before too, and say that the support which it asked for then came."""
    earlier = db.session.get_one(Assessment, latest.follows_id)
    _release(earlier.country_code, "submission", earlier.id, frozenset({"scores"}), "unodc", lead)
    row = _bring(earlier, _needs_of(earlier)[0], "verified", DELIVERED_AGO, lead, officer)
    support(row, lead, officer, began=earlier.reference_date + BEGAN_AFTER)


def _needs_of(row: Assessment) -> list[Need]:
    """The heaviest draft need of each unit, in the order of priorities, completed."""
    instrument, sheet = published(), submissions.sheet_that_counts(row)
    outcome = outcome_of(instrument, sheet)
    offered = offered_needs(instrument, sheet, outcome.scores, outcome.needs)
    drafts = [offered[line.code][0] for line in outcome.priorities if offered[line.code]]
    return [
        _completed(proposed(instrument, sheet, outcome, draft), 1 + place % 4)
        for place, draft in enumerate(drafts)
    ]


def _completed(need: Need, urgency: int) -> Need:
    note = (
        "Used on the order of a court only; a log is kept."
        if needs_rights_note(need.unit, need.types)
        else ""
    )
    return msgspec.structs.replace(
        need,
        description="For the staff of three institutions, over two years.",
        objective=need.objective or "The facts are known and kept up to date.",
        urgency=urgency,
        urgency_reason="The new law comes into force next year.",
        languages="English",
        delivery="in-country",
        cost="50k-250k",
        office=OFFICE,
        rights_note=note,
    )


def _bring(row: Assessment, need: Need, status: Status, days: int, lead: User, officer: User) -> NeedRecord:
    at = clock.now() - timedelta(days)
    made = needs.add_need(row, published(), need, by=lead, at=at)
    if status == "draft":
        return made
    audience: Audience = "open" if status == "acknowledged" else "unodc"
    for after in _STEPS[: _STEPS.index(status) + 1]:
        if after == "released":
            _release(made.country_code, "need", made.id, _SETS, audience, lead)
            _release_to_the_academy(made, status, lead)
        step = move(made.status, after, "country") or move(made.status, after, "unodc")
        if step is None:
            raise LookupError(f"nobody moves a need from {made.status} to {after}")
        request = (
            FormalRequest("note-verbale", f"NV {made.id}/2026", at.date()) if after == "submitted" else None
        )
        by = lead if step.side == "country" else officer
        needs.take_step(made, after, step.side, by=by, at=at, request=request)
    return made


def _release_to_the_academy(row: NeedRecord, status: Status, lead: User) -> None:
    if status not in _FOR_THE_ACADEMY:
        return
    sets: frozenset[FieldSet] = _SETS | {"costs"} if status in _WITH_COSTS else _SETS
    _release(
        row.country_code,
        "need",
        row.id,
        sets,
        "partner",
        lead,
        partner=academy().id,
        needs_second=row.is_restricted,
    )


def _release(
    country_code: str,
    kind: RecordKind,
    record: int,
    fields: frozenset[FieldSet],
    audience: Audience,
    lead: User,
    *,
    partner: int | None = None,
    needs_second: bool = False,
) -> None:
    today = clock.now().date()
    last_day: date = today + timedelta(365)
    releases.add_release(
        country_code,
        NewRelease(
            kind,
            record,
            fields,
            audience,
            "To find support",
            OFFICE,
            today,
            last_day,
            partner=partner,
            needs_second=needs_second,
        ),
        by=lead,
        at=clock.now(),
    )
