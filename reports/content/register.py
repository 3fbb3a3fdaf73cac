"""The register of evidence: every document cited, once, with the questions that it supports."""

from __future__ import annotations

from reports.content.parts import AnswerEntry, DocumentLine, EvidenceLine


def lines(entries: tuple[AnswerEntry, ...]) -> tuple[DocumentLine, ...]:
    """The documents that these answers cite, in the order of their references."""
    questions: dict[EvidenceLine, list[str]] = {}
    for entry in entries:
        for document in entry.evidence:
            cited_in = questions.setdefault(document, [])
            if entry.code not in cited_in:
                cited_in.append(entry.code)
    return tuple(DocumentLine(document, tuple(codes)) for document, codes in questions.items())
