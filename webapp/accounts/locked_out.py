"""What others do for somebody who cannot sign in any more: a focal point for members of the own country, an
administrator, or whoever runs the service at its command line. Each of them sees to it that they may.
"""

from __future__ import annotations

from webapp import throttle
from webapp.accounts import notices
from webapp.accounts.events import tell
from webapp.accounts.password_links import make_password_link
from webapp.audit import Action
from webapp.records import people, sign_in
from webapp.tables import User


def password_link_for(person: User, by_means_of: str = "page") -> str:
    """The address of a link for that person, to be handed over; recorded, and told to the person."""
    link = make_password_link(person)
    tell(Action.PASSWORD_LINK_MADE, person, by_means_of=by_means_of)
    notices.password_link_was_made(person)
    return link


def reset_second_factors(person: User, by_means_of: str = "page") -> None:
    """Takes away all second factors and recovery codes of somebody who has lost them, and ends every session.

    The password stays: who must have a second factor sets up another one after giving it.
    """
    sign_in.remove_second_factors(person)
    people.end_sessions(person)
    throttle.start_anew(person.email, throttle.SECOND_FACTOR)
    tell(Action.SECOND_FACTOR_RESET, person, by_means_of=by_means_of)
    notices.second_factor_was_reset(person)
