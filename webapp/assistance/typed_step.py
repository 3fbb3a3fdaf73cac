"""What is typed to take a step with a need: a reason, or the reference of the formal request."""

from __future__ import annotations

from datetime import date
from typing import cast

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.status import REFERENCES, Reference
from questionnaire.wire import text_problem
from webapp.records.needs import FormalRequest
from webapp.submission.typed_step import day_error
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LONGEST_NUMBER = 200


class TypedStep(msgspec.Struct, frozen=True):
    """What stands in the fields of a step's form."""

    reason: str = ""
    kind: str = ""
    number: str = ""
    on: str = ""

    @property
    def request(self) -> FormalRequest:
        """The formal request that fields without errors name."""
        return FormalRequest(cast("Reference", self.kind), self.number, date.fromisoformat(self.on))

    @property
    def shown(self) -> TypedStep:
        """The fields as a page can show them."""
        return TypedStep(visible(self.reason), self.kind, visible(self.number), visible(self.on))


def typed_into(form: MultiDict[str, str]) -> TypedStep:
    """The fields of the form."""
    reason = lines(form.get("reason", ""))
    return TypedStep(
        reason=reason if reason.strip() else "",
        kind=form.get("kind", ""),
        number=one_line(form.get("number", "")).strip(),
        on=form.get("on", "").strip(),
    )


def reason_errors(typed: TypedStep) -> list[FormError]:
    """What is wrong with the reason."""
    return text_errors("reason", typed.reason, _("Write why."))


def text_errors(field: str, text: str, missing: str) -> list[FormError]:
    """What is wrong with a text that has to be there; `missing` is said where there is none."""
    if not text.strip():
        return [FormError(field, missing)]
    problem = text_problem(text)
    return [FormError(field, _("This text %(problem)s.", problem=problem))] if problem else []


def request_errors(typed: TypedStep, today: date) -> list[FormError]:
    """What is wrong with the reference of the formal request."""
    found = []
    if typed.kind not in REFERENCES:
        found.append(FormError("kind", _("Choose by what the request was made.")))
    if not typed.number:
        found.append(
            FormError("number", _("Write the number or subject under which UNODC finds the request."))
        )
    elif problem := line_problem(typed.number, LONGEST_NUMBER):
        found.append(FormError("number", _("This text %(problem)s.", problem=problem)))
    if error := day_error("on", typed.on, today):
        found.append(error)
    return found
