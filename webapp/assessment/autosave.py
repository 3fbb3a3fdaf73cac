"""Saving while somebody types: the same decisions as by the button, told in words as JSON.

The page's script (`static/app.js`) sends the same form to the same address and asks for JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec
from flask import Response, request
from werkzeug.datastructures import MultiDict

from webapp import kept
from webapp.access import signed_in_user
from webapp.assessment import entrusted
from webapp.assessment.saving import Conflict, Sent, print_of
from webapp.assessment.steps import Taken, last_typed
from webapp.assessment.words import moment_words, time_words
from webapp.records.answer_revisions import SavedAnswer
from webapp.typed import FormError, visible
from webapp.wording import _

JSON = "application/json"
Fields = tuple[tuple[str, str], ...]


class Told(msgspec.Struct, frozen=True):
    """What became of one question, in words for the line under it, and what it is based on from now on."""

    code: str
    state: Literal["saved", "as before", "mistake", "conflict", "closed"]
    words: str
    base: str = ""


class AskedBack(msgspec.Struct, frozen=True):
    """What stands beside a question whose answer does not seem to fit another, as markup."""

    code: str
    markup: str


class Report(msgspec.Struct, frozen=True):
    """What became of a save, in words for the whole page, and question by question; and what is asked back
    about the answers of the page as they are now.
    """

    words: str
    is_all_saved: bool
    questions: tuple[Told, ...] = ()
    asked_back: tuple[AskedBack, ...] = ()


class Say(msgspec.Struct, frozen=True):
    """What the script says when there is no answer to say it."""

    saving: str
    line: str
    trouble: str
    signed_out: str
    somebody_else: str
    gone: str
    too_long: str


def words_for_script() -> str:
    """Those words in the language of the page, as JSON."""
    return msgspec.json.encode(
        Say(
            saving=_("Saving…"),
            line=_(
                "Not saved: the line is down. Your text is kept here and sent again when the line is back."
            ),
            trouble=_("Not saved: the service cannot save now. Your text is kept here and sent again."),
            signed_out=_("Not saved: you have been signed out. Your text is kept here and sent after that."),
            somebody_else=_(
                "Not saved: somebody else has signed in with this browser. Your text is still here: copy it, "
                "or sign in again yourself."
            ),
            gone=_("Not saved: this page is no longer open to you. Your text is still here: copy it."),
            too_long=_("Not saved: this is more text than can be sent at once. Shorten the longest one."),
        )
    ).decode()


def is_autosave() -> bool:
    """Whether this request comes from the script of a page."""
    return request.accept_mimetypes.best == JSON


def answer(report: Report, unsaved: Iterable[Fields], status: int = 200) -> Response:
    """The report as an answer. Whoever leaves the page will not read it: what is unsaved is kept for them."""
    if "leaving" in request.form and not report.is_all_saved:
        keep_or_forget(unsaved, kept.kept_form())
    elif "everything" in request.form and report.is_all_saved:
        kept.forget_form()
    return Response(msgspec.json.encode(report), status, mimetype=JSON)


def keep_or_forget(unsaved: Iterable[Fields], before: MultiDict[str, str] | None = None) -> None:
    """Keeps what a page could not save, beside what was kept `before`, until it is saved or let go of."""
    fields = [(f"0~{name}", value) for name, value in (before or MultiDict()).items(multi=True)]
    fields += [field for group in unsaved for field in group]
    if not fields:
        kept.forget_form()
        return
    fields.append((entrusted.FIELD, request.form.get(entrusted.FIELD, "")))
    kept.keep(last_typed(MultiDict(fields)).items(multi=True))


def report_on(taken: Taken, closed: Iterable[Told], asked_back: Iterable[AskedBack], at: datetime) -> Report:
    """What became of the steps of a page, and of what could not be taken at all."""
    told = [
        *(_saved(taken, saved) for saved in taken.held.values() if saved.question in _kept(taken)),
        *(_mistake(one, taken.found.errors) for one in taken.found.unsaved.values()),
        *(_conflict(conflict, taken.sent[conflict.question.code]) for conflict in taken.found.conflicts),
        *closed,
    ]
    left = [one.code for one in told if one.state not in {"saved", "as before"}]
    words = (
        _("Not everything is saved. See %(codes)s.", codes=", ".join(left))
        if left
        else _("Saved %(time)s", time=time_words(at))
    )
    return Report(words, not left, tuple(told), tuple(asked_back))


def closed_words(codes: Iterable[str], reason: str) -> tuple[Told, ...]:
    """What is told of questions that cannot be changed any more."""
    words = _("Not saved: %(reason)s", reason=reason)
    return tuple(Told(code, "closed", words) for code in codes)


def closed_report(codes: Iterable[str], reason: str) -> Report:
    """What is told where nothing can be saved any more, and why."""
    told = closed_words(codes, reason)
    return Report(_("Not saved: %(reason)s", reason=reason), is_all_saved=False, questions=told)


def _kept(taken: Taken) -> set[str]:
    """The questions of which what was sent last is saved."""
    return {new.question for new in taken.found.to_save} | set(taken.found.already)


def _saved(taken: Taken, saved: SavedAnswer) -> Told:
    words, counts = "", saved.revision > 0 and not saved.to_confirm
    if counts and saved.saved_at:
        words = _("Saved by %(name)s, %(moment)s", name=saved.saved_by, moment=moment_words(saved.saved_at))
    now = taken.latest.get(saved.question, saved)
    if now.revision > saved.revision:
        since = _(
            "Since then %(name)s saved another answer: open the page again to see it.", name=now.saved_by
        )
        words = f"{words}. {since}" if words else since
    base = f"{saved.revision}.{print_of(taken.sent[saved.question].typed)}"
    return Told(saved.question, "saved" if counts else "as before", words, base)


def _mistake(one: Sent, errors: Iterable[FormError]) -> Told:
    code = one.question.code
    said = [error.message for error in errors if error.field.startswith(f"{code}-")]
    return Told(code, "mistake", _("Not saved yet. %(why)s", why=" ".join(said)), _base(one))


def _conflict(conflict: Conflict, one: Sent) -> Told:
    theirs = conflict.theirs
    name = _("you") if theirs.saved_by_id == signed_in_user().id else visible(theirs.saved_by)
    words = _("Not saved: meanwhile another answer was saved by %(name)s.", name=name)
    return Told(conflict.question.code, "conflict", words, _base(one))


def _base(one: Sent) -> str:
    return f"{one.based_on}.{one.filled}"
