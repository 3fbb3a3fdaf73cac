"""Switching modules on and off while the assessment is a draft, with what that does."""

from __future__ import annotations

import msgspec
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.answers_file import is_worth_keeping
from questionnaire.instrument import Module
from webapp import audit
from webapp.access import FOCAL_POINTS, open_to
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.audit import Action
from webapp.records import answer_revisions, assessments
from webapp.tables import DRAFT
from webapp.wording import _


class ModuleFigures(msgspec.Struct, frozen=True):
    """A module, and how much is in it."""

    module: Module
    is_on: bool
    units: int
    questions: int
    answers: int


@blueprint.get("/countries/<country>/assessments/<int:number>/modules")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def modules(country: str, number: int) -> ResponseReturnValue:
    """Say what each module is, how much is in it, and what switching it on or off does."""
    here = opened(country, number)
    return render_template("assessment/modules.html", here=here, modules=_figures(here))


@blueprint.post("/countries/<country>/assessments/<int:number>/modules")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def switch_modules(country: str, number: int) -> ResponseReturnValue:
    """Switch the optional modules on or off. Answers stay, counted or not."""
    here = opened(country, number, to_write=True)
    chosen = request.form.getlist("modules")
    wanted = tuple(
        module.code for module in here.instrument.modules if not module.optional or module.code in chosen
    )
    if wanted != here.modules:
        assessments.switch_modules(here.row, wanted)
        audit.record(
            Action.MODULES_CHANGED,
            country=country,
            assessment=number,
            subject=here.row.title,
            details={"before": ", ".join(here.modules), "after": ", ".join(wanted)},
        )
        flash(_("The modules are changed. No answer was deleted."))
    return redirect(here.address("assessment.tasks"), 303)


def _figures(here: Opened) -> list[ModuleFigures]:
    answers = answer_revisions.saved_answers(here.row)
    given = {code for code, saved in answers.items() if is_worth_keeping(saved.answer)}
    found = []
    for module in here.instrument.modules:
        units = here.instrument.units_in((module.code,))
        codes = {question.code for unit in units for question in unit.questions}
        found.append(
            ModuleFigures(module, module.code in here.modules, len(units), len(codes), len(codes & given))
        )
    return found
