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


def send_email_link(person: User, email: str, link: str) -> None:
    """The link that confirms a new address, sent there."""
    text = _(
        "%(name)s, somebody wants to sign in to the Cybercrime Prevention Self-Assessment with this address. "
        "If it was you, open this link to confirm it:\n\n%(link)s\n\n"
        "It works once, for 24 hours. If it was not you, leave it alone: nothing happens.\n",
        name=person.name,
        link=link,
    )
    mail.send(email, _("Confirm your e-mail address"), text)


def say_that_address_is_taken(email: str) -> None:
    """To an address that somebody wants to use who does not know that there is an account with it."""
    text = _(
        "Somebody wants to use this address for another account of the Cybercrime Prevention "
        "Self-Assessment. There is an account with it already, so nothing has changed.\n\n"
        "If it was you, sign in with this address, or ask the administrator of the service.\n"
    )
    mail.send(email, _("Your e-mail address"), text)


def address_change_was_asked(person: User) -> None:
    """To the old address, while nothing has changed yet."""
    _tell(
        person.email,
        _("Your e-mail address is to be changed"),
        _(
            "another e-mail address was named for your account on %(moment)s. It takes the place of this one "
            "when it is confirmed.",
            moment=moment_words(clock.now()),
        ),
        person,
    )


def address_was_changed(person: User, before: str) -> None:
    """To the old address, after the change."""
    _tell(
        before,
        _("Your e-mail address was changed"),
        _(
            "the e-mail address of your account was changed on %(moment)s. You do not sign in with this one "
            "any more.",
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
