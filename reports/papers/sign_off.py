"""The sheet on which an institution signs for its answers, and the hash of what it signs."""

from __future__ import annotations

import hashlib
import json

from questionnaire.answer_wire import answer_to_wire
from questionnaire.answers import AnswerSheet, State
from questionnaire.instrument import Instrument
from reports.content.answers import entry
from reports.content.gathered import Gathered
from reports.content.parts import AnswerEntry
from reports.papers.asked import chosen, gather
from reports.papers.front import front
from reports.papers.particulars import Particulars
from reports.papers.structure import SignedGroup, SignOffSheet

SIGNED_FORMAT = "cpsa-signed/1"
# The order on the sheet: what was said first, then what is missing from it.
STATES: tuple[State, ...] = ("answered", "not_applicable", "dont_know", "withheld", "unanswered")


def sign_off_sheet(
    instrument: Instrument,
    sheet: AnswerSheet,
    particulars: Particulars,
    *,
    questions: tuple[str, ...],
) -> SignOffSheet:
    """What one institution answered to its questions, in words, with lines to sign.

    The person named in `particulars.approver` signs; without a name there is a line for one.
    Raises `UnknownQuestion`, `NothingAsked` and `reports.language.LanguageNotOffered`.
    """
    gathered = gather(instrument, sheet, particulars.language)
    _ = gathered.wording.gettext
    codes = chosen(gathered, questions)
    entries = tuple(entry(gathered, question) for question in instrument.questions if question.code in codes)
    signed = signed_hash(instrument, sheet, institution=particulars.institution, questions=questions)
    return SignOffSheet(
        language=particulars.language,
        front=front(
            gathered,
            particulars,
            title=_("Sign-off sheet"),
            classification=_("Working file, national use only"),
            foot=_("What is signed (SHA-256): {signed}").format(signed=signed),
        ),
        approver=particulars.approver,
        signed_hash=signed,
        declaration=declaration(gathered, particulars),
        groups=groups(gathered, entries),
        question_count=len(entries),
        restricted_count=sum(answer.restricted for answer in entries),
    )


def signed_hash(
    instrument: Instrument, sheet: AnswerSheet, *, institution: str, questions: tuple[str, ...]
) -> str:
    """SHA-256 over who signs what: institution, questionnaire, and each answer as in the answers file.

    It does not depend on the language or the look of the sheet, so that anybody who has the answers can
    calculate it again. Questions without an answer are signed as such.
    """
    content = {
        "format": SIGNED_FORMAT,
        "instrument": instrument.code,
        "version": instrument.version,
        "country": sheet.country,
        "reference_date": sheet.reference_date.isoformat(),
        "institution": institution,
        "answers": {code: answer_to_wire(sheet.answer_to(code)) for code in questions},
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def groups(gathered: Gathered, entries: tuple[AnswerEntry, ...]) -> tuple[SignedGroup, ...]:
    """The answers by state; states that no answer has are left out."""
    by_state = ((state, tuple(answer for answer in entries if answer.state == state)) for state in STATES)
    return tuple(
        SignedGroup(gathered.wording.state(state), answers) for state, answers in by_state if answers
    )


def declaration(gathered: Gathered, particulars: Particulars) -> str:
    """What the signature says."""
    _ = gathered.wording.gettext
    institution = particulars.institution or _("my institution")
    if particulars.reference_date is None:
        return _("I confirm that the sheets behind this page state the answers of {institution}.").format(
            institution=institution
        )
    return _(
        "I confirm that the sheets behind this page state the answers of {institution} as of {day}."
    ).format(institution=institution, day=gathered.wording.day(particulars.reference_date))
