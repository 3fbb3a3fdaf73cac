"""The printed papers beside the gap report: what people hand round, fill in by hand and sign.

Builders make the content and are pure; `reports.papers.printing` sets it in type and is heavy to import.
"""

from __future__ import annotations

from reports.papers.asked import NothingAsked, UnknownQuestion
from reports.papers.building import questionnaire, request_slip
from reports.papers.particulars import Particulars
from reports.papers.sign_off import sign_off_sheet, signed_hash
from reports.papers.structure import Paper, Questionnaire, RequestSlip, SignOffSheet

__all__ = [
    "NothingAsked",
    "Paper",
    "Particulars",
    "Questionnaire",
    "RequestSlip",
    "SignOffSheet",
    "UnknownQuestion",
    "questionnaire",
    "request_slip",
    "sign_off_sheet",
    "signed_hash",
]
