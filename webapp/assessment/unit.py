"""The unit page: the official text, its questions, and saving the answers."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.answers import UNANSWERED
from questionnaire.burden import minutes_by_question
from questionnaire.instrument import Question, Unit
from questionnaire.sources import paragraphs
from webapp import clock, kept
from webapp.access import COUNTRY_MEMBERS, WRITERS, open_to, signed_in_user
from webapp.assessment import autosave, entrusted
from webapp.assessment.autosave import AskedBack, is_autosave, words_for_script
from webapp.assessment.blocks import question_blocks
from webapp.assessment.differences import versions
from webapp.assessment.entrusted import entrusted_to
from webapp.assessment.locked import PATH, Untaken, fields_again, untaken, untaken_page
from webapp.assessment.opened import Opened, blueprint, neighbours, opened
from webapp.assessment.presence import WHILE_WORKED_ON, beside_words
from webapp.assessment.raised import answers_beside, asked_about, asked_beside
from webapp.assessment.saving import Sent, Sorted, fields_of, sent_back
from webapp.assessment.steps import Taken, last_typed, steps_in, take
from webapp.assessment.words import minutes_words
from webapp.forms import typed_for
from webapp.records import answer_revisions, answer_sheets, workspace
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.workspace import Around
from webapp.tables import DRAFT
from webapp.typed import FormError
from webapp.wording import _


@blueprint.get(PATH)
@open_to(COUNTRY_MEMBERS)
def unit(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show one unit's questions and what is answered; text that could not be saved is offered back."""
    here = opened(country, number)
    asked = here.unit_of_all(code)
    form = kept.kept_form() if here.is_writer else None
    if form and (found := untaken(here, asked, last_typed(form))):
        return untaken_page(here, asked, found)
    here.unit(code)
    before = next((unit for unit in here.units if unit.code == request.args.get("saved")), None)
    codes = {question.code for question in asked.questions}
    latest = answer_revisions.saved_answers(
        here.row, codes | (answers_beside(here, before) if before else set())
    )
    sent = sent_back(here.instrument, here.questions(asked), last_typed(form)) if form else []
    unsaved = {one.question.code: one for one in sent if _differs(one, _saved(latest, one.question))}
    return _page(
        here,
        asked,
        latest,
        unsaved=unsaved,
        is_kept=bool(unsaved),
        just_saved=_just_saved(latest, here.questions(before)) if before else (),
    )


@blueprint.post(PATH)
@open_to(WRITERS, while_=(DRAFT,))
def save_unit(country: str, number: int, code: str) -> ResponseReturnValue:
    """Keep the answers that were changed; show again what could not be kept."""
    here = opened(country, number, to_write=True)
    asked, form = here.unit_of_all(code), last_typed(request.form)
    theirs = here.questions(asked)
    refused = [] if "leave-untaken" in form else untaken(here, asked, form)
    if not theirs and not refused:
        abort(404)
    if "let-go" in form:
        kept.forget_form()
        return redirect(here.address("assessment.unit", code=code), 303)
    codes = {question.code for question in asked.questions}
    latest = answer_revisions.saved_answers(
        here.row, codes | answers_beside(here, asked) if is_autosave() else codes
    )
    steps, moment = steps_in(request.form), clock.now()
    if "add-item" in form:
        return _longer_page(here, asked, take(here, theirs, steps[:-1], latest, at=moment), steps[-1])
    taken = take(here, theirs, steps, latest, at=moment)
    if is_autosave():
        return _told(here, asked, taken, refused, moment)
    autosave.keep_or_forget([*map(fields_again, taken.waiting), *(one.fields for one in refused)])
    return _answer(here, asked, taken, refused)


def _told(
    here: Opened, unit: Unit, taken: Taken, refused: list[Untaken], moment: datetime
) -> ResponseReturnValue:
    """What became of a save while somebody types."""
    reason = _("this question was given to somebody else.")
    closed = autosave.closed_words([one.question.code for one in refused], reason)
    unsaved = [*(fields_again(one) for one in taken.waiting), *(one.fields for one in refused)]
    report = autosave.report_on(taken, closed, _asked_back(here, unit, taken.latest), moment)
    return autosave.answer(report, unsaved)


def _asked_back(here: Opened, unit: Unit, latest: Mapping[str, SavedAnswer]) -> Iterator[AskedBack]:
    """What is asked back now, question by question: after a change it stands beside the answer."""
    found = asked_beside(here, unit, latest)
    for question in here.questions(unit):
        if own := [one for one in found if question.code in one.questions]:
            markup = render_template("assessment/asked_back.html", here=here, found=own)
            yield AskedBack(question.code, markup)


def _answer(here: Opened, unit: Unit, taken: Taken, refused: list[Untaken]) -> ResponseReturnValue:
    """The page that follows a save: first what cannot be taken at all, then conflicts, then mistakes."""
    found = taken.found
    codes = [new.question for new in found.to_save]
    if refused:
        return untaken_page(here, unit, refused, saved=codes, others=taken.waiting), 409
    if found.conflicts:
        return _conflict_page(here, unit, found), 409
    if attach := request.form.get("attach"):
        return _to_evidence(here, taken, attach)
    if found.unsaved:
        saved = [taken.latest[code] for code in codes]
        page = _page(here, unit, taken.latest, unsaved=found.unsaved, errors=found.errors, just_saved=saved)
        return page, 422 if found.errors else 200
    return redirect(_next_page(here, unit), 303)


def _to_evidence(here: Opened, taken: Taken, code: str) -> ResponseReturnValue:
    """To the page where a document is cited for that question. What cannot be saved yet waits on this one."""
    place = here.address("assessment.ask_for_evidence", code=here.question(code).code)
    if taken.waiting:
        kept.keep(field for one in taken.waiting for field in fields_again(one))
    return redirect(place, 303)


def _longer_page(here: Opened, unit: Unit, taken: Taken, form: MultiDict[str, str]) -> str:
    """The page as it was typed, with one more empty row for evidence."""
    sent = sent_back(here.instrument, here.questions(unit), form)
    unsaved = {
        one.question.code: taken.building_on(one)
        for one in sent
        if _differs(one, _saved(taken.latest, one.question))
    }
    return _page(here, unit, taken.latest, unsaved=unsaved, longer=form["add-item"])


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
    questions = here.questions(unit)
    around = _around(here, unit)
    blocks = question_blocks(
        here,
        questions,
        latest,
        unsaved=unsaved,
        errors=errors,
        longer=longer,
        earlier=around.earlier,
    )
    return render_template(
        "assessment/unit.html",
        here=here,
        unit=unit,
        place=here.units.index(unit) + 1,
        source=here.instrument.source(unit.source.document),
        official_text=_official_text(unit.official_text),
        asked=list(zip(questions, blocks, strict=True)),
        latest=latest,
        around=around,
        beside_words=beside_words(around.others, clock.now()) if here.row.status in WHILE_WORKED_ON else None,
        to_confirm=[one.code for one in questions if _saved(latest, one).to_confirm],
        not_theirs=[question for question in unit.questions if question not in questions],
        say=words_for_script() if here.may_write else "",
        entrusted=entrusted_to(here, questions) if here.may_write else "",
        errors=errors,
        before=before,
        after=after,
        is_kept=is_kept,
        has_unsaved=bool(unsaved),
        # What a page shows again lies kept, but for a page that was only made longer.
        waits=bool(unsaved) and not longer,
        just_saved=list(just_saved),
        asked_back=asked_about(here, {one.question for one in just_saved}, latest, around.dismissed),
        minutes=_minutes(here, unit, latest),
        minutes_words=minutes_words,
    )


def _minutes(here: Opened, unit: Unit, latest: Mapping[str, SavedAnswer]) -> int:
    """What is left of the person's questions in the unit, as estimated."""
    sheet = answer_sheets.sheet_of(here.row, latest, {})
    to_confirm = answer_revisions.to_confirm_among(latest)
    left = minutes_by_question(here.instrument, sheet, (unit,), to_confirm=to_confirm)
    return sum(left.get(question.code, 0) for question in here.questions(unit))


def _around(here: Opened, unit: Unit) -> Around:
    """What stands around all questions of the unit; for a contributor also who leads the assessment."""
    return workspace.around(
        here.row.id,
        [question.code for question in unit.questions],
        unit=unit.code,
        user_id=signed_in_user().id,
        led_in="" if here.may_read_all else here.row.country_code,
        moment=clock.now(),
    )


def _conflict_page(here: Opened, unit: Unit, found: Sorted) -> str:
    return render_template(
        "assessment/conflict.html",
        here=here,
        unit=unit,
        conflicts=[
            (
                conflict,
                fields_of(conflict.question, conflict.typed),
                versions(here.instrument, conflict.question, conflict.mine, conflict.theirs.answer),
            )
            for conflict in found.conflicts
        ],
        is_own=all(conflict.theirs.saved_by_id == signed_in_user().id for conflict in found.conflicts),
        entrusted=request.form.get(entrusted.FIELD, ""),
        also_unsaved=[fields_again(one) for one in found.unsaved.values()],
        errors=[error for error in found.errors if error.field.endswith("-choice")],
        saved=found.to_save,
    )


def _next_page(here: Opened, unit: Unit) -> str:
    if request.form.get("then") != "continue":
        return here.address("assessment.unit", code=unit.code, saved=unit.code)
    after = neighbours(here.units, unit)[1]
    if after is None:
        return here.address("assessment.tasks")
    return here.address("assessment.unit", code=after.code, saved=unit.code)


def _differs(one: Sent, saved: SavedAnswer) -> bool:
    """Whether what was brought back says something else than what is saved."""
    return one.typed != typed_for(one.question, saved.answer) or (one.is_confirmed and saved.to_confirm)


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


@functools.cache
def _official_text(text: str) -> tuple[str, ...]:
    return paragraphs(text)
