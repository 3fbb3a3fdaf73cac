"""Targets and ratings: what a country aims at, and how it rates importance, threat and feasibility."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.answers import Rating, Target
from questionnaire.answers_file import EARLIEST_YEAR, LATEST_YEAR
from questionnaire.gaps import SUGGESTED_TARGET, threat_by_ranking, unit_gaps
from questionnaire.instrument import Unit
from questionnaire.scoring import score
from questionnaire.wire import text_problem
from webapp import clock, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, blueprint, neighbours, opened
from webapp.assessment.words import figure, rating_names, score_words
from webapp.records import answer_revisions, answer_sheets, plan_revisions, submissions
from webapp.records.plan_revisions import NewPlan, Plan, SavedPlan
from webapp.tables import DRAFT
from webapp.typed import FormError, lines, visible
from webapp.wording import _

RATED = ("importance", "threat", "readiness", "cost", "time")


class TypedPlan(msgspec.Struct, frozen=True):
    """What stands in the fields of one unit's plan, as typed. An empty field is not set or not rated."""

    target: str = ""
    year: str = ""
    importance: str = ""
    threat: str = ""
    readiness: str = ""
    cost: str = ""
    time: str = ""
    reason: str = ""


@blueprint.get("/countries/<country>/assessments/<int:number>/targets")
@open_to(COUNTRY_READERS)
def plan(country: str, number: int) -> ResponseReturnValue:
    """List every unit's target and ratings, and offer to confirm the suggested target where there is none."""
    here = opened(country, number)
    plans = plan_revisions.saved_plans(here.row)
    sheet = answer_sheets.sheet_of(here.row, answer_revisions.saved_answers(here.row), plans)
    scores = score(here.instrument, sheet)
    gaps = unit_gaps(here.instrument, sheet, scores)
    return render_template(
        "assessment/plan.html",
        here=here,
        sheet=sheet,
        scores=scores,
        gaps=gaps,
        just_saved=plans.get(request.args.get("saved", "")),
        open_units=[unit for unit in here.rated_units if unit.code not in sheet.targets],
        earlier=submissions.plans_of_cycle_before(here.row),
        suggested=figure(SUGGESTED_TARGET),
        score_words=score_words,
        rating_names=rating_names(),
    )


@blueprint.post("/countries/<country>/assessments/<int:number>/targets")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def confirm(country: str, number: int) -> ResponseReturnValue:
    """Confirm the suggested target, or the plan of the cycle before, for the units that were listed as having
    no target, and still have none.
    """
    here = opened(country, number, to_write=True)
    plans = plan_revisions.saved_plans(here.row)
    listed = set(request.form.getlist("unit"))
    earlier = submissions.plans_of_cycle_before(here.row) if "earlier" in request.form else None
    new = []
    for unit in here.rated_units:
        saved = plans.get(unit.code) or SavedPlan(unit.code, 0, Plan())
        found = _suggested(saved) if earlier is None else _brought_over(saved, earlier.get(unit.code))
        if unit.code in listed and saved.plan.target is None and found:
            new.append(NewPlan(unit.code, found, saved.revision))
    plan_revisions.append_plans(here.row, new, by=signed_in_user(), at=clock.now())
    return redirect(here.address("assessment.plan"), 303)


def _suggested(saved: SavedPlan) -> Plan:
    return Plan(Target(SUGGESTED_TARGET), saved.plan.rating)


def _brought_over(saved: SavedPlan, earlier: Plan | None) -> Plan | None:
    """The plan of the cycle before; ratings that somebody has given since stay."""
    if earlier is None or earlier.target is None:
        return None
    return Plan(earlier.target, saved.plan.rating if saved.revision else earlier.rating)


@blueprint.get("/countries/<country>/assessments/<int:number>/units/<code>/plan")
@open_to(COUNTRY_READERS)
def unit_plan(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show one unit's target and ratings."""
    here = opened(country, number)
    asked = _rated(here, code)
    plans = plan_revisions.saved_plans(here.row)
    saved = plans.get(code) or SavedPlan(code, 0, Plan())
    form = kept.kept_form() if here.may_plan else None
    earlier = None if saved.revision else submissions.plans_of_cycle_before(here.row).get(code)
    typed = _typed_for(earlier or saved.plan) if form is None else _typed_into(form)
    based_on = saved.revision if form is None else _based_on(form)
    is_kept, is_earlier = form is not None, form is None and earlier is not None
    return _page(here, asked, plans, typed=typed, based_on=based_on, is_kept=is_kept, is_earlier=is_earlier)


@blueprint.post("/countries/<country>/assessments/<int:number>/units/<code>/plan")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def save_unit_plan(country: str, number: int, code: str) -> ResponseReturnValue:
    """Keep one unit's target and ratings, or say what is wrong, or that somebody else was faster."""
    here = opened(country, number, to_write=True)
    asked = _rated(here, code)
    plans = plan_revisions.saved_plans(here.row)
    saved = plans.get(code) or SavedPlan(code, 0, Plan())
    typed, based_on = _typed_into(request.form), _based_on(request.form)
    kept.forget_form()
    errors = _errors(typed, request.form, _ranked_threat(here, code))
    if errors:
        return _page(here, asked, plans, typed=typed, based_on=based_on, errors=errors), 422
    meant = _meant(typed)
    if meant != saved.plan and based_on != saved.revision:
        # What somebody else saved is shown beside; sending the page again then replaces it knowingly.
        return _page(here, asked, plans, typed=typed, based_on=saved.revision, is_conflict=True), 409
    if meant != saved.plan:
        new = NewPlan(code, meant, saved.revision)
        plan_revisions.append_plans(here.row, [new], by=signed_in_user(), at=clock.now())
    after = neighbours(here.rated_units, asked)[1]
    if request.form.get("then") != "continue" or after is None:
        return redirect(here.address("assessment.plan", saved=code), 303)
    return redirect(here.address("assessment.unit_plan", code=after.code, saved=code), 303)


def _page(
    here: Opened,
    unit: Unit,
    plans: Mapping[str, SavedPlan],
    *,
    typed: TypedPlan,
    based_on: int,
    **more: object,
) -> str:
    sheet = answer_sheets.sheet_of(here.row, answer_revisions.saved_answers(here.row), plans)
    scores = score(here.instrument, sheet)
    return render_template(
        "assessment/unit_plan.html",
        here=here,
        unit=unit,
        saved=plans.get(unit.code) or SavedPlan(unit.code, 0, Plan()),
        typed=TypedPlan(**{name: visible(text) for name, text in msgspec.structs.asdict(typed).items()}),
        based_on=based_on,
        unit_score=scores.units.get(unit.code),
        score_words=score_words,
        rating_names=rating_names(),
        ranking=here.instrument.feeding("threats"),
        ranked_threat=threat_by_ranking(here.instrument, sheet, unit.code),
        suggested=figure(SUGGESTED_TARGET),
        after=neighbours(here.rated_units, unit)[1],
        just_saved=plans.get(request.args.get("saved", "")),
        **more,
    )


def _rated(here: Opened, code: str) -> Unit:
    unit = here.unit(code)
    if unit not in here.rated_units:
        abort(404)
    return unit


def _typed_for(plan: Plan) -> TypedPlan:
    rating = {name: str(getattr(plan.rating, name) or "") for name in RATED}
    reason = lines(plan.rating.reason)
    if plan.target is None:
        return TypedPlan(**rating, reason=reason)
    return TypedPlan(
        target=_shown(plan.target.target), year=str(plan.target.year or ""), **rating, reason=reason
    )


def _typed_into(form: MultiDict[str, str]) -> TypedPlan:
    parts = {name: lines(form.get(name, "")) for name in TypedPlan.__struct_fields__}
    typed = TypedPlan(**{name: text if name == "reason" else text.strip() for name, text in parts.items()})
    if form.get("aim") == "suggested":
        return msgspec.structs.replace(typed, target=figure(SUGGESTED_TARGET))
    return msgspec.structs.replace(typed, target="", year="") if form.get("aim") == "open" else typed


def _shown(target: float) -> str:
    return str(int(target)) if float(target).is_integer() else str(target)


def _based_on(form: MultiDict[str, str]) -> int:
    text = form.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 100 else None


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4 and EARLIEST_YEAR <= int(text) <= LATEST_YEAR


def _ranked_threat(here: Opened, code: str) -> int | None:
    """The threat that the ranking of threats gives the unit, if threats were ranked."""
    question = here.instrument.feeding("threats")
    answers = answer_revisions.saved_answers(here.row, [question.code]) if question else {}
    return threat_by_ranking(here.instrument, answer_sheets.sheet_of(here.row, answers, {}), code)


def _errors(typed: TypedPlan, form: MultiDict[str, str], ranked_threat: int | None) -> list[FormError]:
    found = []
    if (typed.target or form.get("aim") == "own") and _number(typed.target) is None:
        found.append(FormError("target", _("Write the target as a number from 0 to 100.")))
    if typed.year and not _is_year(typed.year):
        found.append(FormError("year", _("Write the year as four figures, such as 2028.")))
    elif typed.year and not typed.target:
        found.append(FormError("year", _("A year needs a target. Set one, or empty the year.")))
    found += [
        FormError(name, _("Choose one of the ratings offered."))
        for name in RATED
        if getattr(typed, name) not in {"", "1", "2", "3", "4", "5"}
    ]
    problem = text_problem(typed.reason)
    if problem:
        found.append(FormError("reason", _("This text %(problem)s.", problem=problem)))
    elif ranked_threat and typed.threat not in {"", str(ranked_threat)} and not typed.reason.strip():
        found.append(FormError("reason", _("Write why the threat differs from the ranking of threats.")))
    return found


def _meant(typed: TypedPlan) -> Plan:
    rated = {name: int(getattr(typed, name)) if getattr(typed, name) else None for name in RATED}
    rating = Rating(**rated, reason=typed.reason if typed.reason.strip() else "")
    target = _number(typed.target)
    return Plan(None if target is None else Target(target, int(typed.year) if typed.year else None), rating)
