"""The request pack: chosen needs with the draft of a covering letter, to be sent the official way."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.need import Need
from questionnaire.assistance.status import ENDED
from questionnaire.instrument import Instrument
from questionnaire.loading import installed
from reports.request_pack import PackedNeed, PackLine, RequestPack
from webapp import asked_documents, clock, documents, kept
from webapp.access import FOCAL_POINTS, open_to
from webapp.assessment.words import date_words
from webapp.assistance.entered import Entered, blueprint, entered
from webapp.assistance.need_words import field_label, field_text
from webapp.assistance.typed_need import LONGEST_OFFICE, LONGEST_TITLE
from webapp.assistance.typed_step import text_errors
from webapp.documents import RequestPackContent
from webapp.records import needs
from webapp.records.needs import SavedNeed
from webapp.tables import NeedRecord
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LANGUAGE = "en"
# What a request says of a need: not the gap, the questions behind it and the baseline, which are a score.
SAID = (
    "description",
    "objective",
    "clauses",
    "urgency",
    "urgency_reason",
    "wanted_by",
    "beneficiaries",
    "people",
    "end_users",
    "constraints",
    "conditions",
    "languages",
    "delivery",
    "cost",
    "contribution",
    "indicator",
    "rights_note",
    "office",
)


class TypedPack(msgspec.Struct, frozen=True):
    """What stands in the fields of the form."""

    chosen: tuple[str, ...] = ()
    addressee: str = ""
    reference: str = ""
    office: str = ""
    form: str = "docx"


@blueprint.get("/needs/pack")
@open_to(FOCAL_POINTS)
def choose_pack(country: str) -> ResponseReturnValue:
    """Ask which needs are requested, of whom and by which office."""
    here = entered(country)
    form = kept.kept_form()
    addressee = _("United Nations Office on Drugs and Crime, Vienna")
    typed = TypedPack(addressee=addressee) if form is None else _read(form)
    return _page(here, typed, is_kept=form is not None)


@blueprint.post("/needs/pack")
@open_to(FOCAL_POINTS)
def make_pack(country: str) -> ResponseReturnValue:
    """Have the pack made, or say what is missing."""
    here, typed = entered(country), _read(request.form)
    offered = _offered(country)
    kept.forget_form()
    if errors := _errors(typed, offered):
        return _page(here, typed, errors=errors), 422
    rows = [row for row in offered if str(row.id) in typed.chosen]
    content = RequestPackContent(
        edition=documents.edition(),
        format="pdf" if typed.form == "pdf" else "docx",
        pack=_pack(here, typed, rows),
    )
    # A document belongs to an assessment; this one to that from which its first need was born.
    assessment = needs.assessment_of(rows[0])
    rendering = asked_documents.ask_for(assessment, content)
    address = url_for("assistance.pack", country=country, number=assessment.id, rendering=rendering.id)
    return redirect(address, 303)


def _offered(country: str) -> list[NeedRecord]:
    """The needs that can be requested: approved, and not ended."""
    return [row for row in needs.needs_of(country) if row.status not in ENDED and row.status != "draft"]


def _pack(here: Entered, typed: TypedPack, rows: Sequence[NeedRecord]) -> RequestPack:
    return RequestPack(
        language=LANGUAGE,
        country=here.land.name,
        notice=_("This country and its needs are invented.") if here.land.is_invented else "",
        addressee=typed.addressee,
        reference=typed.reference,
        office=typed.office,
        day=date_words(clock.now().date()),
        needs=tuple(_packed(saved) for saved in needs.saved_needs(rows)),
    )


def _packed(saved: SavedNeed) -> PackedNeed:
    need = saved.need
    instrument = installed(need.gap.instrument, need.gap.version)
    first = (
        PackLine(_("Recommendation"), f"{need.unit} {instrument.unit(need.unit).title}"),
        PackLine(_("Assistance"), _types(need, instrument)),
    )
    said = ((name, field_text(instrument, need, name)) for name in SAID)
    return PackedNeed(
        need.title, (*first, *(PackLine(field_label(name), text) for name, text in said if text))
    )


def _types(need: Need, instrument: Instrument) -> str:
    return "\n".join(f"{code} {instrument.assistance_type(code).title}" for code in need.types)


def _read(form: MultiDict[str, str]) -> TypedPack:
    return TypedPack(
        chosen=tuple(form.getlist("need")),
        addressee=lines(form.get("addressee", "")),
        reference=one_line(form.get("reference", "")).strip(),
        office=one_line(form.get("office", "")).strip(),
        form=form.get("form", ""),
    )


def _errors(typed: TypedPack, offered: Sequence[NeedRecord]) -> list[FormError]:
    found = []
    if not typed.chosen:
        found.append(FormError("need", _("Tick at least one need.")))
    elif not set(typed.chosen) <= {str(row.id) for row in offered}:
        found.append(FormError("need", _("Tick only needs that are offered.")))
    found += text_errors("addressee", typed.addressee, _("Write to whom the request goes."))
    if not typed.office:
        found.append(FormError("office", _("Write which office is the contact.")))
    found += [
        FormError(name, _("This text %(problem)s.", problem=problem))
        for name, longest in (("reference", LONGEST_TITLE), ("office", LONGEST_OFFICE))
        if (problem := line_problem(getattr(typed, name), longest))
    ]
    if typed.form not in {"pdf", "docx"}:
        found.append(FormError("form", _("Choose one of the answers offered.")))
    return found


def _page(here: Entered, typed: TypedPack, *, errors: Sequence[FormError] = (), is_kept: bool = False) -> str:
    return render_template(
        "assistance/choose_pack.html",
        here=here,
        typed=msgspec.structs.replace(
            typed,
            addressee=visible(typed.addressee),
            reference=visible(typed.reference),
            office=visible(typed.office),
        ),
        offered=[(str(row.id), row.title) for row in _offered(here.land.code)],
        errors=list(errors),
        is_kept=is_kept,
    )
