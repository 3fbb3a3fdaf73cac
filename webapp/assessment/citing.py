"""Citing a document for one question: one that is on the list, or a new one with its file."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.answers import EvidenceItem
from questionnaire.instrument import Question
from webapp import kept
from webapp.access import WRITERS, open_to
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.register import Entry, cite, entries, offered
from webapp.assessment.steps import last_typed
from webapp.evidence.arriving import arrived_file
from webapp.evidence.document_form import Described, described_in, typed_document
from webapp.forms import typed_item_for
from webapp.receiving import takes_a_file
from webapp.records import evidence
from webapp.tables import DRAFT
from webapp.typed import FormError, TypedItem, visible_item
from webapp.wording import _

PATH = "/countries/<country>/assessments/<int:number>/questions/<code>/evidence"
LONGEST_CHOICE = 120


@blueprint.get(PATH)
@open_to(WRITERS, while_=(DRAFT,))
def ask_for_evidence(country: str, number: int, code: str) -> ResponseReturnValue:
    """Offer the documents on the list, and a form for a new one."""
    here = opened(country, number)
    form = kept.kept_form()
    typed = typed_document(form) if form else TypedItem()
    return _page(here, here.question(code), Described(typed), is_kept=form is not None)


@blueprint.post(f"{PATH}/listed")
@open_to(WRITERS, while_=(DRAFT,))
def cite_listed(country: str, number: int, code: str) -> ResponseReturnValue:
    """Cite a document that is on the list."""
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    wanted = request.form.get("document")
    chosen = [entry for entry in entries(here) if str(entry.document.id) == wanted and entry.is_offered]
    if not chosen:
        error = FormError("document", _("Choose one of the documents offered."))
        return _page(here, asked, Described(TypedItem(), errors=(error,))), 422
    _cite(here, asked, evidence.item_of(chosen[0].document))
    return redirect(_place_of(here, asked), 303)


@blueprint.post(PATH)
@open_to(WRITERS, while_=(DRAFT,))
@takes_a_file
def cite_new(country: str, number: int, code: str) -> ResponseReturnValue:
    """Put a document on the list, with its file if one came along, and cite it."""
    opened(country, number).question(code)
    arrived = arrived_file(country)
    here = opened(country, number, to_write=True)
    asked = here.question(code)
    described = described_in(request.form, arrived)
    if described.errors:
        return _page(here, asked, described), 422
    _cite(here, asked, evidence.item_of(offered(here, described)))
    kept.forget_form()
    return redirect(_place_of(here, asked), 303)


def _cite(here: Opened, asked: Question, item: EvidenceItem) -> None:
    """Cites it, also in what waits unsaved on the page of the unit, which then builds on the new revision."""
    before = cite(here, asked, item)
    place = here.address("assessment.unit", code=here.instrument.unit_of(asked.code).code)
    form = kept.kept_form(place)
    if before is None or form is None:
        return
    waiting = last_typed(form)
    base, dot, filled = waiting.get(f"{asked.code}-base", "").partition(".")
    if base != str(before):
        return
    waiting[f"{asked.code}-base"] = f"{before + 1}{dot}{filled}"
    typed = typed_item_for(item)
    for part in typed.__struct_fields__:
        waiting.add(f"{asked.code}-item-{part}", getattr(typed, part))
    kept.keep(waiting.items(multi=True), place)


def _page(here: Opened, asked: Question, described: Described, *, is_kept: bool = False) -> str:
    found = entries(here)
    return render_template(
        "assessment/citing.html",
        here=here,
        asked=asked,
        unit=here.instrument.unit_of(asked.code),
        cited=[evidence.item_of(entry.document) for entry in found if asked.code in entry.cited_in],
        choices=[
            (str(entry.document.id), _in_one_line(entry)) for entry in found if _is_offered_for(entry, asked)
        ],
        typed=visible_item(described.typed),
        described=described,
        errors=described.errors,
        is_kept=is_kept,
    )


def _is_offered_for(entry: Entry, asked: Question) -> bool:
    return entry.is_offered and asked.code not in entry.cited_in


def _in_one_line(entry: Entry) -> str:
    document = entry.document
    words = ", ".join(part for part in (document.title, document.body, document.date) if part)
    return words if len(words) <= LONGEST_CHOICE else f"{words[:LONGEST_CHOICE]}…"


def _place_of(here: Opened, asked: Question) -> str:
    """The question on the page of its unit, which says what was saved."""
    unit = here.instrument.unit_of(asked.code)
    return here.address("assessment.unit", code=unit.code, saved=unit.code, _anchor=asked.code)
