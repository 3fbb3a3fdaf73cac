"""Reminders: the text to copy, and sent by mail where the installation can."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp import audit, mail
from webapp.access import FOCAL_POINTS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.audit import Action
from webapp.coordination.blueprint import blueprint
from webapp.coordination.progress import overview
from webapp.coordination.reminding import Reminder, reminders_for
from webapp.coordination.standing import Overview, TheirStanding, in_order
from webapp.coordination.written_once import Addressed, written_once
from webapp.database import save_now
from webapp.tables import DRAFT
from webapp.wording import _

# So many failures in a row mean that the server is away: each costs the wait for it.
FAILURES_THAT_END_IT = 2


@blueprint.get("/reminders")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def reminders(country: str, number: int) -> ResponseReturnValue:
    """Show the letters to all who are late."""
    here = opened(country, number)
    found = overview(here)
    return _page(here, written_once(found, [one for one in _everybody(found) if one.standing.lateness]))


@blueprint.get("/reminders/<whom>")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def reminder(country: str, number: int, whom: str) -> ResponseReturnValue:
    """Show the letter to one person or institution."""
    here = opened(country, number)
    return _page(here, _only(here, whom), one=True)


@blueprint.post("/reminders")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def send_reminders(country: str, number: int) -> ResponseReturnValue:
    """Send the letters that the page showed, or note that they were sent by hand."""
    here = opened(country, number, to_write=True)
    shown = set(request.form.getlist("to"))
    found = overview(here)
    _handle(here, written_once(found, [one for one in _everybody(found) if one.to.key in shown]))
    return redirect(here.address("coordination.progress"), 303)


@blueprint.post("/reminders/<whom>")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def send_reminder(country: str, number: int, whom: str) -> ResponseReturnValue:
    """Send one letter, or note that it was sent by hand."""
    here = opened(country, number, to_write=True)
    _handle(here, _only(here, whom))
    return redirect(here.address("coordination.progress"), 303)


def _everybody(found: Overview) -> list[TheirStanding]:
    return in_order(found.people + found.institutions, "late")


def _only(here: Opened, whom: str) -> list[Addressed]:
    return [Addressed(one) for one in _everybody(overview(here)) if one.to.key == whom] or abort(404)


def _page(here: Opened, found: Sequence[Addressed], *, one: bool = False) -> str:
    return render_template(
        "coordination/reminders.html",
        here=here,
        letters=reminders_for(here, found),
        one=one,
        name=found[0].one.to.name if one else "",
        can_mail=mail.is_configured(),
    )


def _handle(here: Opened, found: Sequence[Addressed]) -> None:
    """Sends what is still to be sent: nothing to whom has answered all or was reminded meanwhile."""
    letters = [
        letter
        for letter in reminders_for(here, found)
        if letter.seen == request.form.get(f"seen-{letter.to.key}")
    ]
    by_hand = request.form.get("then") != "mail" or not mail.is_configured()
    going = [letter for letter in letters if by_hand or letter.to.people]
    for letter in going:
        _record(here, Action.REMINDED, letter, by_hand=by_hand)
    if not going:
        flash(_("Nothing was sent: they have answered, or were reminded just now."))
    elif by_hand:
        flash(_("Noted as reminded: %(names)s.", names=_names(going)))
    else:
        _mail(here, going)


def _mail(here: Opened, letters: Sequence[Reminder]) -> None:
    """Hands the letters to the mail server, and tells and records which it did not take."""
    # A mail cannot be called back, and while one is under way nobody else may have to wait.
    save_now()
    lost: list[Reminder] = []
    failures = 0
    for letter in letters:
        if failures < FAILURES_THAT_END_IT and _is_taken(letter):
            failures = 0
        else:
            failures += 1
            lost.append(letter)
    for letter in lost:
        _record(here, Action.REMINDER_NOT_TAKEN, letter, by_hand=False)
    sent = [letter for letter in letters if letter not in lost]
    if sent:
        flash(_("Sent to: %(names)s.", names=_names(sent)))
    if lost:
        flash(_("The mail server did not take the letter to: %(names)s. Copy the text.", names=_names(lost)))


def _is_taken(letter: Reminder) -> bool:
    """Whether the server took the letter to at least one of those who answer for the addressee."""
    taken = [mail.send(person.email, letter.subject, letter.text) for person in letter.to.people]
    return any(taken)


def _record(here: Opened, action: Action, letter: Reminder, *, by_hand: bool) -> None:
    for to in (letter.to, *letter.also_for):
        audit.record(
            action,
            country=here.row.country_code,
            assessment=here.row.id,
            subject=to.name,
            details={"to": to.key, "how": "by hand" if by_hand else "mail"},
        )


def _names(letters: Sequence[Reminder]) -> str:
    return ", ".join(letter.to.name for letter in letters)
