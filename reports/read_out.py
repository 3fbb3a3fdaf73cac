"""What a PDF is read out as: the tables that lead from the glyphs of its fonts back to characters.

The renderer writes the characters of a cluster to the first glyph that it draws of it, and nothing to the
others. A reader of the file then finds a glyph that stands for nothing, which PDF/UA does not allow, and a
vowel sign that stands for its letter too. And it writes what a glyph stood for where it first met it: from
right to left, a bracket that opens is drawn as one that closes, and then all of a document would be read out
with its brackets turned round.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from typing import Any
from unicodedata import bidirectional, mirrored, normalize

from fontTools.ttLib import TTFont
from weasyprint.text.fonts import get_hb_object_data

# What stands for a glyph that is no character of its own, such as the stroke between two Arabic letters.
# Whatever searches or reads text aloud passes over it, and it changes the shape of no letter that it joins.
JOINER = "\u200d"
# Typed to lengthen a word. Fonts draw it where they lengthen one by themselves, before some letters.
STROKE = "\u0640"

_LINE = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_ONE_FOR_ONE, _SEVERAL_FOR_ONE, _ONE_OF_SEVERAL, _EXTENSION = 1, 2, 3, 7


def complete_tables(document: Any, written: Any) -> None:
    """Gives each glyph of the document that stands for nothing its character, or the joiner, and each bracket
    the one that it is drawn as.
    """
    streams = {each.reference: each for each in written.objects if hasattr(each, "stream")}
    fonts = {font.name: font for font in document.fonts.values()}
    found = [
        (fonts[each["BaseFont"]], streams[each["ToUnicode"]].stream)
        for each in written.objects
        if isinstance(each, dict) and "ToUnicode" in each
    ]
    tables = [_table_of(lines) for _font, lines in found]
    turns_round = any(_runs_from_right(table) for table in tables)
    for (font, lines), table in zip(found, tables, strict=True):
        completed = complete(table, _characters_of(font, table)) if "" in table.values() else table
        if turns_round and any(mirrored(text) for text in table.values() if len(text) == 1):
            completed = as_drawn(completed, _data_of(font))
        if completed != table:
            lines[:] = [_rewritten(line, completed) for line in lines]


def complete(table: dict[int, str], characters: dict[int, set[str]]) -> dict[int, str]:
    """The table without empty texts. `characters` are those that a glyph may stand for by its font alone.

    A glyph that has several characters keeps the one that is its own, if others stand for the rest; one that
    may stand for none is but a part of a letter.
    """
    told = {character for text in table.values() for character in text}
    found = dict(table)
    for glyph, text in table.items():
        if not text or _is_stroke(text, characters.get(glyph)):
            found[glyph] = min(characters.get(glyph, set()) & told, default=JOINER)
    alone = {text for text in found.values() if len(text) == 1}
    for glyph, text in table.items():
        own = characters.get(glyph, set()) & set(text)
        if len(text) > 1 and len(own) == 1 and set(text) - own <= alone:
            found[glyph] = own.pop()
    return found


def _is_stroke(text: str, own: set[str] | None) -> bool:
    """Whether a glyph is but a part of the letter that it was written for: it may stand for nothing by its
    font, or only for the stroke that nobody typed here.
    """
    return own is not None and (own == set() or (own == {STROKE} and STROKE not in text))


def as_drawn(table: dict[int, str], data: TTFont) -> dict[int, str]:
    """The table with each bracket, and whatever else is turned round from right to left, as it looks.

    Readers that meet it from left to right take it as it is, and some turn it round from right to left; no
    table suits all of them in both.
    """
    looks = {
        data.getGlyphID(name): chr(code) for code, name in data.getBestCmap().items() if mirrored(chr(code))
    }
    return {
        glyph: looks.get(glyph, text) if len(text) == 1 and mirrored(text) else text
        for glyph, text in table.items()
    }


def _table_of(lines: list[Any]) -> dict[int, str]:
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in _rows(lines)}


def _runs_from_right(table: dict[int, str]) -> bool:
    return any(bidirectional(character) in {"R", "AL"} for text in table.values() for character in text)


def _data_of(font: Any) -> TTFont:
    return TTFont(io.BytesIO(get_hb_object_data(font.hb_face)), fontNumber=font.index, lazy=True)


def _characters_of(font: Any, table: dict[int, str]) -> dict[int, set[str]]:
    """The characters that each glyph of the font stands for by itself. From left to right there are none:
    there, a vowel sign that is drawn before its letter is read in the right place only as part of it.
    """
    if not _runs_from_right(table):
        return {}
    data = _data_of(font)
    forms, sequences = _substitutions(data)
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in data.getBestCmap().items():
        character = normalize("NFKC", chr(code))
        open_forms = [name] if len(character) == 1 else []
        while open_forms:
            form = open_forms.pop()
            if character not in found[form]:
                found[form].add(character)
                open_forms.extend(forms[form])
    strokes = {
        name for names in sequences if not found.keys().isdisjoint(names) for name in names
    } - found.keys()
    found.update((name, set()) for name in strokes)
    return {data.getGlyphID(name): own for name, own in found.items()}


def _substitutions(data: TTFont) -> tuple[dict[str, list[str]], list[list[str]]]:
    """The glyphs that the font may draw in place of each glyph, one for one; and those that it draws in a row
    in place of one, such as a letter with a stroke to the next.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    sequences: list[list[str]] = []
    for lookup in data["GSUB"].table.LookupList.Lookup:
        for part in lookup.SubTable:
            own = part.ExtSubTable if part.LookupType == _EXTENSION else part
            if own.LookupType == _ONE_FOR_ONE:
                for name, form in own.mapping.items():
                    forms[name].append(form)
            elif own.LookupType == _ONE_OF_SEVERAL:
                for name, several in own.alternates.items():
                    forms[name].extend(several)
            elif own.LookupType == _SEVERAL_FOR_ONE:
                sequences.extend(own.mapping.values())
    return forms, sequences


def _rows(lines: list[Any]) -> list[tuple[bytes, bytes]]:
    found = [_LINE.fullmatch(line) for line in lines]
    return [(row[1], row[2]) for row in found if row]


def _rewritten(line: bytes, table: dict[int, str]) -> bytes:
    row = _LINE.fullmatch(line)
    return b"<%b> <%b>" % (row[1], table[int(row[1], 16)].encode("utf-16-be").hex().encode()) if row else line
