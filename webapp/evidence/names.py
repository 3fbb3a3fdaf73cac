"""Names of files: what somebody called a file, and what may be shown and given out of it.

The name is stored as it was given, as far as a database can hold it. It is cleaned each time it leaves.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_STORED = 255
LONGEST_SHOWN = 120
LONGEST_ENDING = 10
# A separator of folders in any system ends what is not the name itself.
_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)
# Surrogates, and the one character that PostgreSQL does not hold.
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
# What systems do not allow in names.
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
# Characters without a shape of their own. Two join letters in Persian and in the scripts of India.
_JOINERS = "\u200c\u200d"
_SHAPELESS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def stored_name(given: str) -> str:
    """The name as it was given. What the database cannot hold is marked, and a very long one loses its
    middle, never its end.
    """
    name = _NOT_STORED.sub("\ufffd", given)
    if len(name) <= LONGEST_STORED:
        return name
    return f"{name[: LONGEST_STORED - 41]}…{name[-40:]}"


def shown_name(stored: str) -> str:
    """The name as it may be shown and given out: one name without folders, without anything invisible or
    turning the direction of reading, not too long, with its ending.
    """
    name = unicodedata.normalize("NFC", _FOLDERS.sub("", stored))
    name = "".join(
        character
        for character in name
        if character in _JOINERS or unicodedata.category(character) not in _SHAPELESS
    )
    name = " ".join(_NOT_IN_NAMES.sub("_", name).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST_SHOWN].rstrip(". ")
    return f"{stem[: LONGEST_SHOWN - len(ending) - 1].rstrip('. ')}.{ending}"


def extension_of(name: str) -> str:
    """How the name ends, in small letters: ".pdf"; "" if it has no ending."""
    _stem, dot, ending = shown_name(name).rpartition(".")
    return f".{ending.lower()}" if dot else ""
