"""Offers: what a country that is strong on a unit would share with others (R04 asks States to)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.gaps import SUGGESTED_TARGET
from webapp import audit, clock, kept, register_words
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import Entered, blueprint, entered
from webapp.assistance.typed_need import LONGEST_OFFICE, LONGEST_TITLE
from webapp.assistance.typed_step import text_errors
from webapp.audit import Action
from webapp.records import assessments, offers, released_records, releases
from webapp.tables import SUBMITTED
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _


class TypedOffer(msgspec.Struct, frozen=True):
    """What stands in the fields of the form."""

    unit: str = ""
    text: str = ""
    languages: str = ""
    office: str = ""


@blueprint.get("/offers")
@open_to(COUNTRY_READERS)
def offers_made(country: str) -> ResponseReturnValue:
    """List the country's offers, and ask for another."""
    here = entered(country)
    form = kept.kept_form() if here.is_led else None
    typed = TypedOffer() if form is None else _read(form)
    return _page(here, typed, is_kept=form is not None)


@blueprint.post("/offers")
@open_to(FOCAL_POINTS)
def make_offer(country: str) -> ResponseReturnValue:
    """Make an offer. Nobody outside the country sees it before it is released."""
    here, typed = entered(country), _read(request.form)
    kept.forget_form()
    if errors := _errors(here, typed):
        return _page(here, typed, errors=errors), 422
    author, moment = signed_in_user(), clock.now()
    if not _is_made_already(country, typed):
        offers.make_offer(
            country, typed.unit, typed.text, typed.languages, typed.office, by=author, at=moment
        )
        audit.record(Action.OFFER_MADE, country=country, subject=typed.unit)
    flash(_("The offer is made. Release it to let others see it."))
    return redirect(here.address("assistance.offers_made"), 303)


@blueprint.post("/offers/<int:offer>/withdraw")
@open_to(FOCAL_POINTS)
def withdraw_offer(country: str, offer: int) -> ResponseReturnValue:
    """End an offer, and its releases with it."""
    here = entered(country)
    row = offers.offer_in(country, offer, to_write=True) or abort(404)
    author, moment = signed_in_user(), clock.now()
    if row.withdrawn_at is None:
        row.withdrawn_at = moment
        for line in releases.releases_of(country, "offer", row.id):
            found = releases.release_in(country, line.release.number, to_write=True)
            if found is not None and found.withdrawn_at is None:
                releases.withdraw(found, _("The offer is withdrawn."), by=author, at=moment)
        audit.record(
            Action.OFFER_WITHDRAWN, country=country, subject=row.unit_code, details={"offer": str(row.id)}
        )
    flash(_("The offer is withdrawn. Nobody outside the country sees it from now on."))
    return redirect(here.address("assistance.offers_made"), 303)


def _is_made_already(country: str, typed: TypedOffer) -> bool:
    """Whether the same offer stands: then a form was sent twice."""
    same = (typed.unit, typed.text, typed.languages, typed.office)
    return any(
        (row.unit_code, row.text, row.languages, row.office) == same
        for row in offers.offers_of(country)
        if row.withdrawn_at is None
    )


def _read(form: MultiDict[str, str]) -> TypedOffer:
    return TypedOffer(
        unit=form.get("unit", ""),
        text=lines(form.get("text", "")),
        languages=one_line(form.get("languages", "")).strip(),
        office=one_line(form.get("office", "")).strip(),
    )


def _errors(here: Entered, typed: TypedOffer) -> list[FormError]:
    found = []
    if typed.unit not in {unit.code for unit in here.instrument.units if unit.scored}:
        found.append(FormError("unit", _("Choose the recommendation.")))
    found += text_errors("text", typed.text, _("Write what the country would share."))
    if not typed.office:
        found.append(FormError("office", _("Write which office answers for it.")))
    found += [
        FormError(name, _("This text %(problem)s.", problem=problem))
        for name, longest in (("languages", LONGEST_TITLE), ("office", LONGEST_OFFICE))
        if (problem := line_problem(getattr(typed, name), longest))
    ]
    return found


def _strong_units(country: str) -> list[str]:
    """The units whose score of the latest submission reaches what is suggested as a target, for certain."""
    latest = next((row for row in assessments.assessments_in([country]) if row.status == SUBMITTED), None)
    if latest is None:
        return []
    scores = released_records.scores_of([latest.id]).get(latest.id, ())
    return [score.code for score in scores if score.kind == "unit" and score.low >= SUGGESTED_TARGET]


def _page(
    here: Entered, typed: TypedOffer, *, errors: Sequence[FormError] = (), is_kept: bool = False
) -> str:
    found = offers.offers_of(here.land.code)
    return render_template(
        "assistance/offers.html",
        here=here,
        standing=[row for row in found if row.withdrawn_at is None],
        withdrawn=[row for row in found if row.withdrawn_at is not None],
        typed=TypedOffer(typed.unit, visible(typed.text), visible(typed.languages), visible(typed.office)),
        strong=_strong_units(here.land.code) if here.is_led else [],
        units=[("", _("Choose"))]
        + [(unit.code, f"{unit.code} {unit.title}") for unit in here.instrument.units if unit.scored],
        errors=list(errors),
        is_kept=is_kept,
        say=register_words,
    )
