"""What stands in the fields of a page, letter by letter as it was typed, and what is wrong with it.

`forms.py` makes answers of it. What could not be saved is shown again from here: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from email_validator import EmailNotValidError, validate_email

from questionnaire.answers import Evidence, EvidenceItem
from questionnaire.instrument import Question
from questionnaire.wire import NOT_KEPT, text_problem
from webapp.wording import _

LONGEST_EMAIL = 254


class FormError(msgspec.Struct, frozen=True):
    """What is wrong, and the id of the field where it is wrong."""

    field: str
    message: str


class TypedItem(msgspec.Struct, frozen=True):
    """One row of evidence as typed. Nobody types `file`: it is a hash under the service's seal, or ""."""

    title: str = ""
    body: str = ""
    date: str = ""
    link: str = ""
    file: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the row was left alone; a blank row is no evidence."""
        return not any(part.strip() for part in (self.title, self.body, self.date, self.link))


class Typed(msgspec.Struct, frozen=True):
    """What stands in the fields of one question, as typed.

    `picked` holds levels, choices, options, `NONE_OF_THESE` and the states beside them; `rows` the ticks of a
    grid by row; `left_out` the reasons why an option does not apply, by option; `numbers` figures by code.
    """

    picked: tuple[str, ...] = ()
    rows: Mapping[str, tuple[str, ...]] = {}
    ranked: tuple[str, ...] = ()
    left_out: Mapping[str, str] = {}
    reason: str = ""
    comment: str = ""
    numbers: Mapping[str, str] = {}
    grade: str = "0"
    items: tuple[TypedItem, ...] = ()

    @property
    def suggested_grade(self) -> int:
        """The grade for which the documents can stand as they are typed now."""
        items = tuple(
            EvidenceItem(*(getattr(item, part) for part in item.__struct_fields__)) for item in self.items
        )
        return Evidence(items=items).suggested_grade

    @property
    def says_something_beside(self) -> bool:
        """Whether figures, evidence or a grade are given."""
        return bool(self.items or self.numbers or self.grade != "0")


class Problems:
    """Collects what is wrong in the fields of one question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.found: list[FormError] = []

    def at(self, part: str, message: str) -> None:
        """Note what is wrong in one field, named by its part of the id."""
        self.found.append(FormError(f"{self.question.code}-{part}", f"{self.question.code}: {message}"))

    def text(self, part: str, text: str) -> str:
        """The text as it is kept: "" for a blank one, and a note of characters that cannot be kept."""
        problem = text_problem(text)
        if problem is not None:
            self.at(part, _("This text %(problem)s.", problem=problem))
        return text if text.strip() else ""


def lines(text: str) -> str:
    """The text with line feeds only: browsers send carriage returns that nobody typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """The text as a one-line field holds it: browsers drop line breaks there."""
    return text.replace("\r", "").replace("\n", "")


def line_problem(text: str, longest: int) -> str | None:
    """Why a one-line text cannot be kept, in words that follow its name; None if it can."""
    if len(text) > longest:
        return _("is too long: at most %(number)s characters can be kept", number=longest)
    return text_problem(text)


def address_problem(email: str) -> str | None:
    """Why nobody can have that e-mail address; None if somebody may."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return _("Enter an e-mail address in the form name@example.org.")
    problem = line_problem(email, LONGEST_EMAIL)
    return _("The e-mail address %(problem)s.", problem=problem) if problem else None


def visible_item(item: TypedItem) -> TypedItem:
    """The row as a page can show it."""
    return TypedItem(*(visible(getattr(item, part)) for part in item.__struct_fields__))


def visible(text: str) -> str:
    """The text with the sign for a lost character where a page cannot hold one, so that it is seen."""
    return NOT_KEPT.sub("\ufffd", text)
