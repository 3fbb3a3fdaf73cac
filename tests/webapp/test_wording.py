"""The words of the interface can be taken out for translators, and put in again."""

from __future__ import annotations

from collections import defaultdict
from io import StringIO

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from webapp.config import PROJECT

KEYWORDS = {"_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def messages() -> dict[str, list[str]]:
    """Every message of the interface with the files it is in; of a plural, both forms."""
    mapping = StringIO((PROJECT / "babel.cfg").read_text(encoding="utf-8"))
    methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]  # Babel publishes no type here
    found: dict[str, list[str]] = defaultdict(list)
    for folder in ("webapp", "questionnaire", "templates"):
        local = [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods]
        for file, _line, message, _comments, _context in extract_from_dir(
            PROJECT / folder,
            local,
            {pattern.removeprefix(f"{folder}/"): given for pattern, given in options.items()},
            KEYWORDS,
        ):
            for form in (message,) if isinstance(message, str) else message:
                found[form].append(file)
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    return messages()


def test_the_words_of_pages_and_of_code_are_found(found: dict[str, list[str]]) -> None:
    for words in (
        "Save and continue",
        "Clear this answer",
        "%(num)s answers not known (%(codes)s)",
        "Don’t know",
        "Said to be delivered",
    ):
        assert words in found, words
    assert len(found) > 250


def test_every_message_can_be_filled_in(found: dict[str, list[str]]) -> None:
    for message, files in found.items():
        try:
            filled = message % defaultdict(lambda: 1)
        except (TypeError, ValueError) as error:
            pytest.fail(f"{files}: {message!r}: {error}")
        assert "%(" not in filled
