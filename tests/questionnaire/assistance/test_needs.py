"""What a need must say before it is approved, and how one begins."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from questionnaire.assistance.need import (
    FrozenGap,
    Need,
    fits,
    is_restricted,
    missing,
    needs_rights_note,
)
from questionnaire.assistance.proposals import proposed
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from tests.questionnaire.builders import level, sheet

GAP = FrozenGap(10, 30, 75, "cybercrime-prevention", "1.0", date(2026, 11, 1), 3)
WHOLE = Need(
    title="Training of judges",
    unit="R10",
    assistance="TA06",
    gap=GAP,
    description="Two courses a year",
    objective="Judges are trained on electronic evidence",
    urgency=2,
    urgency_reason="The new law comes into force next year",
    office="Ministry of Justice",
)

# `assistance.md`, Records: tools and powers that can be turned against people.
RIGHTS_NOTES = [
    ("R10", ("TA06",), False),
    ("R10", ("TA09",), True),
    ("R10", ("TA06", "TA10"), True),
    ("R08", ("TA06",), True),
    ("R11", ("TA01",), True),
    ("R12", ("TA01",), True),
    ("R15", ("TA01",), True),
    ("R01", ("TA16",), False),
]


@pytest.mark.parametrize(("unit", "types", "is_needed"), RIGHTS_NOTES)
def test_tools_and_powers_need_a_note_on_human_rights(
    unit: str, types: tuple[str, ...], *, is_needed: bool
) -> None:
    assert needs_rights_note(unit, types) is is_needed
    need = msgspec.structs.replace(WHOLE, unit=unit, assistance=types[0], further=types[1:])
    assert ("rights_note" in missing(need)) is is_needed
    assert "rights_note" not in missing(msgspec.structs.replace(need, rights_note="Court order needed"))


@pytest.mark.parametrize("name", ["title", "description", "objective", "urgency_reason", "office"])
def test_a_need_that_says_nothing_there_is_not_approved(name: str) -> None:
    assert missing(WHOLE) == ()
    assert missing(msgspec.structs.replace(WHOLE, **{name: " \n"})) == (name,)


def test_a_need_without_urgency_is_not_approved() -> None:
    assert missing(msgspec.structs.replace(WHOLE, urgency=None)) == ("urgency",)


def test_every_draft_of_an_assessment_becomes_a_need_that_fits_its_instrument() -> None:
    instrument = published()
    for seed in range(5):
        answers = random_sheet(instrument, seed=seed)
        outcome = outcome_of(instrument, answers)
        for drafts in outcome.needs.values():
            for draft in drafts:
                need = proposed(instrument, answers, outcome, draft)
                assert fits(instrument, need)
                assert need.questions == draft.questions
                assert need.gap.on == answers.reference_date
                assert (need.gap.low, need.gap.high) == (
                    outcome.gaps[need.unit].gap.low,
                    outcome.gaps[need.unit].gap.high,
                )
                assert msgspec.json.decode(msgspec.json.encode(need), type=Need) == need


def test_the_objective_is_what_the_next_level_asks() -> None:
    instrument = published()
    question = next(each for each in instrument.unit("R10").scored_questions if each.kind == "maturity")
    answers = sheet({question.code: level(1)})
    outcome = outcome_of(instrument, answers)
    draft = next(draft for draft in outcome.needs["R10"] if question.code in draft.questions)
    objective = proposed(instrument, answers, outcome, draft).objective
    assert question.levels[2] in objective.splitlines()
    assert question.levels[3] not in objective.splitlines()


def test_codes_that_the_instrument_does_not_know_do_not_fit() -> None:
    instrument = published()
    for wrong in (
        {"unit": "R99"},
        {"assistance": "TA99"},
        {"further": ("TA06",)},
        {"further": ("TA01", "TA02", "TA03")},
        {"clauses": ("R01.a",)},
        {"questions": ("R01.1",)},
        {"urgency": 5},
    ):
        assert not fits(instrument, msgspec.structs.replace(WHOLE, **wrong)), wrong
    assert fits(instrument, WHOLE)


def test_a_need_is_restricted_when_one_of_its_questions_is() -> None:
    instrument = published()
    secret = next(question for question in instrument.questions if question.restricted)
    plain = next(question for question in instrument.questions if not question.restricted)
    assert is_restricted(instrument, msgspec.structs.replace(WHOLE, questions=(plain.code, secret.code)))
    assert not is_restricted(instrument, msgspec.structs.replace(WHOLE, questions=(plain.code,)))
