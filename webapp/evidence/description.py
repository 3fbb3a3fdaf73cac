"""A document as somebody describes it: title, who issued it, when, where it can be read."""

from __future__ import annotations

from collections.abc import Callable

from questionnaire.answer_wire import is_date, is_link
from questionnaire.answers import EvidenceItem
from questionnaire.wire import text_problem
from webapp.evidence.seal import unsealed
from webapp.typed import TypedItem
from webapp.wording import _


def document_meant(typed: TypedItem, wrong: Callable[[str, str], None]) -> EvidenceItem:
    """The document that was meant. `wrong` is told which part of the description cannot be kept, and why."""
    for part in ("title", "body", "date", "link"):
        problem = text_problem(getattr(typed, part))
        if problem is not None:
            wrong(part, _("This text %(problem)s.", problem=problem))
    document = EvidenceItem(
        title=typed.title if typed.title.strip() else "",
        body=typed.body if typed.body.strip() else "",
        date=typed.date.strip(),
        link=typed.link.strip(),
        file=(unsealed(typed.file) or "") if typed.file else "",
    )
    if not document.title:
        wrong("title", _("Write the title of the document."))
    if typed.file and not document.file:
        wrong("title", _("The file is not known here. Attach it again."))
    if document.date and not is_date(document.date):
        wrong("date", _("Write the date as 2025-03-01, 2025-03 or 2025."))
    if document.link and not is_link(document.link):
        wrong("link", _("Write the whole web address; it begins with https:// or http://."))
    return document
