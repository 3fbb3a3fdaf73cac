"""A skeleton instrument from the numbered items of a UN report.

The skeleton holds what the report says; what only people can add (titles, clauses, questions) is left
empty, and `cpsa instrument check` names each of these gaps.
"""

from __future__ import annotations

import re

import msgspec

from questionnaire.numbered_items import Item, ItemList
from questionnaire.sources import fold


class DraftFile(msgspec.Struct, frozen=True):
    """A file to write: its name and its text."""

    name: str
    text: str


def draft(found: ItemList, *, code: str) -> tuple[DraftFile, ...]:
    """`instrument.toml` and one unit file per item, R01 onwards, each with the official text in place."""
    width = max(2, len(str(len(found.items))))
    units = [f"R{place:0{width}d}" for place in range(1, len(found.items) + 1)]
    files = [DraftFile("instrument.toml", _instrument(found, code, units))]
    files += [
        DraftFile(f"{unit}.toml", _unit(item, unit)) for unit, item in zip(units, found.items, strict=True)
    ]
    return tuple(files)


def _instrument(found: ItemList, code: str, units: list[str]) -> str:
    listed = ", ".join(f'"{unit}"' for unit in units)
    return f"""# A draft made from a report's numbered items. Fill in what is empty, then check the folder.
code = {_quoted(code)}
version = "0.1"
title = ""
language = "en"
pilot_note = "Draft; not piloted with officials."
units = [{listed}]
# Turn each of these into [[tables]]: groups of units, institutions that answer, kinds of help.
pillars = []
bodies = []
assistance_types = []

[[modules]]
code = "recommendations"
title = "Recommendations"
optional = false

[[sources]]
code = "report"
title = ""
body = ""
date = ""
place = ""
non_endorsement = {_quoted(_sentence_on_endorsement(found.lead_in))}
attribution = ""
"""


def _unit(item: Item, unit: str) -> str:
    return f"""# Item {item.number} of the report. Add clauses, each with its exact words, and questions.
code = "{unit}"
title = ""
module = "recommendations"
pillar = ""
scored = true
addressed_to = ""
reading_note = ""
later_status = "not checked"
official_text = {_quoted(item.text)}
clauses = []
questions = []

[source]
document = "report"
section = {_quoted(item.section)}
item = {_quoted(item.number)}
"""


def _sentence_on_endorsement(lead_in: str) -> str:
    """The sentence of the lead-in that says who endorsed the items, if there is one."""
    sentences = re.split(r"(?<=[.:;])\s+", fold(lead_in))
    return next((sentence for sentence in sentences if "endors" in sentence.lower()), "")


def _quoted(text: str) -> str:
    """The text as a basic TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
