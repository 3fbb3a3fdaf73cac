"""Your assessments, starting one, and the list of its units with how far each has come."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.burden import minutes_by_question
from questionnaire.loading import published
from questionnaire.wire import text_problem
from webapp import audit, clock, kept
from webapp.access import COUNTRY_MEMBERS, FOCAL_POINTS, SIGNED_IN, open_to, signed_in_user
from webapp.assessment.opened import blueprint, opened
from webapp.assessment.progress import progress_of
from webapp.assessment.raised import open_contradictions
from webapp.assessment.words import minutes_words
from webapp.audit import Action
from webapp.records import answer_revisions, answer_sheets, assessments, plan_revisions
from webapp.tables import FOCAL_POINT, SUBMITTED
from webapp.typed import FormError, one_line, visible
from webapp.wording import _

EARLIEST_YEAR = 2000


@blueprint.get("/")
@open_to(SIGNED_IN)
def home() -> ResponseReturnValue:
    """List the assessments of the person's countries, and offer to start one."""
    memberships = signed_in_user().memberships
    rows = assessments.assessments_in([held.country_code for held in memberships])
    return render_template(
        "assessment/home.html",
        rows=rows,
        saves=answer_revisions.latest_saves([row.id for row in rows]),
        titles={row.id: row.title for row in rows},
        corrected={row.reopens_id for row in rows if row.status == SUBMITTED},
        may_start=[held.country for held in memberships if held.role == FOCAL_POINT],
        memberships=memberships,
    )


@blueprint.get("/countries/<country>/assessments/start")
@open_to(FOCAL_POINTS)
def start(country: str) -> ResponseReturnValue:
    """Ask for what a new assessment needs to know."""
    typed = kept.kept_form()
    if typed is not None:
        return _start_page(
            country,
            title=typed.get("title", ""),
            reference_date=typed.get("reference_date", ""),
            modules=typed.getlist("modules"),
            is_kept=True,
        )
    modules = [module.code for module in published().modules]
    return _start_page(country, title="", reference_date=clock.now().date().isoformat(), modules=modules)


@blueprint.post("/countries/<country>/assessments/start")
@open_to(FOCAL_POINTS)
def begin(country: str) -> ResponseReturnValue:
    """Start an assessment, or say what is missing."""
    title = one_line(request.form.get("title", "")).strip()
    written = request.form.get("reference_date", "").strip()
    known = published().modules
    modules = tuple(
        module.code
        for module in known
        if not module.optional or module.code in request.form.getlist("modules")
    )
    errors = [error for error in (title_error(title), date_error(written)) if error]
    if errors:
        return _start_page(
            country, title=visible(title), reference_date=visible(written), modules=modules, errors=errors
        ), 422
    kept.forget_form()
    user, day = signed_in_user(), date.fromisoformat(written)
    row = assessments.just_started(country, title, day, modules, by=user)
    if row is None:
        row = assessments.start_assessment(country, title, day, modules, by=user, at=clock.now())
        audit.record(Action.ASSESSMENT_STARTED, country=country, assessment=row.id, subject=title)
    return redirect(url_for(".tasks", country=country, number=row.id), 303)


@blueprint.get("/countries/<country>/assessments/<int:number>/")
@open_to(COUNTRY_MEMBERS)
def tasks(country: str, number: int) -> ResponseReturnValue:
    """List the units by pillar, each with its state in words."""
    here = opened(country, number)
    answers = answer_revisions.saved_answers(here.row)
    plans = plan_revisions.saved_plans(here.row)
    sheet = answer_sheets.sheet_of(here.row, answers, plans)
    to_confirm = answer_revisions.to_confirm_among(answers)
    minutes = minutes_by_question(here.instrument, sheet, to_confirm=to_confirm)
    states = progress_of(here.units, sheet, here.questions, minutes)
    asked = {question.code for unit in here.units for question in here.questions(unit)}
    mine = [saved for code, saved in answers.items() if code in asked]
    last = max(mine, key=lambda saved: saved.saved_at or here.row.created_at, default=None)
    return render_template(
        "assessment/tasks.html",
        here=here,
        states=states,
        last=last,
        minutes_words=minutes_words,
        asked_back=len(open_contradictions(here, answers)),
        targets_set=sum(
            unit.code in plans and plans[unit.code].plan.target is not None for unit in here.rated_units
        ),
        is_empty=not answers and not plans,
        next_unit=next((state.unit for state in states if not state.is_complete), None),
    )


def _start_page(country: str, **fields: object) -> str:
    held = next(held for held in signed_in_user().memberships if held.country_code == country)
    return render_template("assessment/start.html", instrument=published(), land=held.country, **fields)


def title_error(title: str) -> FormError | None:
    """What is wrong with the title of an assessment."""
    if not title:
        return FormError("title", _("Give the assessment a title, such as “National self-assessment 2026”."))
    problem = text_problem(title)
    return FormError("title", _("The title %(problem)s.", problem=problem)) if problem else None


def date_error(written: str) -> FormError | None:
    """What is wrong with the day that the answers are to describe."""
    try:
        year = date.fromisoformat(written).year
    except ValueError:
        return FormError("reference_date", _("Write the reference date as a day, such as 2026-11-01."))
    if not EARLIEST_YEAR <= year <= clock.now().year + 1:
        return FormError("reference_date", _("The reference date must be between 2000 and next year."))
    return None
