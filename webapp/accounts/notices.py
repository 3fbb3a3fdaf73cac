"""What people are written about their own account, where mail is sent: links they asked for, and every change
of how they sign in, so that nobody changes it behind their back.
"""

from __future__ import annotations

from flask import current_app

from webapp import clock, mail
from webapp.assessment.words import moment_words
from webapp.tables import User
from webapp.wording import _


def send_password_link(person: User, link: str) -> None:
    """The link that somebody asked for who has forgotten the password."""
    text = _(
        "%(name)s, somebody asked for a link to choose a new password for your account. If it was you, open "
        "it:\n\n%(link)s\n\n"
        "It works once, for 24 hours. If you have a second factor, you are still asked for it when you sign "
        "in.\n\n"
        "If it was not you, leave it alone: your password stays as it is.\n",
        name=person.name,
        link=link,
    )
    mail.send(person.email, _("Choose a new password"), text)


def password_was_changed(person: User) -> None:
    """After a change and after a reset."""
    _tell(
        person.email,
        _("Your password was changed"),
        _("the password of your account was changed on %(moment)s.", moment=moment_words(clock.now())),
        person,
    )


def password_link_was_made(person: User) -> None:
    """After somebody else made a link with which the password can be chosen."""
    _tell(
        person.email,
        _("A link to choose a new password for you"),
        _(
            "somebody who administers your account made a link on %(moment)s with which a new password can "
            "be chosen for it. They should give it to you, and to nobody else.",
            moment=moment_words(clock.now()),
        ),
        person,
    )


def second_factor_was_reset(person: User) -> None:
    """After somebody else took the second factors away."""
    _tell(
        person.email,
        _("Your second factor was removed"),
        _(
            "somebody who administers your account removed its second factors and recovery codes on "
            "%(moment)s. Set up a new one when you sign in next.",
            moment=moment_words(clock.now()),
        ),
        person,
    )


def _tell(to: str, subject: str, what: str, person: User) -> None:
    text = _(
        "%(name)s, %(what)s\n\n"
        "If you did not expect this, tell the focal point of your country or the administrator of the "
        "service at once, and do not answer this mail.\n\n%(address)s\n",
        name=person.name,
        what=what,
        address=current_app.extensions["settings"].address,
    )
    mail.send_unseen(to, subject, text)
