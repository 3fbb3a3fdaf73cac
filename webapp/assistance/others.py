"""What others see of a country's records, exactly as they get it: now, or once something is released."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.releases import PUBLIC, UNODC, FieldSet, Onlooker, is_shown_to
from questionnaire.loading import installed
from reports.register.records import Given, TakenSupport
from webapp import clock, register_words
from webapp.access import COUNTRY_READERS, open_to
from webapp.assistance.entered import Entered, OpenedNeed, blueprint, entered, opened_need
from webapp.assistance.preview import as_seen
from webapp.records import (
    assessments,
    desk,
    offers,
    released,
    released_exports,
    released_needs,
    released_records,
)
from webapp.records.released import NeedSeen
from webapp.records.released_needs import PAGE, Wanted
from webapp.records.released_records import OfferSeen, SubmissionSeen
from webapp.records.releases import NewRelease
from webapp.wording import _

MOST_PAGES = 1000


class OneSeen(msgspec.Struct, frozen=True):
    """One record as somebody sees it: of the four, the one that it is."""

    need: NeedSeen | None = None
    submission: SubmissionSeen | None = None
    offer: OfferSeen | None = None
    support: TakenSupport | None = None


class Chosen(msgspec.Struct, frozen=True):
    """Through whose eyes the pages look."""

    onlooker: Onlooker
    name: str

    @property
    def query(self) -> dict[str, str]:
        """The same as the query of an address."""
        partner = self.onlooker.partner
        return {"audience": self.onlooker.audience} | ({"partner": str(partner)} if partner else {})


@blueprint.get("/what-others-see")
@open_to(COUNTRY_READERS)
def what_others_see(country: str) -> ResponseReturnValue:
    """Show what UNODC, a partner or the public gets of this country right now."""
    here, chosen, today = entered(country), _chosen(request.args), clock.now().date()
    wanted = Wanted(countries=frozenset({country}))
    page = max(1, min(request.args.get("page", 1, type=int), MOST_PAGES))
    found = released_needs.needs_found(chosen.onlooker, wanted, today, page=page)
    return render_template(
        "assistance/others.html",
        here=here,
        chosen=chosen,
        needs=found.lines,
        page=page,
        pages=-(-found.total // PAGE),
        submissions=released_records.submissions_seen(chosen.onlooker, today, country=country),
        offers=released_records.offers_seen(chosen.onlooker, today, country=country),
        supports=list(released_exports.supports_taken(chosen.onlooker, today, country=country)),
        partners=[(str(row.id), row.name) for row in desk.providers()],
        say=register_words,
        now=clock.now(),
    )


@blueprint.get("/what-others-see/needs/<int:need>")
@open_to(COUNTRY_READERS)
def need_as_others_see_it(country: str, need: int) -> ResponseReturnValue:
    """Show one need as it is handed out; a 404 where nothing of it is, as they would get."""
    here, chosen, today = opened_need(country, need), _chosen(request.args), clock.now().date()
    found = released.need_seen(chosen.onlooker, need, today) or abort(404)
    is_unodc = chosen.onlooker.audience == "unodc"
    return render_template(
        "assistance/other_need.html",
        here=here,
        chosen=chosen,
        found=found,
        instrument=installed(found.instrument, found.version),
        steps=released_needs.steps_seen_by_unodc(need) if is_unodc else [],
        say=register_words,
        now=clock.now(),
        today=today,
    )


def once_released(here: Entered, new: NewRelease, onlooker: Onlooker, on: date) -> OneSeen:
    """What the onlooker will see of the record when this release holds, with what they may see already."""
    country = here.land.code
    if new.kind == "need":
        return OneSeen(need=_need_once_released(opened_need(country, new.record), new, onlooker, on))
    if new.kind == "offer":
        row = offers.offer_in(country, new.record) or abort(404)
        return OneSeen(offer=released_records.offer_as_seen(row, here.land))
    if new.kind == "support":
        return OneSeen(support=_support_once_released(country, new, onlooker, on))
    already = released_records.submissions_seen(onlooker, on, country=country)
    sets = _together(new, *(one.sets for one in already if one.number == new.record))
    found = assessments.assessment_in(country, new.record) or abort(404)
    scores = released_records.scores_of([found.id]).get(found.id, ())
    return OneSeen(submission=released_records.submission_as_seen(found, sets, scores))


def _need_once_released(here: OpenedNeed, new: NewRelease, onlooker: Onlooker, on: date) -> NeedSeen:
    already = released.need_seen(onlooker, new.record, on)
    return as_seen(
        here,
        _together(new, already.sets if already else frozenset()),
        status="released" if here.row.status == "approved" else here.row.status,
        last_day=max(new.last_day, already.last_day) if already else new.last_day,
    )


def _support_once_released(country: str, new: NewRelease, onlooker: Onlooker, on: date) -> TakenSupport:
    leave = released_exports.given_of(onlooker, "support", [new.record], on).get(new.record)
    already = leave.parts if leave else frozenset()
    last = max(new.last_day, leave.last_day) if leave and leave.last_day else new.last_day
    parts = frozenset(new.fields) | already
    found = released_exports.support_once_released(country, new.record, Given(parts, (), last), onlooker, on)
    return found or abort(404)


def _together(new: NewRelease, *already: frozenset[FieldSet]) -> frozenset[FieldSet]:
    shown = frozenset(name for name in new.fields if is_shown_to(new.audience, name))
    return shown.union(*already)


def _chosen(given: MultiDict[str, str]) -> Chosen:
    if given.get("audience") == "open":
        return Chosen(PUBLIC, _("The public"))
    number = given.get("partner", type=int)
    if given.get("audience") == "partner" and number is not None:
        partner = desk.provider(number) or abort(404)
        return Chosen(Onlooker("partner", partner.id), partner.name)
    return Chosen(UNODC, _("UNODC"))
