"""The countries of the world as ISO 3166-1 alpha-3 codes and names, from the Unicode locale data."""

from __future__ import annotations

import functools

from babel import Locale
from babel.core import get_global

# Codes that ISO has withdrawn; the locale data still knows where they lead.
WITHDRAWN = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
# Regions, groups and places without an ISO code of their own.
NOT_COUNTRIES = frozenset({"AC", "CP", "DG", "EU", "EZ", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})


@functools.cache
def alpha2_by_alpha3() -> dict[str, str]:
    """Each country's alpha-3 code with its alpha-2 code."""
    named = Locale("en").territories
    return {
        alpha3: alpha2[0]
        for alpha3, alpha2 in get_global("territory_aliases").items()
        if len(alpha3) == 3
        and alpha3.isalpha()
        and len(alpha2) == 1
        and alpha2[0] in named
        and alpha3 not in WITHDRAWN
        and alpha2[0] not in NOT_COUNTRIES
    }


def country_name(code: str, language: str = "en") -> str:
    """The country's name in that language. Raises `KeyError` for a code that is not a country's."""
    return str(Locale.parse(language).territories[alpha2_by_alpha3()[code]])


@functools.cache
def country_choices(language: str = "en") -> list[tuple[str, str]]:
    """Code and name of every country, in the order of the names."""
    return sorted(
        ((code, country_name(code, language)) for code in alpha2_by_alpha3()), key=lambda pair: pair[1]
    )
