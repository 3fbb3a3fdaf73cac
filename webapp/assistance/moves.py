"""The steps that a country takes with its needs, and what follows from the end of releases."""

from __future__ import annotations

from typing import Literal, get_args

from questionnaire.assistance.releases import is_in_force
from questionnaire.assistance.status import Status, move, moves_from
from webapp import audit, clock
from webapp.access import signed_in_user
from webapp.audit import Action
from webapp.records import needs, releases
from webapp.records.needs import FormalRequest
from webapp.tables import NeedRecord, ReleaseRecord
from webapp.wording import _

# The steps that have a page of their own, as its address names them. Releasing, and the end of a release, are
# steps taken by releases; one need takes another's place when it is approved.
StepName = Literal[
    "approved", "draft", "submitted", "verified", "not-delivered", "met-nationally", "withdrawn"
]
STEP_NAMES: tuple[StepName, ...] = get_args(StepName)
NOT_DELIVERED: StepName = "not-delivered"


def steps_offered(status: Status) -> tuple[StepName, ...]:
    """The steps that a country may take from there, in the order in which they are offered."""
    reached = {step.after for step in moves_from(status, "country")}
    if status == "released":
        # Back to approved by withdrawing the release, not by a step.
        reached.discard("approved")
    return tuple(
        name for name in STEP_NAMES if name in reached or (name == NOT_DELIVERED and status == "delivered")
    )


def may_be_replaced(row: NeedRecord) -> bool:
    """Whether a new draft can be begun that will take the need's place."""
    return move(row.status, "superseded", "country") is not None and needs.replacement_of(row) is None


def move_on(
    row: NeedRecord, after: Status, *, reason: str = "", request: FormalRequest | None = None
) -> None:
    """Takes a step of the country, and notes it in the audit trail."""
    before, title = row.status, row.title
    needs.take_step(
        row, after, "country", by=signed_in_user(), at=clock.now(), reason=reason, request=request
    )
    details = {"need": str(row.id), "from": before, "to": after, "reason": reason}
    if request:
        details |= {"reference": f"{request.kind} {request.number}, {request.on.isoformat()}"}
    audit.record(
        Action.NEED_MOVED,
        country=row.country_code,
        assessment=row.assessment_id,
        subject=title,
        details={name: text for name, text in details.items() if text},
    )


def follow_release(release: ReleaseRecord) -> None:
    """A need that was approved is released, once a release of it holds."""
    if release.kind == "need":
        row = needs.need_in(release.country_code, release.record_id, to_write=True)
        if row is not None and row.status == "approved":
            move_on(row, "released")


def take_back_what_no_release_holds(country: str) -> None:
    """Needs that were released, and whose releases have all ended, are approved again: nobody outside the
    country sees them. Part of every request that writes in the register.
    """
    today = clock.now().date()
    held = {
        line.release.record
        for line in releases.releases_of(country, "need")
        if is_in_force(line.release, today)
    }
    for row in needs.needs_of(country):
        if row.status == "released" and row.id not in held:
            move_on(row, "approved", reason=_("No release of it holds any more."))
