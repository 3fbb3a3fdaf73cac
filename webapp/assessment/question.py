"""The page of one question: its answer now, and what is said about it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.answers import UNANSWERED
from questionnaire.instrument import Question
from questionnaire.wire import text_problem
from webapp import clock, kept
from webapp.access import (
    COUNTRY_MEMBERS,
    DISCUSSANTS,
    FOCAL_POINTS_AND_REVIEWERS,
    REVIEWERS,
    open_to,
    signed_in_user,
)
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.presence import WHILE_WORKED_ON, beside_words
from webapp.assessment.words import answer_lines, grade_words
from webapp.records import answer_revisions, discussion, workspace
from webapp.records.answer_revisions import SavedAnswer
from webapp.tables import DRAFT, REVIEWER, UNDER_REVIEW, Remark
from webapp.typed import FormError, lines, visible
from webapp.wording import _

BEFORE_CLEARANCE = (DRAFT, UNDER_REVIEW)
PATH = "/countries/<country>/assessments/<int:number>/questions/<code>"


@blueprint.get(PATH)
@open_to(COUNTRY_MEMBERS)
def question(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show one question with its answer, and what is said about it."""
    here = opened(country, number)
    return _page(here, here.question(code))


@blueprint.post(PATH)
@open_to(DISCUSSANTS)
def add_remark(country: str, number: int, code: str) -> ResponseReturnValue:
    """Begin a thread about the question, or add to one."""
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    thread = _thread(here, asked, request.form["thread"]) if request.form.get("thread") else None
    name = f"reply-{thread.id}" if thread else "remark"
    text = lines(request.form.get(name, ""))
    problem = text_problem(text)
    if problem or not text.strip():
        words = _("The text %(problem)s.", problem=problem) if problem else _("Write what you want to say.")
        return _page(here, asked, typed=request.form, errors=[FormError(name, words)]), 422
    discussion.add_remark(
        here.row, code, text, by=signed_in_user(), at=clock.now(), thread=thread.id if thread else None
    )
    kept.forget_form()
    return redirect(_address(here, asked, "discussion"), 303)


@blueprint.post(f"{PATH}/threads/<int:thread>")
@open_to(DISCUSSANTS)
def settle_thread(country: str, number: int, code: str, thread: int) -> ResponseReturnValue:
    """Resolve a thread, or take it up again."""
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    found = discussion.thread_in(here.row, code, thread) or abort(404)
    if request.form.get("then") == "open":
        discussion.open_again(found)
    else:
        discussion.resolve(found, by=signed_in_user(), at=clock.now())
    return redirect(_address(here, asked, "discussion"), 303)


@blueprint.post(f"{PATH}/mark")
@open_to(DISCUSSANTS, while_=BEFORE_CLEARANCE)
def mark(country: str, number: int, code: str) -> ResponseReturnValue:
    """Mark the question for review, with a reason, or take the mark off."""
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    reason = lines(request.form.get("mark-reason", ""))
    problem = text_problem(reason)
    if request.form.get("then") == "unmark":
        discussion.unmark(here.row, code)
    elif problem:
        errors = [FormError("mark-reason", _("The text %(problem)s.", problem=problem))]
        return _page(here, asked, typed=request.form, errors=errors), 422
    else:
        discussion.mark(here.row, code, reason, by=signed_in_user(), at=clock.now())
        kept.forget_form()
    return redirect(_address(here, asked, "reviews"), 303)


@blueprint.post(f"{PATH}/review")
@open_to(REVIEWERS, while_=BEFORE_CLEARANCE)
def review(country: str, number: int, code: str) -> ResponseReturnValue:
    """Agree or disagree with the answer as the reviewer saw it."""
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    saved = _saved(here, asked)
    errors = _verdict_errors(request.form, saved)
    if errors:
        return _page(here, asked, typed=request.form, errors=errors), 422
    discussion.add_verdict(
        here.row,
        code,
        revision=saved.revision,
        agrees=request.form["verdict"] == "agree",
        note=lines(request.form.get("note", "")),
        by=signed_in_user(),
        at=clock.now(),
    )
    kept.forget_form()
    return redirect(_address(here, asked, "reviews"), 303)


def _verdict_errors(form: MultiDict[str, str], saved: SavedAnswer) -> list[FormError]:
    verdict, note = form.get("verdict"), form.get("note", "")
    problem = text_problem(note)
    errors = []
    if not saved.revision:
        errors.append(FormError("reviews", _("There is no answer yet to agree or disagree with.")))
    elif form.get("revision") != str(saved.revision):
        errors.append(
            FormError("verdict", _("The answer was changed while you read it. Read it again, then decide."))
        )
    elif verdict not in {"agree", "disagree"}:
        errors.append(FormError("verdict", _("Choose whether you agree.")))
    if problem:
        errors.append(FormError("note", _("The text %(problem)s.", problem=problem)))
    elif verdict == "disagree" and not note.strip():
        errors.append(FormError("note", _("Write what you disagree with, so that it can be mended.")))
    return errors


def _page(
    here: Opened,
    asked: Question,
    *,
    typed: MultiDict[str, str] | None = None,
    errors: list[FormError] | None = None,
) -> str:
    """The page; `typed` is what could not be saved, from this request or brought back from before."""
    brought_back = kept.kept_form() if typed is None and request.method == "GET" else None
    unit, moment = here.instrument.unit_of(asked.code), clock.now()
    around = workspace.around(
        here.row.id, [asked.code], unit=unit.code, user_id=signed_in_user().id, moment=moment
    )
    return render_template(
        "assessment/question.html",
        here=here,
        asked=asked,
        unit=unit,
        saved=_saved(here, asked),
        around=around.of(asked.code),
        beside_words=beside_words(around.others, moment) if here.row.status in WHILE_WORKED_ON else None,
        threads=discussion.threads_of(here.row, asked.code),
        mark=discussion.mark_of(here.row, asked.code),
        verdicts=discussion.verdicts_on(here.row, asked.code),
        may_review=here.membership.role == REVIEWER and here.row.status in BEFORE_CLEARANCE,
        may_mark=DISCUSSANTS.admits(signed_in_user(), here.row.country_code)
        and here.row.status in BEFORE_CLEARANCE,
        may_discuss=DISCUSSANTS.admits(signed_in_user(), here.row.country_code),
        may_see_history=FOCAL_POINTS_AND_REVIEWERS.admits(signed_in_user(), here.row.country_code),
        typed={name: visible(text) for name, text in (typed or brought_back or {}).items()},
        is_kept=brought_back is not None,
        errors=errors,
        answer_lines=answer_lines,
        grades=grade_words(),
    )


def _saved(here: Opened, asked: Question) -> SavedAnswer:
    found = answer_revisions.saved_answers(here.row, [asked.code])
    return found.get(asked.code) or SavedAnswer(asked.code, 0, UNANSWERED)


def _thread(here: Opened, asked: Question, number: str) -> Remark:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        abort(404)
    return discussion.thread_in(here.row, asked.code, int(number)) or abort(404)


def _address(here: Opened, asked: Question, part: str) -> str:
    return here.address("assessment.question", code=asked.code, _anchor=part)
