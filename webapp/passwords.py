"""New passwords: long, and not easily guessed. There are no rules about what they are composed of.

How many guesses a password withstands is zxcvbn's estimate: it ships lists of common passwords, words and
names, sees through repetitions, sequences, keyboard rows and swapped letters, and counts what is known of the
person as known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Literal

from flask_babel import lazy_gettext
from wtforms import Form, PasswordField, ValidationError
from wtforms.validators import InputRequired

from webapp.tables import User
from webapp.wording import _

SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 128
# The form in which passwords are hashed, so that keyboards which write "é" differently agree.
NORMAL_FORM: Literal["NFKD"] = "NFKD"
# What slows guessers down, even those who have stolen the hashes: zxcvbn's highest score.
GUESSES_TO_WITHSTAND = 10**10
# Looking at more takes long and says little: what comes after only adds to the guesses.
CHARACTERS_LOOKED_AT = 72
WORDS_OF_THE_SERVICE = ("CPSA", "cybercrime", "prevention", "self-assessment", "assessment", "UNODC")
SHORTEST_KNOWN_WORD = 3


def normal(password: str) -> str:
    """The password as it is hashed and compared."""
    return unicodedata.normalize(NORMAL_FORM, password)


def password_problem(password: str, known: Iterable[str] = ()) -> str | None:
    """Why this must not be somebody's new password, in words; None if it may.

    `known` are things that others know of the person: name, e-mail address, country.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return _(
            "The password must have %(min)d to %(max)d characters; a few words that only you would "
            "put together do well",
            min=SHORTEST_PASSWORD,
            max=LONGEST_PASSWORD,
        )
    if guesses_needed(password, known) < GUESSES_TO_WITHSTAND:
        return _(
            "This password is easy to guess: it repeats itself, or is made of common passwords or of names. "
            "Put together a few words that nobody would expect"
        )
    return None


def guesses_needed(password: str, known: Iterable[str] = ()) -> int:
    """About how many guesses somebody needs who knows common passwords, this service, and `known`."""
    # Loaded when somebody chooses a password: the lists take time and memory.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    words = [*WORDS_OF_THE_SERVICE, *known]
    parts = [part for text in words for part in re.split(r"[\W_]+", text) if len(part) >= SHORTEST_KNOWN_WORD]
    estimate = zxcvbn(password[:CHARACTERS_LOOKED_AT], user_inputs=[*words, *parts])
    return int(estimate["guesses"])


def known_of(person: User) -> tuple[str, ...]:
    """What others know of somebody who has an account."""
    places = [part for held in person.memberships for part in (held.country_code, held.country.name)]
    return (person.name, person.email, *places)


class NewPasswordForm(Form):
    """The part of a form that asks for a new password. Mix it in before the form's own base.

    What it hands on as `password.data` is ready to be hashed.
    """

    password = PasswordField(lazy_gettext("Password"), [InputRequired(lazy_gettext("Choose a password"))])

    def known_of_the_person(self) -> Iterable[str]:
        """What others know of the person, and a password must not be made of. For forms to say."""
        return ()

    def validate_password(self, field: Any) -> None:
        """Long, and not easily guessed."""
        problem = password_problem(field.data, self.known_of_the_person())
        if problem:
            raise ValidationError(problem)
        field.data = normal(field.data)
