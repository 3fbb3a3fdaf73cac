"""The names of the countries that can take part, and of the regions that they lie in: those of the Unicode
locale data, and those that the United Nations uses where they are a question of designation.
"""

from __future__ import annotations

import functools
import unicodedata

from babel import Locale
from babel.core import get_global

from questionnaire import countries


def is_country(code: str) -> bool:
    """Whether a country with that alpha-3 code can take part."""
    return countries.find(code) is not None


def country_name(code: str, language: str = "en") -> str:
    """The country's name in that language. Raises `KeyError` for a code that is not a country's."""
    if not is_country(code):
        raise KeyError(code)
    [alpha2] = get_global("territory_aliases")[code]
    return _in_the_united_nations(code, language) or _in_locale_data(alpha2, language)


def region_name(code: str, language: str = "en") -> str:
    """The name in that language of the region with that M49 code."""
    return _in_the_united_nations(code, language) or _in_locale_data(code, language)


def regions_in_words(code: str, language: str = "en") -> str:
    """The names of the regions that the country lies in, from the largest; nothing where it is not listed."""
    country = countries.find(code)
    if country is None:
        return ""
    return ", ".join(region_name(region, language) for region in countries.regions_of(country))


@functools.cache
def country_choices(language: str = "en") -> list[tuple[str, str]]:
    """Code and name of every country, in the order of the names."""
    named = ((country.code, country_name(country.code, language)) for country in countries.countries())
    return sorted(named, key=lambda pair: alphabetical(pair[1]))


def alphabetical(name: str) -> str:
    """What to order names by, so that letters with an accent stand beside those without."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _in_the_united_nations(code: str, language: str) -> str | None:
    return countries.name_of(code, language.partition("_")[0])


def _in_locale_data(territory: str, language: str) -> str:
    return str(Locale.parse(language).territories[territory])
