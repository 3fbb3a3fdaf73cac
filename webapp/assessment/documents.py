"""The documents that a country cites: each described once, corrected for every answer that cites it."""

from __future__ import annotations

from flask import abort, current_app, flash, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp import audit, clock, kept
from webapp.access import COUNTRY_MEMBERS, WRITERS, open_to
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.register import Entry, correct, entries, entry_for, offered
from webapp.audit import Action
from webapp.evidence.arriving import arrived_file, evidence_folder
from webapp.evidence.document_form import Described, described_in, typed_document
from webapp.evidence.names import shown_name
from webapp.receiving import takes_a_file
from webapp.records import evidence
from webapp.tables import DRAFT, EvidenceDocument
from webapp.typed import TypedItem, visible, visible_item
from webapp.wording import _, ngettext

PATH = "/countries/<country>/assessments/<int:number>/documents"
MOST_LISTED = 50


@blueprint.get(PATH)
@open_to(COUNTRY_MEMBERS)
def documents(country: str, number: int) -> ResponseReturnValue:
    """List the documents that the person may see, or those with certain words in title or issuer, page by
    page.
    """
    here = opened(country, number)
    sought = request.args.get("find", "")
    found = [entry for entry in entries(here) if entry.is_listed and _has(entry.document, sought)]
    last = max(1, -(-len(found) // MOST_LISTED))
    place = min(max(1, request.args.get("page", 1, type=int)), last)
    before = (place - 1) * MOST_LISTED
    return render_template(
        "assessment/documents.html",
        here=here,
        found=found[before : before + MOST_LISTED],
        number=len(found),
        before=before,
        place=place,
        last=last,
        sought=visible(sought),
    )


@blueprint.get(f"{PATH}/add")
@open_to(WRITERS, while_=(DRAFT,))
def ask_for_document(country: str, number: int) -> ResponseReturnValue:
    """Ask for the description of a document, and for a file."""
    form = kept.kept_form()
    typed = typed_document(form) if form else TypedItem()
    return _form_page(opened(country, number), Described(typed), is_kept=form is not None)


@blueprint.post(f"{PATH}/add")
@open_to(WRITERS, while_=(DRAFT,))
@takes_a_file
def add_document(country: str, number: int) -> ResponseReturnValue:
    """Put a document on the list, without citing it yet."""
    opened(country, number)
    arrived = arrived_file(country)
    here = opened(country, number, to_write=True)
    described = described_in(request.form, arrived)
    if described.errors:
        return _form_page(here, described), 422
    offered(here, described)
    kept.forget_form()
    flash(_("“%(title)s” is on the list.", title=described.item.title))
    return redirect(here.address("assessment.documents"), 303)


@blueprint.get(f"{PATH}/<int:document>")
@open_to(WRITERS, while_=(DRAFT,))
def ask_for_correction(country: str, number: int, document: int) -> ResponseReturnValue:
    """Show the description of a document, to be corrected."""
    here = opened(country, number)
    entry = entry_for(here, document)
    if entry is None or not entry.may_correct:
        abort(404)
    form = kept.kept_form()
    typed = typed_document(form) if form else _typed_for(entry.document)
    return _form_page(here, Described(typed), entry, is_kept=form is not None)


@blueprint.post(f"{PATH}/<int:document>")
@open_to(WRITERS, while_=(DRAFT,))
@takes_a_file
def correct_document(country: str, number: int, document: int) -> ResponseReturnValue:
    """Describe a document anew, in every answer of this assessment that cites it.

    The old description is withdrawn and stays: for earlier revisions, and for other assessments.
    """
    opened(country, number)
    if not evidence.is_document_of(country, document):
        abort(404)
    arrived = arrived_file(country)
    here = opened(country, number, to_write=True)
    entry = entry_for(here, document)
    kept.forget_form()
    if entry is None or not entry.may_correct:
        return _form_page(here, Described(typed_document(request.form)), is_outdated=True), 409
    described = described_in(request.form, arrived, evidence.file_of(entry.document))
    if described.errors:
        return _form_page(here, described, entry), 422
    correct(here, entry, described)
    flash(_corrected_words(len(entry.cited_by)))
    return redirect(here.address("assessment.documents"), 303)


@blueprint.post(f"{PATH}/<int:document>/withdraw")
@open_to(WRITERS, while_=(DRAFT,))
def withdraw_document(country: str, number: int, document: int) -> ResponseReturnValue:
    """Offer a document no more, or again. Answers that cite it stay as they are."""
    here = opened(country, number, to_write=True)
    entry = entry_for(here, document)
    if entry is None or not entry.may_withdraw:
        abort(404)
    is_offered = request.form.get("then") == "offer"
    evidence.offer_again(entry.document) if is_offered else evidence.withdraw(entry.document, clock.now())
    action = Action.DOCUMENT_OFFERED if is_offered else Action.DOCUMENT_WITHDRAWN
    audit.record(action, country=country, assessment=number, subject=f"document {document}")
    flash(_("The document is offered again.") if is_offered else _("The document is offered no more."))
    return redirect(here.address("assessment.documents"), 303)


@blueprint.post(f"{PATH}/<int:document>/file")
@open_to(COUNTRY_MEMBERS)
def download_file(country: str, number: int, document: int) -> ResponseReturnValue:
    """Give out the file of a document, to be kept and never to be shown by the browser."""
    here = opened(country, number)
    entry = entry_for(here, document)
    file = evidence.file_of(entry.document) if entry else None
    if file is None:
        abort(404)
    path = evidence_folder().path(file.hash)
    if not path.is_file():
        current_app.logger.error("the file %s is missing from the evidence folder", file.hash)
        return render_template(
            "assessment/file_missing.html", here=here, name=shown_name(file.name), file=file
        ), 404
    audit.record(
        Action.FILE_DOWNLOADED,
        country=country,
        assessment=number,
        subject=f"document {document}",
        details={"file": file.hash},
    )
    return send_file(
        path,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=shown_name(file.name),
        conditional=False,
        etag=False,
    )


def _has(document: EvidenceDocument, sought: str) -> bool:
    text = f"{document.title} {document.body}".casefold()
    return all(word in text for word in sought.casefold().split())


def _typed_for(document: EvidenceDocument) -> TypedItem:
    return TypedItem(document.title, document.body, document.date, document.link)


def _form_page(
    here: Opened,
    described: Described,
    entry: Entry | None = None,
    *,
    is_kept: bool = False,
    is_outdated: bool = False,
) -> str:
    return render_template(
        "assessment/document.html",
        here=here,
        typed=visible_item(described.typed),
        described=described,
        entry=entry,
        errors=described.errors,
        is_kept=is_kept,
        is_outdated=is_outdated,
    )


def _corrected_words(answers: int) -> str:
    if not answers:
        return _("The document is corrected.")
    return ngettext(
        "The document is corrected, and one answer cites it so now.",
        "The document is corrected, and %(num)s answers cite it so now.",
        answers,
    )
