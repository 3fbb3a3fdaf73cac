"""The language a report is written in: gettext catalogues, English built in."""

from __future__ import annotations

import gettext
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent / "translations"
SOURCE_LANGUAGE = "en"
RIGHT_TO_LEFT = ("ar",)


class LanguageNotOffered(ValueError):
    """There is no catalogue for that language."""


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of the language; the sentences in the code are English.

    Raises `LanguageNotOffered` for a language without a catalogue.
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    try:
        return gettext.translation("report", localedir=str(CATALOGUES), languages=[language])
    except FileNotFoundError:
        raise LanguageNotOffered(f"Reports are not offered in the language “{language}”; choose en") from None


def direction(language: str) -> str:
    """`rtl` for languages written from right to left, else `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
