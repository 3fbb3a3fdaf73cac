"""`_` and `ngettext` for code that runs in a request: Flask-Babel's, with types."""

from __future__ import annotations

import flask_babel


def _(message: str, **values: object) -> str:
    """The message in the language of this request, with the values put in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The message for that number of things, in the language of this request."""
    return str(flask_babel.ngettext(one, many, num, **values))
