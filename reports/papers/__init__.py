"""The printed papers beside the gap report: what people hand round, fill in by hand and sign.

Builders make the content and are pure; `reports.papers.printing` sets it in type and is heavy to import.
"""

from __future__ import annotations

from reports.papers.building import questionnaire, request_slip
from reports.papers.particulars import Particulars
from reports.papers.structure import Paper, Questionnaire, RequestSlip

__all__ = [
    "Paper",
    "Particulars",
    "Questionnaire",
    "RequestSlip",
    "questionnaire",
    "request_slip",
]
