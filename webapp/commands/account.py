"""`cpsa account`: lets somebody in again who is locked out, and whom nobody on the site can help, such as a
sole administrator. Whoever can run commands has the database and the key anyway; here it is recorded.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from webapp.tables import User

Subparsers = argparse._SubParsersAction  # noqa: SLF001  # argparse gives its type no public name


def add_to(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds these commands."""
    account = commands.add_parser("account", help="let somebody in again who is locked out")
    actions = account.add_subparsers(dest="account_action", required=True, metavar="ACTION")
    link = actions.add_parser("reset-link", help="print a link with which the person chooses a new password")
    link.set_defaults(run=_reset_link)
    factor = actions.add_parser(
        "reset-second-factor", help="remove second factors and recovery codes, and end all sessions"
    )
    factor.set_defaults(run=_reset_second_factor)
    for action in (link, factor):
        action.add_argument("email", metavar="E-MAIL", help="the address with which the person signs in")


def _reset_link(options: argparse.Namespace) -> int:
    from webapp.accounts.locked_out import password_link_for

    return _help(
        options.email,
        lambda person: (
            f"With this link {person.name} can choose a new password, once, within 24 hours:\n\n"
            f"    {password_link_for(person, by_means_of='command')}\n"
        ),
    )


def _reset_second_factor(options: argparse.Namespace) -> int:
    from webapp.accounts.locked_out import reset_second_factors

    def reset(person: User) -> str:
        reset_second_factors(person, by_means_of="command")
        return f"{person.name} has no second factor any more, and is signed out everywhere."

    return _help(options.email, reset)


def _help(email: str, deed: Callable[[User], str]) -> int:
    """Does this for the person with that address, and prints what it says once it is saved."""
    from flask_babel import force_locale

    from webapp import create_app
    from webapp.commands.service import settings_or_end
    from webapp.database import db, save_now
    from webapp.languages import LANGUAGES
    from webapp.records import people

    app = create_app(settings_or_end())
    with app.app_context(), force_locale(LANGUAGES[0]):
        person = people.user_with_email(email)
        problem = "There is no account with this address." if person is None else ""
        if person is not None and not person.active:
            problem = "This account is closed: an administrator or a focal point can open it again."
        said = deed(person) if person is not None and not problem else ""
        save_now()
        db.session.close()
        db.engine.dispose()
    print(said or f"cpsa: {problem}", file=sys.stdout if said else sys.stderr)
    return 0 if said else 1
