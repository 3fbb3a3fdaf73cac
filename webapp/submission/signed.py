"""What each institution signs for, and whether its signature still fits its answers."""

from __future__ import annotations

import msgspec

from questionnaire.answers import AnswerSheet
from reports.papers.sign_off import signed_hash
from webapp.assessment.opened import Opened
from webapp.records import sign_offs, submissions
from webapp.records.sign_offs import Signature


class Signing(msgspec.Struct, frozen=True):
    """An institution, what it would sign now, and who signed for it last."""

    number: int
    name: str
    questions: tuple[str, ...]
    hash: str
    signature: Signature | None

    @property
    def has_signed(self) -> bool:
        """Whether somebody signed for exactly these answers."""
        return self.signature is not None and self.signature.hash == self.hash

    @property
    def has_changed_since(self) -> bool:
        """Whether somebody signed, but an answer has changed since."""
        return self.signature is not None and self.signature.hash != self.hash


def signings_of(here: Opened, sheet: AnswerSheet | None = None) -> list[Signing]:
    """The institutions that are asked anything in the modules switched on, by name."""
    sheet = submissions.sheet_that_counts(here.row) if sheet is None else sheet
    asked = {question.code for unit in here.units for question in unit.questions}
    signed = sign_offs.signatures(here.row)
    found = []
    for institution in sign_offs.asked_institutions(here.row):
        own = tuple(code for code in institution.questions if code in asked)
        if own:
            present = signed_hash(here.instrument, sheet, institution=institution.name, questions=own)
            signature = signed.get(institution.number)
            found.append(Signing(institution.number, institution.name, own, present, signature))
    return found
