"""Answers as a file: download them, or fill an empty assessment from one."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet, Rating
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.mistakes import AnswersFileMistakes, FileMistake
from questionnaire.wire import inside
from webapp import audit, clock
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.audit import Action
from webapp.records import action_revisions, answer_revisions, assessments, plan_revisions, submissions
from webapp.records.action_revisions import NewAction
from webapp.records.answer_revisions import NewAnswer
from webapp.records.plan_revisions import NewPlan, Plan
from webapp.tables import DRAFT
from webapp.typed import FormError
from webapp.wording import _


@blueprint.post("/countries/<country>/assessments/<int:number>/answers.json")
@open_to(COUNTRY_READERS)
def download(country: str, number: int) -> ResponseReturnValue:
    """Everything saved, as an answers file."""
    here = opened(country, number)
    response = Response(
        write_answers(submissions.sheet_that_counts(here.row), here.instrument), mimetype="application/json"
    )
    audit.record(Action.ANSWERS_DOWNLOADED, country=country, assessment=number, subject=here.row.title)
    name = f"answers-{here.row.country_code}-{here.row.reference_date.isoformat()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/countries/<country>/assessments/<int:number>/upload")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def upload(country: str, number: int) -> ResponseReturnValue:
    """Ask for an answers file; only an empty assessment takes one."""
    here = opened(country, number)
    return _upload_page(here, is_empty=assessments.is_empty(here.row))


@blueprint.post("/countries/<country>/assessments/<int:number>/upload")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def fill(country: str, number: int) -> ResponseReturnValue:
    """Fill an empty assessment from an answers file, wholly or, where anything is wrong, not at all."""
    here = opened(country, number, to_write=True)
    if not assessments.is_empty(here.row):
        return _upload_page(here, is_empty=False), 409
    sent = request.files.get("answers")
    if sent is None or not sent.filename:
        return _upload_page(here, errors=[FormError("answers", _("Choose a file."))]), 422
    try:
        sheet = read_answers(sent.read(), here.instrument)
    except AnswersFileMistakes as found:
        return _upload_page(here, mistakes=found.mistakes), 422
    misfits = _misfits(here, sheet)
    if misfits:
        return _upload_page(here, mistakes=misfits), 422
    _save(here, sheet)
    return redirect(here.address("assessment.tasks"), 303)


def _save(here: Opened, sheet: AnswerSheet) -> None:
    moment, author = clock.now(), signed_in_user()
    answers = [NewAnswer(code, answer, 0) for code, answer in sheet.answers.items()]
    answer_revisions.append_answers(here.row, answers, by=author, at=moment)
    planned = [
        unit.code
        for unit in here.instrument.units
        if unit.code in sheet.targets or unit.code in sheet.ratings
    ]
    plans = [
        NewPlan(code, Plan(sheet.targets.get(code), sheet.ratings.get(code, Rating())), 0) for code in planned
    ]
    plan_revisions.append_plans(here.row, plans, by=author, at=moment)
    actions = [NewAction(action) for action in sheet.actions.values()]
    action_revisions.append_actions(here.row, actions, by=author, at=moment)


def _misfits(here: Opened, sheet: AnswerSheet) -> tuple[FileMistake, ...]:
    """What is right in itself, but does not belong into this assessment."""
    found = []
    if sheet.country != here.row.country_code:
        problem = _(
            "is %(theirs)s, but this assessment is of %(ours)s",
            theirs=sheet.country,
            ours=here.row.country_code,
        )
        found.append(FileMistake("country", problem))
    known = {unit.code for unit in here.units}
    problem = _("belongs to a module that this assessment leaves out")
    found += [
        FileMistake(inside("answers", code), problem)
        for code in sheet.answers
        if here.instrument.unit_of(code).code not in known
    ]
    for part, units in (("targets", sheet.targets), ("ratings", sheet.ratings)):
        found += [FileMistake(inside(part, code), problem) for code in units if code not in known]
    found += [
        FileMistake(inside("actions", code), problem)
        for code, action in sheet.actions.items()
        if action.unit not in known
    ]
    return tuple(found)


def _upload_page(
    here: Opened,
    *,
    is_empty: bool = True,
    errors: list[FormError] | None = None,
    mistakes: tuple[FileMistake, ...] = (),
) -> str:
    if mistakes:
        errors = [FormError("answers", _("The file was not taken. Nothing was written."))]
    return render_template(
        "assessment/upload.html", here=here, is_empty=is_empty, errors=errors, mistakes=mistakes
    )
