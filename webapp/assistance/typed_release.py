"""What is typed to release a record: for whom, what of it, what for, by whom and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import cast

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.releases import (
    AUDIENCES,
    MONTHS_BY_DEFAULT,
    Audience,
    FieldSet,
    Onlooker,
    is_shown_to,
)
from webapp.assistance.releasable import Releasable
from webapp.assistance.typed_step import text_errors
from webapp.records.releases import NewRelease
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LONGEST_OFFICE = 200
MOST_YEARS = 5


class TypedRelease(msgspec.Struct, frozen=True):
    """What stands in the fields of the form."""

    audience: str = ""
    partner: str = ""
    fields: tuple[str, ...] = ()
    purpose: str = ""
    office: str = ""
    last_day: str = ""

    @property
    def onlooker(self) -> Onlooker:
        """For whom it is, from fields without errors."""
        partner = int(self.partner) if self.audience == "partner" else None
        return Onlooker(cast("Audience", self.audience), partner)

    @property
    def sets(self) -> frozenset[FieldSet]:
        """The sets of fields that are ticked, from fields without errors."""
        return frozenset(cast("FieldSet", name) for name in self.fields)

    @property
    def shown(self) -> TypedRelease:
        """The fields as a page can show them."""
        return msgspec.structs.replace(
            self,
            purpose=visible(self.purpose),
            office=visible(self.office),
            last_day=visible(self.last_day),
        )


def blank(what: Releasable, today: date) -> TypedRelease:
    """What the form begins with: nobody is chosen, and the first set of fields alone."""
    return TypedRelease(
        fields=what.sets[:1], office=what.office, last_day=_months_after(today, MONTHS_BY_DEFAULT).isoformat()
    )


def read_release(form: MultiDict[str, str], what: Releasable) -> TypedRelease:
    """The fields of the form; the first set of fields is always among those ticked."""
    ticked = form.getlist("fields")
    return TypedRelease(
        audience=form.get("audience", ""),
        partner=form.get("partner", ""),
        fields=(what.sets[0], *(name for name in ticked if name != what.sets[0])),
        purpose=lines(form.get("purpose", "")),
        office=one_line(form.get("office", "")).strip(),
        last_day=form.get("last_day", "").strip(),
    )


def release_errors(
    typed: TypedRelease, what: Releasable, partners: Collection[str], today: date
) -> list[FormError]:
    """What is wrong or missing, field by field."""
    found = []
    if typed.audience not in AUDIENCES:
        found.append(FormError("audience", _("Choose for whom the release is.")))
    elif typed.audience == "partner" and typed.partner not in partners:
        found.append(FormError("partner", _("Choose the partner.")))
    if not set(typed.fields) <= set(what.sets):
        found.append(FormError("fields", _("Tick only what is offered.")))
    elif typed.audience == "open" and not all(is_shown_to("open", name) for name in typed.sets):
        words = _("The gap is a score, and no score of a need is shown to the public: untick it.")
        found.append(FormError("fields", words))
    found += text_errors("purpose", typed.purpose, _("Write what the release is for."))
    if not typed.office:
        found.append(FormError("office", _("Write which office approves the release.")))
    elif problem := line_problem(typed.office, LONGEST_OFFICE):
        found.append(FormError("office", _("This text %(problem)s.", problem=problem)))
    return found + _day_errors(typed.last_day, today)


def meant_by(typed: TypedRelease, what: Releasable, today: date) -> NewRelease:
    """The release that fields without errors mean."""
    onlooker = typed.onlooker
    return NewRelease(
        kind=what.kind,
        record=what.number,
        fields=typed.sets,
        audience=onlooker.audience,
        partner=onlooker.partner,
        purpose=typed.purpose,
        office=typed.office,
        first_day=today,
        last_day=date.fromisoformat(typed.last_day),
        needs_second=needs_second(typed, what),
    )


def needs_second(typed: TypedRelease, what: Releasable) -> bool:
    """Whether another focal point has to agree: what is restricted goes beyond UNODC."""
    return what.is_restricted and typed.audience != "unodc"


def _day_errors(written: str, today: date) -> list[FormError]:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return [FormError("last_day", _("Write the last day as a date, such as 2027-11-01."))]
    if day < today:
        return [FormError("last_day", _("The last day lies in the past."))]
    if day > _months_after(today, 12 * MOST_YEARS):
        return [FormError("last_day", _("A release holds for five years at most; it can be given again."))]
    return []


def _months_after(day: date, months: int) -> date:
    """The last day of a period of so many months that begins on `day`."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    length = (first.replace(day=28) + timedelta(4)).replace(day=1) - first
    return first + timedelta(min(day.day, length.days) - 1)
