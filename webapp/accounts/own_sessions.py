"""Where somebody is signed in, and ending it from afar."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.access import SIGNED_IN, open_to, signed_in_user
from webapp.accounts.blueprint import blueprint
from webapp.accounts.events import tell
from webapp.audit import Action
from webapp.records import sign_in
from webapp.sessions import hash_of, visit
from webapp.wording import _

# What browsers and systems call themselves. The first that is found counts: most also name others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@blueprint.get("/account/sessions")
@open_to(SIGNED_IN)
def own_sessions() -> ResponseReturnValue:
    """List where the person is signed in, this device first."""
    found = sign_in.sessions_of(signed_in_user().id, clock.now())
    found.sort(key=lambda row: row.public_name != visit().public_name)
    return render_template(
        "accounts/own_sessions.html",
        sessions=[(row, device_words(row.user_agent)) for row in found],
        this=visit().public_name,
    )


@blueprint.post("/account/sessions/<name>/end")
@open_to(SIGNED_IN)
def end_own_session(name: str) -> ResponseReturnValue:
    """End one of them."""
    person = signed_in_user()
    if not sign_in.end_session_named(person.id, name):
        abort(404)
    tell(Action.SESSIONS_ENDED, person, which="one")
    flash(_("That device is signed out."))
    return redirect(url_for(".own_sessions"), 303)


@blueprint.post("/account/sessions/end-others")
@open_to(SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """End all but the one that asks."""
    person = signed_in_user()
    sign_in.end_sessions(person.id, but=hash_of(visit().token or ""))
    tell(Action.SESSIONS_ENDED, person, which="all others")
    flash(_("All other devices are signed out."))
    return redirect(url_for(".own_sessions"), 303)


def device_words(user_agent: str) -> str:
    """Browser and system in plain words, as far as the browser tells."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")
