"""What somebody types for a request slip or a sign-off sheet, and what is wrong with it."""

from __future__ import annotations

from datetime import date

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.wire import text_problem
from webapp.assessment.typed_asking import due_on_meant, due_on_problem
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LONGEST_NAME = 200
LONGEST_ADDRESS = 500
LONGEST_MESSAGE = 4_000


class TypedPaper(msgspec.Struct, frozen=True):
    """The fields as typed. A sign-off sheet has no message, a request slip no approver."""

    return_to: str = ""
    return_by: str = ""
    message: str = ""
    approver: str = ""

    @property
    def shown(self) -> TypedPaper:
        """The same, with a sign in place of what a page cannot show."""
        return TypedPaper(*map(visible, msgspec.structs.astuple(self)))

    @property
    def day(self) -> date | None:
        """The day by which the paper is to come back."""
        return due_on_meant(self.return_by)


def read_typed(form: MultiDict[str, str]) -> TypedPaper:
    """The fields of the form."""
    return TypedPaper(
        return_to=lines(form.get("return_to", "")).strip(),
        return_by=form.get("return_by", "").strip(),
        message=lines(form.get("message", "")).strip(),
        approver=one_line(form.get("approver", "")).strip(),
    )


def errors_in(typed: TypedPaper) -> list[FormError]:
    """What is wrong, field by field. Whatever is left empty becomes a line to write on."""
    day_problem = due_on_problem(typed.return_by)
    found = [
        _text_error("approver", line_problem(typed.approver, LONGEST_NAME)),
        _text_error("return_to", _text_problem(typed.return_to, LONGEST_ADDRESS)),
        FormError("return_by", day_problem) if day_problem else None,
        _text_error("message", _text_problem(typed.message, LONGEST_MESSAGE)),
    ]
    return [error for error in found if error]


def _text_problem(text: str, longest: int) -> str | None:
    return line_problem(text, longest) if len(text) > longest else text_problem(text)


def _text_error(field: str, problem: str | None) -> FormError | None:
    return FormError(field, _("This text %(problem)s.", problem=problem)) if problem else None
