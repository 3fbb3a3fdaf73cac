"""A list of people to invite, pasted or from a CSV file: read line by line, each line with its mistakes."""

from __future__ import annotations

import csv
import difflib
import re

import msgspec

from webapp.country.ground import Ground
from webapp.country.typed_invitation import TypedInvitation, meant
from webapp.records.invitations import NewInvitation
from webapp.roles import role_name
from webapp.tables import COUNTRY_ROLES
from webapp.typed import lines, visible
from webapp.wording import _

MOST_LINES = 100
MOST_COLUMNS = 5
# In this order: a line with semicolons may have commas in its cells, and what is copied from a spreadsheet
# has tabs.
SEPARATORS = ("\t", ";", ",")


class ListLine(msgspec.Struct, frozen=True):
    """One line of the list: the invitation it means, or why it is left out, or what is wrong with it."""

    number: int
    typed: TypedInvitation
    institution: str
    new: NewInvitation | None = None
    left_out: str = ""
    mistakes: tuple[str, ...] = ()


class ListRead(msgspec.Struct, frozen=True):
    """The whole list. `mistake` is about the list as a whole."""

    lines: tuple[ListLine, ...] = ()
    mistake: str = ""

    @property
    def wrong(self) -> list[ListLine]:
        """The lines with mistakes."""
        return [line for line in self.lines if line.mistakes]

    @property
    def new(self) -> list[NewInvitation]:
        """The invitations that the list means."""
        return [line.new for line in self.lines if line.new is not None]


def text_of_file(content: bytes) -> str | None:
    """The text of a CSV file as spreadsheet programs write it; None if it is not Unicode."""
    coding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        return None


def read_list(text: str, assessment: str, ground: Ground) -> ListRead:
    """The list, line by line. Blank lines and a line of headings are passed over."""
    written = [
        (number, line) for number, line in enumerate(lines(text).split("\n"), 1) if line.strip(" \t;,")
    ]
    if written and _is_heading(_cells(written[0][1])):
        del written[0]
    if not written:
        return ListRead(mistake=_("Paste a list, or choose a file: one person per line."))
    if len(written) > MOST_LINES:
        return ListRead(
            mistake=_(
                "The list has %(lines)s people. At most %(most)s can be invited at once: divide it.",
                lines=len(written),
                most=MOST_LINES,
            )
        )
    seen: dict[str, int] = {}
    return ListRead(tuple(_read_line(number, line, assessment, ground, seen) for number, line in written))


def _cells(line: str) -> list[str]:
    separator = next((one for one in SEPARATORS if one in line), SEPARATORS[0])
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except (csv.Error, StopIteration):
        cells = line.split(separator)
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_heading(cells: list[str]) -> bool:
    return len(cells) > 1 and "@" not in "".join(cells) and "mail" in cells[1].casefold()


def _read_line(number: int, line: str, assessment: str, ground: Ground, seen: dict[str, int]) -> ListLine:
    cells = _cells(line)
    name, email, role, institution, units = [*cells, *[""] * MOST_COLUMNS][:MOST_COLUMNS]
    body = ground.institution_called(institution) if institution else None
    typed = TypedInvitation(
        name=name,
        email=email,
        role=_role_called(role),
        institution=str(body.id) if body else "",
        assessment=assessment,
        given=tuple(_unit_codes(units)),
    )
    read = ListLine(number, typed.shown, visible(body.name if body else institution))
    address = email.lower()
    if left_out := _known_already(address, ground):
        return msgspec.structs.replace(read, left_out=left_out)
    mistakes = []
    if len(cells) > MOST_COLUMNS:
        mistakes.append(_("It has more than five columns. A comma inside a cell? Put the cell in quotes."))
    if address and address in seen:
        mistakes.append(
            _("The same address stands in line %(line)s. Remove one of them.", line=seen[address])
        )
    seen.setdefault(address, number)
    new, errors = meant(typed, ground)
    mistakes += [
        _role_mistake(role) if error.field == "role" and not typed.role else error.message for error in errors
    ]
    if institution and body is None:
        mistakes.append(_institution_mistake(institution, ground))
    if mistakes:
        return msgspec.structs.replace(read, mistakes=tuple(map(visible, mistakes)))
    return msgspec.structs.replace(read, new=new)


def _known_already(address: str, ground: Ground) -> str:
    if address in ground.members:
        return _("takes part already")
    return _("is invited already") if address in ground.invited else ""


def _role_called(text: str) -> str:
    """The role with that name, in the language of the page or in English; "" if there is none such."""
    word = _folded(text)
    names = {_folded(role_name(role)): role for role in COUNTRY_ROLES}
    return names.get(word) or next((role for role in COUNTRY_ROLES if _folded(role) == word), "")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _role_mistake(text: str) -> str:
    names = ", ".join(role_name(role) for role in COUNTRY_ROLES)
    if not text:
        return _("There is no role in the third column. Write one of: %(names)s.", names=names)
    return _("“%(text)s” is no role. Write one of: %(names)s.", text=text, names=names)


def _institution_mistake(text: str, ground: Ground) -> str:
    near = difflib.get_close_matches(text, [row.name for row in ground.institutions], n=1)
    if near:
        return _("There is no institution “%(text)s”. Did you mean “%(near)s”?", text=text, near=near[0])
    return _(
        "There is no institution “%(text)s”. Name it on the page of institutions, or empty the cell.",
        text=text,
    )


def _unit_codes(text: str) -> list[str]:
    """The codes in a cell, however they are divided; R1 is R01."""
    codes = [code for code in re.split(r"[\s,;/+]+", text.upper()) if code]
    return [re.sub(r"^R(\d)(?=\.|$)", r"R0\1", code) for code in codes]
