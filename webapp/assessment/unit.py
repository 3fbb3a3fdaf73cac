"""The unit page: the official text, its questions, and saving the answers."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.answers import UNANSWERED
from questionnaire.instrument import Question, Unit
from questionnaire.sources import paragraphs
from webapp import clock, kept
from webapp.access import COUNTRY_MEMBERS, WRITERS, open_to, signed_in_user
from webapp.assessment.blocks import question_blocks
from webapp.assessment.opened import Opened, blueprint, neighbours, opened
from webapp.assessment.saving import Sent, Sorted, fields_of, sent_back, sort_out
from webapp.assessment.words import answer_lines, grade_words
from webapp.forms import typed_for
from webapp.records import assessments
from webapp.records.assessments import NewAnswer, SavedAnswer
from webapp.tables import DRAFT
from webapp.typed import FormError, visible


@blueprint.get("/countries/<country>/assessments/<int:number>/units/<code>")
@open_to(COUNTRY_MEMBERS)
def unit(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show one unit's questions and what is answered; text that could not be saved is offered back."""
    here = opened(country, number)
    asked = here.unit(code)
    before = next((unit for unit in here.units if unit.code == request.args.get("saved")), None)
    questions = here.questions(asked) + (here.questions(before) if before else ())
    latest = assessments.saved_answers(here.row, [question.code for question in questions])
    form = kept.kept_form() if here.may_write else None
    sent = (
        []
        if form is None
        else [
            one
            for one in sent_back(here.instrument, here.questions(asked), form)
            if one.typed != typed_for(one.question, _saved(latest, one.question).answer)
        ]
    )
    return _page(
        here,
        asked,
        latest,
        unsaved={one.question.code: one for one in sent},
        is_kept=bool(sent),
        just_saved=_just_saved(latest, here.questions(before)) if before else (),
    )


@blueprint.post("/countries/<country>/assessments/<int:number>/units/<code>")
@open_to(WRITERS, while_=(DRAFT,))
def save_unit(country: str, number: int, code: str) -> ResponseReturnValue:
    """Keep the answers that were changed; show again what could not be kept."""
    here = opened(country, number, to_write=True)
    asked = here.unit(code)
    latest = assessments.saved_answers(here.row, [question.code for question in here.questions(asked)])
    sent = sent_back(here.instrument, here.questions(asked), request.form)
    if "let-go" in request.form:
        kept.forget_form()
        return redirect(here.address("assessment.unit", code=code), 303)
    if "add-item" in request.form:
        unsaved = {one.question.code: one for one in sent}
        return _page(here, asked, latest, unsaved=unsaved, longer=request.form["add-item"])
    found = sort_out(here.instrument, sent, latest, functools.partial(assessments.answers_as_seen, here.row))
    moment = clock.now()
    assessments.append_answers(here.row, found.to_save, by=signed_in_user(), at=moment)
    latest |= {new.question: _as_saved(new, moment) for new in found.to_save}
    kept.forget_form()
    if found.conflicts:
        return _conflict_page(here, asked, found), 409
    if found.unsaved:
        saved = [latest[new.question] for new in found.to_save]
        page = _page(here, asked, latest, unsaved=found.unsaved, errors=found.errors, just_saved=saved)
        return page, 422 if found.errors else 200
    return redirect(_next_page(here, asked), 303)


def _page(
    here: Opened,
    unit: Unit,
    latest: Mapping[str, SavedAnswer],
    *,
    unsaved: Mapping[str, Sent],
    errors: tuple[FormError, ...] = (),
    longer: str = "",
    is_kept: bool = False,
    just_saved: Iterable[SavedAnswer] = (),
) -> str:
    before, after = neighbours(here.units, unit)
    return render_template(
        "assessment/unit.html",
        here=here,
        unit=unit,
        place=here.units.index(unit) + 1,
        source=here.instrument.source(unit.source.document),
        official_text=_official_text(unit.official_text),
        blocks=question_blocks(
            here, here.questions(unit), latest, unsaved=unsaved, errors=errors, longer=longer
        ),
        errors=errors,
        before=before,
        after=after,
        is_kept=is_kept,
        just_saved=list(just_saved),
    )


def _conflict_page(here: Opened, unit: Unit, found: Sorted) -> str:
    return render_template(
        "assessment/conflict.html",
        here=here,
        unit=unit,
        conflicts=[(conflict, fields_of(conflict.question, conflict.typed)) for conflict in found.conflicts],
        also_unsaved=[
            (one, [(name, visible(value)) for name, value in fields_of(one.question, one.typed)])
            for one in found.unsaved.values()
        ],
        errors=[error for error in found.errors if error.field.endswith("-choice")],
        saved=found.to_save,
        answer_lines=answer_lines,
        grades=grade_words(),
    )


def _next_page(here: Opened, unit: Unit) -> str:
    if request.form.get("then") != "continue":
        return here.address("assessment.unit", code=unit.code, saved=unit.code)
    after = neighbours(here.units, unit)[1]
    if after is None:
        return here.address("assessment.tasks")
    return here.address("assessment.unit", code=after.code, saved=unit.code)


def _saved(latest: Mapping[str, SavedAnswer], question: Question) -> SavedAnswer:
    return latest.get(question.code) or SavedAnswer(question.code, 0, UNANSWERED)


def _just_saved(latest: Mapping[str, SavedAnswer], questions: Iterable[Question]) -> list[SavedAnswer]:
    """What this person saved last of these, as stored: a page says “Saved” of nothing else."""
    mine = [
        saved
        for question in questions
        if (saved := latest.get(question.code)) and saved.saved_by_id == signed_in_user().id
    ]
    last = max((saved.saved_at for saved in mine if saved.saved_at), default=None)
    return [saved for saved in mine if saved.saved_at == last]


def _as_saved(new: NewAnswer, moment: datetime) -> SavedAnswer:
    user = signed_in_user()
    return SavedAnswer(new.question, new.based_on + 1, new.answer, user.name, user.id, moment)


@functools.cache
def _official_text(text: str) -> tuple[str, ...]:
    return paragraphs(text)
