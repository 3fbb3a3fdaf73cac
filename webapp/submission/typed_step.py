"""What is typed to take a step: a reason, who cleared the assessment, that what is open has been seen."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from questionnaire.frozen import Clearance
from questionnaire.wire import text_problem
from webapp.submission.findings import Findings
from webapp.submission.steps import Step
from webapp.typed import FormError, lines, one_line, visible
from webapp.wording import _

EARLIEST = date(2000, 1, 1)
LONGEST_NAME = 200


class TypedStep(msgspec.Struct, frozen=True):
    """What stands in the fields of a step's form, as typed."""

    reason: str = ""
    approver_name: str = ""
    approver_office: str = ""
    approved_on: str = ""
    acknowledged: bool = False
    # The digest of what was named as open when the form was sent out.
    named: str = ""

    @property
    def clearance(self) -> Clearance | None:
        """Who cleared it, where the step asks for it and what was typed has no errors."""
        if not self.approver_name:
            return None
        return Clearance(self.approver_name, self.approver_office, date.fromisoformat(self.approved_on))

    @property
    def shown(self) -> TypedStep:
        """The same with signs for characters that no page can hold; the tick is asked for anew."""
        return TypedStep(
            visible(self.reason),
            visible(self.approver_name),
            visible(self.approver_office),
            visible(self.approved_on),
        )


def typed_into(step: Step, form: MultiDict[str, str]) -> TypedStep:
    """What the form holds of what the step asks; nothing else in it is looked at."""
    typed = TypedStep(acknowledged="acknowledged" in form, named=form.get("named", ""))
    if step.asks_reason:
        typed = replace(typed, reason=lines(form.get("reason", "")).strip())
    if step.asks_approver:
        typed = replace(
            typed,
            approver_name=one_line(form.get("approver_name", "")).strip(),
            approver_office=one_line(form.get("approver_office", "")).strip(),
            approved_on=form.get("approved_on", "").strip(),
        )
    return typed


def errors_in(step: Step, typed: TypedStep, findings: Findings, today: date) -> list[FormError]:
    """What is missing or wrong, field by field."""
    found: list[FormError | None] = []
    if step.asks_reason:
        found.append(_text_error("reason", typed.reason, _("Write why the assessment goes back.")))
    if step.asks_approver:
        found += [
            name_error("approver_name", typed.approver_name, _("Write who cleared the assessment.")),
            name_error("approver_office", typed.approver_office, _("Write in which office they did so.")),
            day_error("approved_on", typed.approved_on, today),
        ]
    if step.asks_acknowledgement and not findings.is_clear:
        found.append(_acknowledgement_error(typed, findings))
    return [error for error in found if error]


def name_error(field: str, text: str, missing: str) -> FormError | None:
    """What is wrong with a name or an office; `missing` is said where there is none."""
    if len(text) > LONGEST_NAME:
        return FormError(field, _("Shorten this to %(most)s characters.", most=LONGEST_NAME))
    return _text_error(field, text, missing)


def day_error(field: str, written: str, today: date) -> FormError | None:
    """What is wrong with a day on which something was signed or cleared."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return FormError(field, _("Write the date as a day, such as 2026-11-01."))
    if not EARLIEST <= day <= today:
        return FormError(field, _("The date must not lie in the future, nor before the year 2000."))
    return None


def _text_error(field: str, text: str, missing: str) -> FormError | None:
    if not text:
        return FormError(field, missing)
    problem = text_problem(text)
    return FormError(field, _("This text %(problem)s.", problem=problem)) if problem else None


def _acknowledgement_error(typed: TypedStep, findings: Findings) -> FormError | None:
    if typed.named != findings.digest:
        words = _(
            "What is open has changed since you opened this page. Look at it again, and then tick here."
        )
    elif not typed.acknowledged:
        words = _("Tick here that you know what is still open.")
    else:
        return None
    return FormError("acknowledged", words)
