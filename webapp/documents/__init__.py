"""From the content of a document to its bytes, and the folder in which they are kept.

A document is a pure function of its content, its language and the edition of the report, so its hash is its
name: it is made once, however often it is downloaded.
"""

from __future__ import annotations

from webapp.documents.contents import (
    GAP_REPORT,
    MEDIA_TYPES,
    DocumentContent,
    Format,
    GapReportContent,
    PaperContent,
    PaperKind,
    RequestPackContent,
    edition,
    is_to_be_sealed,
    is_working_file_of,
    kind_of,
    read_content,
    variant_of,
)
from webapp.documents.folder import DocumentFolder
from webapp.documents.gap_reports import (
    compared_with,
    content_of,
    content_of_submission,
    for_readers,
    report_of,
    with_needs,
)
from webapp.documents.making import make_document
from webapp.documents.papers import paper_of

__all__ = [
    "GAP_REPORT",
    "MEDIA_TYPES",
    "DocumentContent",
    "DocumentFolder",
    "Format",
    "GapReportContent",
    "PaperContent",
    "PaperKind",
    "RequestPackContent",
    "compared_with",
    "content_of",
    "content_of_submission",
    "edition",
    "for_readers",
    "is_to_be_sealed",
    "is_working_file_of",
    "kind_of",
    "make_document",
    "paper_of",
    "read_content",
    "report_of",
    "variant_of",
    "with_needs",
]
