"""Importance, threat and feasibility of all units on one page, in the order of priorities that they make."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import msgspec
from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.answers import AnswerSheet, Rating
from questionnaire.gaps import Ranked, UnitGap, ranked_priorities, threat_by_ranking, unit_gaps
from questionnaire.instrument import Unit
from questionnaire.scoring import score
from questionnaire.wire import text_problem
from webapp import clock, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.plan import RATED
from webapp.assessment.result import gap_words
from webapp.assessment.words import rating_names
from webapp.records import answer_revisions, answer_sheets, plan_revisions
from webapp.records.plan_revisions import NewPlan, Plan, SavedPlan
from webapp.tables import DRAFT
from webapp.typed import FormError, lines, visible
from webapp.wording import _, ngettext

ONE_TO_FIVE = ("1", "2", "3", "4", "5")


class TypedRating(msgspec.Struct, frozen=True):
    """The fields of one unit, as typed, and the revision that the page showed."""

    unit: str
    importance: str = ""
    threat: str = ""
    readiness: str = ""
    cost: str = ""
    time: str = ""
    reason: str = ""
    based_on: int = 0

    def rating(self) -> Rating:
        """What fields without errors mean."""
        given = {name: int(value) if (value := getattr(self, name)) else None for name in RATED}
        return Rating(**given, reason=self.reason)


class RatedLine(msgspec.Struct, frozen=True):
    """One unit of the table: its place in the order, and how far it has moved since the page before."""

    unit: Unit
    place: int | None
    moved: str
    line: Ranked | None
    found: UnitGap
    ranked_threat: int | None
    typed: TypedRating
    other: SavedPlan | None


@blueprint.get("/countries/<country>/assessments/<int:number>/ratings")
@open_to(COUNTRY_READERS)
def ratings(country: str, number: int) -> ResponseReturnValue:
    """Show the ratings of all units, in the order of priorities."""
    here = opened(country, number)
    form = kept.kept_form() if here.may_plan else None
    plans = plan_revisions.saved_plans(here.row)
    typed = _typed_into(here, form) if form is not None else _typed_for(here, plans)
    return _page(here, plans, typed, is_kept=form is not None, is_saved="was" in request.args)


@blueprint.post("/countries/<country>/assessments/<int:number>/ratings")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def save_ratings(country: str, number: int) -> ResponseReturnValue:
    """Keep all ratings, or say what is wrong, or which of them somebody else has changed."""
    here = opened(country, number, to_write=True)
    plans = plan_revisions.saved_plans(here.row)
    typed = _typed_into(here, request.form)
    kept.forget_form()
    sheet = _sheet(here, plans)
    changed = {
        code: one
        for code, one in typed.items()
        if one != msgspec.structs.replace(_typed_from(_saved(plans, code)), based_on=one.based_on)
    }
    if errors := _errors(here, sheet, changed):
        return _page(here, plans, typed, errors=errors), 422
    late = {code: one for code, one in changed.items() if one.based_on != _saved(plans, code).revision}
    seen = plan_revisions.plans_as_of(here.row, {code: one.based_on for code, one in late.items()})
    # Fields that were left alone change nothing, whatever somebody else has saved meanwhile.
    left_alone = {code for code in late if late[code].rating() == seen[code].rating}
    others = late.keys() - left_alone
    if others:
        # What somebody else saved is shown beside; sending the page again then replaces it knowingly.
        return _page(here, plans, _based_anew(plans, typed, left_alone), others=others), 409
    new = [
        NewPlan(code, Plan(_saved(plans, code).plan.target, one.rating()), one.based_on)
        for code, one in changed.items()
        if code not in left_alone
    ]
    plan_revisions.append_plans(here.row, new, by=signed_in_user(), at=clock.now())
    return redirect(here.address("assessment.ratings", was=".".join(_order(here, sheet))), 303)


def _based_anew(
    plans: Mapping[str, SavedPlan], typed: Mapping[str, TypedRating], left_alone: set[str]
) -> dict[str, TypedRating]:
    """The fields on top of what is saved now; those that were left alone as they are saved."""
    saved = {code: _typed_from(_saved(plans, code)) for code in typed}
    return {
        code: saved[code]
        if code in left_alone
        else msgspec.structs.replace(one, based_on=saved[code].based_on)
        for code, one in typed.items()
    }


def _page(
    here: Opened,
    plans: Mapping[str, SavedPlan],
    typed: Mapping[str, TypedRating],
    *,
    others: AbstractSet[str] = frozenset(),
    **more: object,
) -> str:
    return render_template(
        "assessment/ratings.html",
        here=here,
        lines=_lines(here, plans, typed, others),
        others=sorted(others),
        rating_names=rating_names(),
        ranking=here.instrument.feeding("threats"),
        gap_words=gap_words,
        **more,
    )


def _lines(
    here: Opened, plans: Mapping[str, SavedPlan], typed: Mapping[str, TypedRating], others: AbstractSet[str]
) -> list[RatedLine]:
    sheet = _sheet(here, plans)
    scores = score(here.instrument, sheet)
    gaps = unit_gaps(here.instrument, sheet, scores)
    ranked = {line.code: (place, line) for place, line in enumerate(ranked_priorities(scores, gaps), start=1)}
    was = {code: place for place, code in enumerate(request.args.get("was", "").split("."), start=1)}
    found = []
    for unit in here.rated_units:
        if unit.code not in gaps:
            continue
        place, line = ranked.get(unit.code, (None, None))
        found.append(
            RatedLine(
                unit=unit,
                place=place,
                moved=_moved(was.get(unit.code), place),
                line=line,
                found=gaps[unit.code],
                ranked_threat=threat_by_ranking(here.instrument, sheet, unit.code),
                typed=_visible(typed[unit.code]),
                other=_saved(plans, unit.code) if unit.code in others else None,
            )
        )
    return sorted(found, key=lambda each: each.place or len(found) + 1)


def _moved(before: int | None, now: int | None) -> str:
    if before is None or now is None or before == now:
        return ""
    if now < before:
        return ngettext("up one place", "up %(num)s places", before - now)
    return ngettext("down one place", "down %(num)s places", now - before)


def _order(here: Opened, sheet: AnswerSheet) -> list[str]:
    scores = score(here.instrument, sheet)
    gaps = unit_gaps(here.instrument, sheet, scores)
    return [line.code for line in ranked_priorities(scores, gaps)]


def _sheet(here: Opened, plans: Mapping[str, SavedPlan]) -> AnswerSheet:
    return answer_sheets.sheet_of(here.row, answer_revisions.saved_answers(here.row), plans)


def _saved(plans: Mapping[str, SavedPlan], code: str) -> SavedPlan:
    return plans.get(code) or SavedPlan(code, 0, Plan())


def _typed_for(here: Opened, plans: Mapping[str, SavedPlan]) -> dict[str, TypedRating]:
    return {unit.code: _typed_from(_saved(plans, unit.code)) for unit in here.rated_units}


def _typed_from(saved: SavedPlan) -> TypedRating:
    given = {name: str(getattr(saved.plan.rating, name) or "") for name in RATED}
    return TypedRating(saved.unit, **given, reason=lines(saved.plan.rating.reason), based_on=saved.revision)


def _typed_into(here: Opened, form: MultiDict[str, str]) -> dict[str, TypedRating]:
    found = {}
    for unit in here.rated_units:
        given = {name: form.get(f"{unit.code}-{name}", "").strip() for name in RATED}
        base = form.get(f"{unit.code}-base", "")
        reason = lines(form.get(f"{unit.code}-reason", ""))
        found[unit.code] = TypedRating(
            unit.code,
            **given,
            reason=reason if reason.strip() else "",
            based_on=int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0,
        )
    return found


def _errors(here: Opened, sheet: AnswerSheet, typed: Mapping[str, TypedRating]) -> list[FormError]:
    found = []
    for code, one in typed.items():
        found += [
            FormError(f"{code}-{name}", _("%(unit)s: choose one of the ratings offered.", unit=code))
            for name in RATED
            if getattr(one, name) not in {"", *ONE_TO_FIVE}
        ]
        ranked = threat_by_ranking(here.instrument, sheet, code)
        if problem := text_problem(one.reason):
            words = _("%(unit)s: this text %(problem)s.", unit=code, problem=problem)
            found.append(FormError(f"{code}-reason", words))
        elif ranked and one.threat not in {"", str(ranked)} and not one.reason.strip():
            words = _("%(unit)s: write why the threat differs from the ranking of threats.", unit=code)
            found.append(FormError(f"{code}-reason", words))
    return found


def _visible(typed: TypedRating) -> TypedRating:
    return msgspec.structs.replace(typed, reason=visible(typed.reason))
