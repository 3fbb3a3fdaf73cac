"""What a country can release: needs, submissions, offers, support received; and what stands in the way."""

from __future__ import annotations

import msgspec
from flask import abort, url_for

from questionnaire.assistance.releases import FieldSet, RecordKind, sets_of
from questionnaire.assistance.status import ENDED
from questionnaire.loading import published
from webapp.assistance.entered import Entered
from webapp.records import assessments, needs, offers, supports
from webapp.register_words import status_word
from webapp.tables import SUBMITTED, Assessment, NeedRecord, OfferRecord, SupportRecord
from webapp.wording import _


class Releasable(msgspec.Struct, frozen=True):
    """One record as its release sees it. `obstacle` says in words why it cannot be released now."""

    kind: RecordKind
    number: int
    title: str
    page: str
    office: str
    is_restricted: bool
    obstacle: str = ""

    @property
    def sets(self) -> tuple[FieldSet, ...]:
        """The sets of its fields; the first is part of every release."""
        return sets_of(self.kind)


def releasable(here: Entered, kind: str, number: int, *, to_write: bool = False) -> Releasable:
    """The country's record of that kind and number; a 404 where it has none such. A need, an offer or
    a support opened to write is held until the request ends.
    """
    country = here.land.code
    if kind == "need":
        return _of_need(needs.need_in(country, number, to_write=to_write) or abort(404))
    if kind == "submission":
        return _of_submission(assessments.assessment_in(country, number) or abort(404))
    if kind == "offer":
        return _of_offer(here, offers.offer_in(country, number, to_write=to_write) or abort(404))
    if kind != "support":
        abort(404)
    return _of_support(here, supports.support_in(country, number, to_write=to_write) or abort(404))


def titles_of_records(here: Entered) -> dict[tuple[RecordKind, int], str]:
    """What every record of the country that may have been released is called."""
    country, instrument = here.land.code, published()
    found: dict[tuple[RecordKind, int], str] = {
        ("need", row.id): row.title for row in needs.needs_of(country)
    }
    found |= {("submission", row.id): row.title for row in assessments.assessments_in([country])}
    found |= {("support", line.support.number): line.title for line in supports.supports_received(country)}
    for offer in offers.offers_of(country):
        unit = instrument.unit(offer.unit_code)
        found["offer", offer.id] = _("Experience on %(unit)s", unit=f"{unit.code} {unit.title}")
    return found


def _of_need(row: NeedRecord) -> Releasable:
    obstacle = ""
    if row.status == "draft":
        obstacle = _("The need is a draft: approve it before it is released.")
    elif row.status in ENDED:
        obstacle = _("The need has ended: %(status)s.", status=status_word(row.status))
    return Releasable(
        kind="need",
        number=row.id,
        title=row.title,
        page=url_for("assistance.need", country=row.country_code, need=row.id),
        office=needs.saved_need(row).need.office,
        is_restricted=row.is_restricted,
        obstacle=obstacle,
    )


def _of_submission(row: Assessment) -> Releasable:
    units = assessments.instrument_of(row).units_in(assessments.modules_of(row))
    is_submitted = row.status == SUBMITTED
    return Releasable(
        kind="submission",
        number=row.id,
        title=row.title,
        page=url_for(
            "submission.submitted" if is_submitted else "assessment.tasks",
            country=row.country_code,
            number=row.id,
        ),
        office="",
        is_restricted=any(question.restricted for unit in units for question in unit.questions),
        obstacle="" if is_submitted else _("Only an assessment that was submitted can be released."),
    )


def _of_offer(here: Entered, row: OfferRecord) -> Releasable:
    unit = published().unit(row.unit_code)
    return Releasable(
        kind="offer",
        number=row.id,
        title=_("Experience on %(unit)s", unit=f"{unit.code} {unit.title}"),
        page=here.address("assistance.offers_made"),
        office=row.office,
        is_restricted=False,
        obstacle=_("The offer is withdrawn.") if row.withdrawn_at else "",
    )


def _of_support(here: Entered, row: SupportRecord) -> Releasable:
    served, obstacle = supports.needs_served(here.land.code, row.id), ""
    if row.status == "withdrawn":
        obstacle = _("The provider has withdrawn this support.")
    elif not served:
        obstacle = _("This support is for no need of your country.")
    return Releasable(
        kind="support",
        number=row.id,
        title=row.title,
        page=here.address("assistance.one_support", support=row.id),
        office=needs.saved_need(served[0]).need.office if served else "",
        # What is given tells of what was lacking.
        is_restricted=any(need.is_restricted for need in served),
        obstacle=obstacle,
    )
