"""What an institution signs, and how anybody can see later whether it is still the same."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import msgspec
import pytest

from questionnaire.answers import (
    Answer,
    Answered,
    AnswerSheet,
    DontKnow,
    Evidence,
    EvidenceItem,
    Level,
    NotApplicable,
    Number,
    Unanswered,
    Withheld,
)
from questionnaire.loading import published
from reports import papers
from reports.papers import NothingAsked, Particulars, SignOffSheet, UnknownQuestion
from tests.reports.papers.conftest import PARTICULARS

CODES = ("R02.2", "R02.3", "R04.4", "R04.7", "R16.3")
ANSWERS: dict[str, Answer] = {
    "R02.2": Answered(value=Level(3), comment="As agreed"),
    "R02.3": DontKnow(),
    "R04.7": NotApplicable(reason="No offender"),
    "R16.3": Withheld(),
    "R05.1": DontKnow(),
}


def sheet(answers: dict[str, Answer] | None = None) -> AnswerSheet:
    instrument = published()
    modules = tuple(module.code for module in instrument.modules)
    given = ANSWERS if answers is None else ANSWERS | answers
    return AnswerSheet(instrument.code, instrument.version, "XAA", date(2026, 11, 1), modules, given)


def signed(answers: dict[str, Answer] | None = None, institution: str = "Police") -> str:
    return papers.signed_hash(published(), sheet(answers), institution=institution, questions=CODES)


def sign_off(particulars: Particulars = PARTICULARS) -> SignOffSheet:
    return papers.sign_off_sheet(published(), sheet(), particulars, questions=CODES)


def test_answers_stand_by_state_and_what_is_not_known_withheld_or_missing_stands_apart() -> None:
    found = {group.title: [answer.code for answer in group.answers] for group in sign_off().groups}
    assert found == {
        "Answered": ["R02.2"],
        "Not applicable": ["R04.7"],
        "Don’t know": ["R02.3"],
        "Withheld": ["R16.3"],
        "Not answered": ["R04.4"],
    }
    assert (sign_off().question_count, sign_off().restricted_count) == (5, 1)


def test_the_approver_is_named_and_the_declaration_names_institution_and_day() -> None:
    assert sign_off().approver == "Wanjiru Kamau"
    assert "Office of the Director of Public Prosecutions as of 1 November 2026" in sign_off().declaration
    assert "my institution." in sign_off(Particulars()).declaration


def test_the_hash_can_be_calculated_again_from_the_answers_file() -> None:
    content = {
        "format": "cpsa-signed/1",
        "instrument": "cybercrime-prevention",
        "version": "1.0",
        "country": "XAA",
        "reference_date": "2026-11-01",
        "institution": "Police",
        "answers": {
            "R02.2": {"state": "answered", "level": 3, "comment": "As agreed"},
            "R02.3": {"state": "dont_know"},
            "R04.4": {"state": "unanswered"},
            "R04.7": {"state": "not_applicable", "reason": "No offender"},
            "R16.3": {"state": "withheld"},
        },
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert signed() == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "answers",
    [
        {"R02.2": Answered(value=Level(2), comment="As agreed")},
        {"R02.2": Answered(value=Level(3), comment="As agreed.")},
        {"R02.3": Withheld()},
        {"R02.3": DontKnow(evidence=Evidence(2, (EvidenceItem("Order 12"),)))},
        {"R02.3": DontKnow(numbers=(Number("reports_received", 5),))},
        {"R04.4": Unanswered(comment="Later")},
        {"R04.7": NotApplicable(reason="Another reason")},
    ],
)
def test_another_answer_comment_figure_or_document_gives_another_hash(answers: dict[str, Answer]) -> None:
    assert signed(answers) != signed()


def test_another_institution_gives_another_hash_and_answers_of_others_do_not() -> None:
    assert signed(institution="Judiciary") != signed()
    assert signed({"R05.1": Withheld()}) == signed()


def test_the_hash_is_of_what_is_signed_and_not_of_the_paper() -> None:
    later = msgspec.structs.replace(PARTICULARS, generated_on=date(2027, 1, 1), approver="Somebody else")
    assert sign_off(later).signed_hash == sign_off().signed_hash
    assert sign_off(later).content_hash != sign_off().content_hash
    backwards = papers.sign_off_sheet(published(), sheet(), PARTICULARS, questions=CODES[::-1])
    assert backwards.signed_hash == sign_off().signed_hash


def test_nothing_and_unknown_questions_are_not_signed() -> None:
    with pytest.raises(NothingAsked):
        papers.sign_off_sheet(published(), sheet(), PARTICULARS, questions=())
    with pytest.raises(UnknownQuestion):
        papers.sign_off_sheet(published(), sheet(), PARTICULARS, questions=("R99.1",))
