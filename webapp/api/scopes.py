"""What a token may read."""

from __future__ import annotations

from typing import Literal, get_args

from webapp.wording import _

Scope = Literal["needs:read", "scores:read", "supports:read", "offers:read", "countries:read"]
# They are stored: a word once used keeps its meaning.
SCOPES: tuple[Scope, ...] = get_args(Scope)


def scope_word(scope: Scope) -> str:
    """What the scope lets a system read."""
    return {
        "needs:read": _("Needs that countries released to you"),
        "scores:read": _("Scores that countries released to you"),
        "supports:read": _("Support that countries released to you"),
        "offers:read": _("Offers of experience that countries released to you"),
        "countries:read": _("The list of countries and their groups"),
    }[scope]
