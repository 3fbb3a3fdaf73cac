"""Two versions of an answer in one set of fields, so that their writer can make one of both."""

from __future__ import annotations

import msgspec

from webapp.typed import Typed
from webapp.wording import _


def together(mine: Typed, theirs: Typed, their_name: str) -> Typed:
    """What was chosen in mine, with the comments of both one after the other, and the documents and figures
    of both.
    """
    return msgspec.structs.replace(
        mine,
        comment=_both(mine.comment, theirs.comment, their_name),
        reason=mine.reason or theirs.reason,
        numbers={**theirs.numbers, **mine.numbers},
        items=mine.items + tuple(item for item in theirs.items if item not in mine.items),
    )


def _both(mine: str, theirs: str, their_name: str) -> str:
    if theirs in mine:
        return mine
    if mine in theirs:
        return theirs
    return "\n\n".join((mine, _("%(name)s wrote:", name=their_name), theirs))
