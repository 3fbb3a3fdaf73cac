"""Who else is on a unit, in words.

The page's script (`static/app.js`) tells once a minute that it is shown, and gets the words as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from flask import Response
from flask.typing import ResponseReturnValue

from webapp import clock
from webapp.access import COUNTRY_MEMBERS, open_to, signed_in_user
from webapp.assessment.autosave import JSON
from webapp.assessment.locked import PATH
from webapp.assessment.opened import blueprint, opened
from webapp.records import presence
from webapp.records.presence import HERE_FOR, Present
from webapp.sessions import note_no_use
from webapp.tables import DRAFT, UNDER_REVIEW
from webapp.wording import _, ngettext

# While answers are written and reviewed; afterwards nobody can be in anybody's way.
WHILE_WORKED_ON = (DRAFT, UNDER_REVIEW)
# More names than these are counted.
MOST_NAMES = 2
# Around a name, so that its direction of writing does not disturb the sentence.
NAME, END_OF_NAME = "\u2068", "\u2069"


class Beside(msgspec.Struct, frozen=True):
    """Who else is on a unit now, and who was a short while ago: a sentence each, or ""."""

    now: str = ""
    before: str = ""


def beside_words(others: Iterable[Present], moment: datetime) -> Beside:
    """What a page says of the others on its unit, whoever was seen last first."""
    others = tuple(others)
    here = [_isolated(one.name) for one in others if moment - one.seen_at < HERE_FOR]
    gone = others[len(here) : len(here) + MOST_NAMES]
    return Beside(_now_words(here), " ".join(_before_words(one, moment) for one in gone))


@blueprint.post(f"{PATH}/presence")
@open_to(COUNTRY_MEMBERS, while_=WHILE_WORKED_ON)
def note_presence(country: str, number: int, code: str) -> ResponseReturnValue:
    """Note that the person has the unit open, and tell who else has."""
    here = opened(country, number, to_write=True)
    unit, user, moment = here.unit(code), signed_in_user(), clock.now()
    presence.note(here.row, unit.code, user, moment)
    note_no_use()
    others = presence.others_on(here.row, unit.code, user, moment)
    return Response(msgspec.json.encode(beside_words(others, moment)), mimetype=JSON)


def _now_words(names: list[str]) -> str:
    if not names:
        return ""
    if len(names) == 1:
        return _("%(name)s is on this unit now.", name=names[0])
    if len(names) == MOST_NAMES:
        return _("%(name)s and %(other)s are on this unit now.", name=names[0], other=names[1])
    return ngettext(
        "%(name)s, %(other)s and one other are on this unit now.",
        "%(name)s, %(other)s and %(num)s others are on this unit now.",
        len(names) - MOST_NAMES,
        name=names[0],
        other=names[1],
    )


def _before_words(one: Present, moment: datetime) -> str:
    return ngettext(
        "%(name)s was here one minute ago.",
        "%(name)s was here %(num)s minutes ago.",
        int((moment - one.seen_at).total_seconds()) // 60,
        name=_isolated(one.name),
    )


def _isolated(name: str) -> str:
    return f"{NAME}{name}{END_OF_NAME}"
