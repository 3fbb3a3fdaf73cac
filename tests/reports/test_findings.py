"""Findings in words: four parts, each naming what it rests on, and nothing that the answers do not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given

from questionnaire.answers import Answer, Answered, AnswerSheet, Selection, applicable_options
from questionnaire.instrument import Question
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports.content import findings
from reports.content.audience import PUBLIC
from reports.content.gathered import Gathered
from reports.content.parts import UnitFinding
from reports.content.wording import Wording
from reports.language import translations
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    level,
    no,
    partial,
    sheet,
    ticked,
    unanswered,
    withheld,
    yes,
)
from tests.questionnaire.random_sheets import any_sheets, best, whole_sheets
from tests.reports.conftest import report_on

CODE = re.compile(r"\b[RU]\d+\.(?:\d+|[a-z]+)\b")
QUOTED = re.compile(r"“[^”]*”")
# Words that judge, fill, or could be said of any country. What is in quotation marks is the questionnaire's.
FORBIDDEN = re.compile(
    r"\b(?:"
    r"adequate|appropriate|challenge|challenges|clearly|comprehensive|considerable|critical|"
    r"crucial|effective|effort|efforts|excellent|generally|good|great|high|highly|"
    r"important|importantly|impressive|inadequate|insufficient|key|lack|lacks|largely|"
    r"limited|low|major|merely|moderate|notable|only|overall|poor|poorly|progress|quite|"
    r"rather|remarkable|robust|serious|seriously|significant|significantly|solid|some|"
    r"somewhat|strong|strongly|substantial|successful|unfortunately|urgent|urgently|very|"
    r"vital|weak|weakness|well"
    r")\b",
    re.IGNORECASE,
)


def gathered(asked: AnswerSheet) -> Gathered:
    """The assessment with all that follows from it."""
    return Gathered(published(), asked, outcome_of(published(), asked), Wording(translations("en")))


def found_in(assessment: Gathered) -> Iterator[tuple[str, UnitFinding]]:
    """Every finding, with its kind."""
    for unit in assessment.units:
        for kind, finding in (
            ("strength", findings.strength(assessment, unit)),
            ("gap", findings.gap(assessment, unit)),
        ):
            if finding is not None:
                yield kind, finding


def parts(finding: UnitFinding) -> tuple[str, str, str, str]:
    """The four parts."""
    return finding.now, finding.proof, finding.consequence, finding.next_level


def gap(unit: str, **answers: Answer) -> UnitFinding:
    """The gap to 100 of a unit with these answers, by the last part of their codes."""
    given_answers = {f"{unit}.{number[1:]}": answer for number, answer in answers.items()}
    asked = sheet(given_answers, modules=ALL_MODULES, targets={unit: 100})
    found = findings.gap(gathered(asked), published().unit(unit))
    assert found is not None
    return found


# --- What a finding says ------------------------------------------------------------------------------------


def test_a_finding_has_level_now_proof_consequence_and_next_level() -> None:
    finding = gap("R10", q1=level(1, 2), q2=yes(3), q3=level(4, 3), q4=level(4, 3))
    levels = published().question("R10.1").levels
    assert finding.now == f"R10.1 is at level 1 of 4: “{levels[1]}”."
    assert finding.proof == "Proof of R10.1: grade 2 (document cited), no document named."
    assert finding.consequence == (
        "Partly met: R10.a, “Specialised magistrates who handle cybercrime cases are trained”; R10.b."
    )
    assert finding.next_level == f"Level 2 of R10.1 asks: “{levels[2]}”."


@pytest.mark.parametrize(
    ("answer", "now", "next_level"),
    [
        pytest.param(
            dont_know(),
            "Not known (don’t know): R10.1, “How established",
            "Next: find out R10.1.",
            id="don't know",
        ),
        pytest.param(
            withheld(),
            "Not known (withheld): R10.1, “How established",
            "Next: decide whether R10.1 can be disclosed.",
            id="withheld",
        ),
        pytest.param(
            unanswered(),
            "Not known (not answered): R10.1, “How established",
            "Next: answer R10.1.",
            id="not answered",
        ),
    ],
)
def test_what_is_not_known_is_said_not_to_be_known(answer: Answer, now: str, next_level: str) -> None:
    finding = gap("R10", q1=answer, q2=yes(), q3=level(4), q4=level(4))
    assert finding.now.startswith(now)
    assert finding.proof == "Proof of R10.1: none while it is not known."
    assert finding.consequence.startswith("Not known: R10.a, ")
    assert finding.next_level == next_level


def test_a_choice_and_a_selection_say_what_was_answered_and_what_is_open() -> None:
    options = published().question("R02.1").scored_options
    tools = gap(
        "R02", q1=ticked(options[0].code), q2=level(4), q3=level(4), q4=best(published().question("R02.4"))
    )
    assert tools.now == f"R02.1 ticks 1 of 3 options: “{options[0].text}”."
    assert tools.next_level == f"Still open in R02.1: “{options[1].text}”; “{options[2].text}”."
    courts = gap("R10", q1=level(4), q2=partial(), q3=level(4), q4=level(4))
    assert courts.now.startswith("R10.2 is answered “partial”: “Are cybercrime cases assigned")
    assert courts.next_level == "Next is a full yes to R10.2 instead of “partial”."


def test_a_question_that_waits_for_another_says_for_which() -> None:
    counted = sheet({"U2.4": level(1, 3), "U2.5": ticked("computer-scientists")}, modules=ALL_MODULES)
    assert findings.level_now(gathered(counted), published().question("U2.5")) == (
        "U2.5 counts as 0: it applies only if U2.4 is at level 2 or higher."
    )
    waiting = gathered(sheet({"U2.4": dont_know()}, modules=ALL_MODULES))
    assert findings.level_now(waiting, published().question("U2.5")) == (
        "U2.5 is not known: it applies only if U2.4 is at level 2 or higher, which is not known."
    )
    assert findings.next_level(waiting, published().question("U2.5")) == (
        "U2.5 asks first that U2.4 is at level 2 or higher."
    )


def test_a_safeguard_says_what_it_holds_back() -> None:
    finding = gap("R12", q1=level(4), q2=yes(), q3=level(1), q4=level(4))
    assert finding.question == "R12.3"
    assert finding.consequence.startswith("Because of R12.3, R12.1 counts as 0.5 instead of 1 of 1.")
    unknown = gap("R12", q1=level(4), q2=yes(), q3=dont_know(), q4=level(4))
    assert unknown.consequence.startswith(
        "While R12.3 is not known, R12.1 counts as 0.25–1 instead of 1 of 1."
    )


def test_a_candid_no_needs_no_proof() -> None:
    finding = gap("R10", q1=level(4), q2=no(), q3=level(4), q4=level(4))
    assert finding.proof == "Proof of R10.2: none is named, and none is needed where nothing is claimed."


def test_a_strength_is_worth_three_quarters_for_certain_and_the_best_proven_comes_first() -> None:
    answers = {"R10.1": level(2, 4), "R10.2": yes(1), "R10.3": level(3, 4), "R10.4": dont_know()}
    finding = findings.strength(gathered(sheet(answers)), published().unit("R10"))
    assert finding is not None
    assert finding.question == "R10.3"
    assert finding.consequence.startswith("Met: R10.d, ")


def test_a_strength_that_meets_a_clause_comes_before_one_that_is_better_proven() -> None:
    # R10.2 asks about context alone, which no answer meets.
    answers = {"R10.1": level(0), "R10.2": yes(4), "R10.3": level(3, 2), "R10.4": level(0)}
    finding = findings.strength(gathered(sheet(answers)), published().unit("R10"))
    assert finding is not None
    assert finding.question == "R10.3"


def test_a_version_for_others_tells_neither_why_an_answer_is_missing_nor_that_there_are_no_documents() -> (
    None
):
    hidden = report_on(random_sheet(published(), seed=5), variant=PUBLIC)
    found = [finding for unit in hidden.units for finding in (unit.strength, unit.gap) if finding is not None]
    told = " ".join(part for finding in found for part in parts(finding))
    assert "Not shown in this version: R08.1" in told
    for words in (
        "disclosed",
        "find out",
        "Next: answer",
        "document named",
        "documents named",
        "while it is not",
    ):
        assert words not in told


def test_a_power_held_back_by_its_safeguard_is_no_strength() -> None:
    answers = {"R12.1": level(4, 4), "R12.2": no(), "R12.3": level(0), "R12.4": level(0)}
    assert findings.strength(gathered(sheet(answers)), published().unit("R12")) is None


def test_a_unit_at_its_target_has_no_gap_and_one_without_a_strong_answer_no_strength() -> None:
    full = gathered(sheet({q.code: best(q) for q in published().questions}))
    assert {kind for kind, _ in found_in(full)} == {"strength"}
    nothing_known = gathered(sheet({}))
    assert {kind for kind, _ in found_in(nothing_known)} == {"gap"}


# --- What no finding says -----------------------------------------------------------------------------------


@whole_sheets
@given(any_sheets())
def test_every_finding_has_its_four_parts_and_each_names_what_it_rests_on(asked: AnswerSheet) -> None:
    codes = {question.code for question in published().questions}
    codes |= {clause.code for clause in published().clauses}
    for _kind, finding in found_in(gathered(asked)):
        for part in parts(finding):
            named = set(CODE.findall(QUOTED.sub("", part)))
            assert named, part
            assert named <= codes
            assert part.endswith((".", "?”", ".”", "”")), part
            assert "  " not in part
            assert ".." not in part


@whole_sheets
@given(any_sheets())
def test_no_finding_judges_or_fills(asked: AnswerSheet) -> None:
    for _kind, finding in found_in(gathered(asked)):
        for part in parts(finding):
            own_words = QUOTED.sub("", part).replace("it applies only if", "")
            assert not FORBIDDEN.search(own_words), part


@whole_sheets
@given(any_sheets(), any_sheets())
def test_two_countries_share_a_sentence_only_where_the_answers_behind_it_are_equal(
    one: AnswerSheet, other: AnswerSheet
) -> None:
    assert_shared_sentences_rest_on_equal_facts(gathered(one), gathered(other))


@pytest.mark.parametrize("seed", range(12))
def test_two_invented_countries_share_a_sentence_only_where_their_answers_are_equal(seed: int) -> None:
    here, there = (
        gathered(random_sheet(published(), seed=number, complete=number % 2 == 0))
        for number in (seed, seed + 100)
    )
    assert_shared_sentences_rest_on_equal_facts(here, there)


def assert_shared_sentences_rest_on_equal_facts(here: Gathered, there: Gathered) -> None:
    """Each part of each finding, where the other country's same unit has it word for word."""
    theirs = {(kind, finding.unit): finding for kind, finding in found_in(there)}
    for kind, finding in found_in(here):
        other = theirs.get((kind, finding.unit))
        if other is None:
            continue
        for name, facts in FACTS.items():
            if getattr(finding, name) == getattr(other, name):
                assert facts(here, finding) == facts(there, other), getattr(finding, name)


def value_facts(assessment: Gathered, finding: UnitFinding) -> object:
    """How the question stands, and its value as far as it is asked."""
    question = published().question(finding.question)
    score = assessment.outcome.scores.questions[question.code]
    if score.branching != "asked":
        return score.branching
    answer = assessment.answer(question)
    return (question.code, score.state, _value(question, answer))


def _value(question: Question, answer: Answer) -> object:
    if not isinstance(answer, Answered):
        return None
    if not isinstance(answer.value, Selection):
        return answer.value
    exclusive = any(question.option(code).exclusive for code in answer.value.selected)
    options = {option.code for option in applicable_options(question, answer.value)}
    return (frozenset() if exclusive else options & set(answer.value.selected), len(options))


def missing_facts(assessment: Gathered, finding: UnitFinding) -> object:
    """What is left of the question to reach."""
    question = published().question(finding.question)
    score, answer = assessment.outcome.scores.questions[question.code], assessment.answer(question)
    if score.branching == "asked" and isinstance(answer, Answered) and isinstance(answer.value, Selection):
        return finding.question, findings.parted(question, answer.value)[1] or _value(question, answer)
    if score.branching != "asked":
        return finding.question
    return value_facts(assessment, finding)


def proof_facts(assessment: Gathered, finding: UnitFinding) -> object:
    """What the question's answer rests on."""
    question = published().question(finding.question)
    score, evidence = assessment.outcome.scores.questions[question.code], assessment.answer(question).evidence
    if not score.known or score.branching != "asked":
        return (question.code, score.known)
    return (question.code, evidence.grade, len(evidence.items))


def clause_facts(assessment: Gathered, finding: UnitFinding) -> object:
    """The statuses of the clauses that the sentence names, and what the powers count that it names."""
    named = CODE.findall(QUOTED.sub("", finding.consequence))
    scores = assessment.outcome.scores.questions
    return [
        (code, assessment.clause_statuses.get(code)) if code not in scores else (code, scores[code].capped)
        for code in named
    ]


FACTS = {
    "now": value_facts,
    "proof": proof_facts,
    "consequence": clause_facts,
    "next_level": missing_facts,
}
