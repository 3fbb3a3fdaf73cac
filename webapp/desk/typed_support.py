"""A support as it stands in the form, what is wrong with it, and what it means."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec
from babel.numbers import list_currencies
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.support import ROLES, SUPPORT_STATUSES
from webapp.records.desk import NewSupport
from webapp.tables import Provider, SupportRecord
from webapp.typed import FormError, line_problem, one_line, visible
from webapp.wording import _

LONGEST_TITLE = 300
LONGEST_ID = 100
MOST_MONEY = Decimal(10) ** 12
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNT = re.compile(r"\d{1,13}(?:\.\d{1,2})?")


class SupportTyped(msgspec.Struct, frozen=True):
    """The form as typed."""

    title: str = ""
    provider: str = ""
    role: str = ""
    status: str = "matched"
    external_id: str = ""
    start: str = ""
    end: str = ""
    amount: str = ""
    currency: str = ""
    reason: str = ""


def read(form: MultiDict[str, str]) -> SupportTyped:
    """What the form holds."""
    return SupportTyped(
        **{name: one_line(form.get(name, "")).strip() for name in SupportTyped.__struct_fields__}
    )


def typed_from(row: SupportRecord) -> SupportTyped:
    """What the form begins with for a support that the register has."""
    return SupportTyped(
        title=row.title,
        provider=str(row.provider_id),
        role=row.role,
        status=row.status,
        external_id=row.external_id,
        start=row.start.isoformat() if row.start else "",
        end=row.end.isoformat() if row.end else "",
        amount=f"{row.amount:f}".removesuffix(".00") if row.amount is not None else "",
        currency=row.currency,
    )


def shown(typed: SupportTyped) -> SupportTyped:
    """The form as a page can show it."""
    return SupportTyped(*(visible(getattr(typed, name)) for name in typed.__struct_fields__))


def support_errors(typed: SupportTyped, providers: list[Provider]) -> list[FormError]:
    """What is wrong with it, in the order of the fields."""
    errors = [
        FormError(name, _("The text %(problem)s.", problem=problem))
        for name, longest in (
            ("title", LONGEST_TITLE),
            ("external_id", LONGEST_ID),
            ("reason", LONGEST_TITLE),
        )
        if (problem := line_problem(getattr(typed, name), longest))
    ]
    if not typed.title:
        errors.append(FormError("title", _("Say in a few words what the support is.")))
    if typed.provider not in {str(row.id) for row in providers}:
        errors.append(FormError("provider", _("Choose who gives it.")))
    if typed.role not in ROLES:
        errors.append(FormError("role", _("Choose what the provider does.")))
    if typed.status not in SUPPORT_STATUSES:
        errors.append(FormError("status", _("Choose where it stands.")))
    return [*errors, *_day_errors(typed), *_money_errors(typed)]


def meant_by(typed: SupportTyped) -> NewSupport:
    """The support that a form without errors means."""
    return NewSupport(
        title=typed.title,
        provider=int(typed.provider),
        role=next(role for role in ROLES if role == typed.role),
        status=next(status for status in SUPPORT_STATUSES if status == typed.status),
        external_id=typed.external_id,
        start=_day(typed.start),
        end=_day(typed.end),
        amount=_amount(typed.amount),
        currency=typed.currency if typed.amount else "",
    )


def _day_errors(typed: SupportTyped) -> list[FormError]:
    errors = [
        FormError(name, _("Enter a day such as 2027-03-31, or leave it empty."))
        for name in ("start", "end")
        if getattr(typed, name) and _day(getattr(typed, name)) is None
    ]
    start, end = _day(typed.start), _day(typed.end)
    if start and end and end < start:
        errors.append(FormError("end", _("The end lies before the start.")))
    return errors


def _money_errors(typed: SupportTyped) -> list[FormError]:
    if not typed.amount:
        return []
    errors = []
    if _amount(typed.amount) is None:
        errors.append(
            FormError("amount", _("Enter the amount in digits, such as 120000, or leave it empty."))
        )
    if typed.currency not in list_currencies():
        errors.append(FormError("currency", _("Enter the currency’s code of three letters, such as USD.")))
    return errors


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found <= MOST_MONEY else None
