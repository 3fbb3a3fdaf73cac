"""Targets, gaps, priorities and their order (`method.md` sections 6 and 7, example 5)."""

from __future__ import annotations

import pytest

from questionnaire.answers import Answer, AnswerSheet, Rating
from questionnaire.gaps import (
    Gap,
    Importance,
    Ranked,
    UnitGap,
    gap_between,
    priority_of,
    ranked_priorities,
    target_of_question,
    threat_by_ranking,
)
from questionnaire.instrument import Kind
from questionnaire.loading import published
from questionnaire.outcome import Outcome, outcome_of
from questionnaire.scoring import Mean
from tests.questionnaire.builders import (
    ALL_MODULES,
    dont_know,
    level,
    ranked,
    rating,
    scores_of,
    sheet,
    ticked,
    yes,
)
from tests.questionnaire.worked_examples import PRINTED, R02, R10, R12, Answers

# --- Worked example 5 ---------------------------------------------------------------------------------------

EXAMPLE_5 = sheet(
    R02 | R10 | R12,
    targets={"R02": 75, "R10": 75, "R12": 75},
    ratings={
        "R12": rating(4, 4, (3, 3, 3)),
        "R10": rating(5, 4, (4, 3, 2)),
        "R02": rating(3, 5, (5, 4, 4)),
    },
)


@pytest.mark.parametrize(
    ("unit", "low", "middle", "high"),
    [("R12", 16.00, 16.00, 16.00), ("R10", 32.20, 32.20, 32.20), ("R02", 1.20, 8.43, 15.66)],
)
def test_example_5_priorities(unit: str, low: float, middle: float, high: float) -> None:
    found = outcome_of(published(), EXAMPLE_5).gaps[unit].priority
    assert (found.low, found.middle, found.high) == pytest.approx((low, middle, high), abs=PRINTED)


def test_example_5_order() -> None:
    groups = {line.code: line.group for line in outcome_of(published(), EXAMPLE_5).priorities}
    assert [code for code in groups if code in ("R02", "R10", "R12")] == ["R12", "R10", "R02"]
    assert groups["R12"] == "imbalance"
    assert groups["R10"] == "certain"
    # The example's prose calls R02 unclear; by the rule of section 6 a high end of 73.33 below a target of 75
    # is a certain gap, whose size alone is in doubt. The rule is exact, so it decides.
    assert groups["R02"] == "certain"


# --- Targets and gaps (section 6) ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "target", "gap", "kind"),
    [
        pytest.param(30, 30, 75, (45, 45), "certain", id="known and below"),
        pytest.param(53, 73, 75, (2, 22), "certain", id="a range wholly below"),
        pytest.param(53, 75, 75, (0, 22), "unclear", id="a range that may just reach it"),
        pytest.param(60, 90, 75, (0, 15), "unclear", id="a range across the target"),
        pytest.param(75, 75, 75, (0, 0), "none", id="just reached"),
        pytest.param(75, 100, 75, (0, 0), "none", id="reached whatever the unknown is"),
        pytest.param(0, 0, 0, (0, 0), "none", id="a target of nothing"),
        pytest.param(0, 100, 100, (0, 100), "unclear", id="nothing known"),
        pytest.param(75 - 1e-12, 75 - 1e-12, 75, (0, 0), "none", id="short by the last bit of a sum only"),
    ],
)
def test_a_gap(low: float, high: float, target: float, gap: tuple[float, float], kind: str) -> None:
    found = gap_between(Mean(low, high), target)
    assert (found.low, found.high) == gap
    assert found.middle == sum(gap) / 2
    assert found.kind == kind


def test_75_is_suggested_and_not_confirmed_until_a_country_says_so() -> None:
    found = outcome_of(published(), sheet(R10, targets={"R02": 75})).gaps
    assert (found["R10"].gap.target, found["R10"].gap.confirmed) == (75, False)
    assert (found["R02"].gap.target, found["R02"].gap.confirmed) == (75, True)


@pytest.mark.parametrize(
    ("kind", "target", "expected"),
    [
        ("maturity", 0, 0), ("maturity", 1, 0.25), ("maturity", 25, 0.25), ("maturity", 26, 0.5),
        ("maturity", 75, 0.75),
        ("maturity", 75.1, 1), ("maturity", 100, 1), ("selection", 60, 0.75), ("selection", 50, 0.5),
        ("choice", 0, 0), ("choice", 1, 0.5), ("choice", 50, 0.5), ("choice", 51, 1),
        ("choice", 75, 1), ("choice", 100, 1),
    ],
)  # fmt: skip
def test_the_target_of_a_question_is_rounded_up_to_a_step_of_its_kind(
    kind: Kind, target: float, expected: float
) -> None:
    assert target_of_question(kind, target) == expected


# --- Priority (section 7) -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gap", "importance", "threat", "feasibility", "expected"),
    [
        pytest.param(100, 5, 5, (5, 5, 5), 100, id="everything speaks for it"),
        pytest.param(100, 5, 5, (1, 1, 1), 60, id="hard work loses 40 % at most"),
        pytest.param(100, 1, 1, (1, 1, 1), 12, id="nothing speaks for it but the gap"),
        pytest.param(50, 4, 1, (3, 3, 3), 16, id="importance and threat count as their geometric mean"),
        pytest.param(0, 5, 5, (5, 5, 5), 0, id="no gap"),
    ],
)
def test_priority(
    gap: float, importance: int, threat: int, feasibility: tuple[int, int, int], expected: float
) -> None:
    ratings = Importance(importance, threat, *feasibility, threat_from="rating", unrated=())
    found = priority_of(Gap(75, None, confirmed=True, low=gap, high=gap, kind="certain"), ratings)
    assert (found.low, found.middle, found.high) == pytest.approx((expected, expected, expected))


def test_what_nobody_rated_counts_as_3_and_is_marked() -> None:
    found = outcome_of(published(), sheet(R10)).gaps["R10"].ratings
    assert (found.importance, found.threat, found.readiness, found.cost, found.time) == (3, 3, 3, 3, 3)
    assert set(found.unrated) == {"importance", "threat", "readiness", "cost", "time"}
    assert found.threat_from == "unrated"


def test_a_unit_may_be_rated_in_part() -> None:
    found = (
        outcome_of(published(), sheet(R10, ratings={"R10": Rating(importance=5, cost=1)})).gaps["R10"].ratings
    )
    assert (found.importance, found.threat, found.readiness, found.cost, found.time) == (5, 3, 3, 1, 3)
    assert set(found.unrated) == {"threat", "readiness", "time"}


FIVE_THREATS = ("hate-crime", "malware", "virtual-assets", "organised-crime", "data-breaches")


@pytest.mark.parametrize(
    ("unit", "threat"),
    [
        pytest.param("R05", 5, id="hate crime stands first"),
        pytest.param("R13", 5, id="and is linked to freedom of the press"),
        pytest.param("R15", 5, id="malware second, organised crime fourth: the higher rank counts"),
        pytest.param("U1", 5, id="malware is linked to the national statement too"),
        pytest.param("R10", 4, id="virtual assets third"),
        pytest.param("R11", 4, id="virtual assets third, organised crime fourth"),
        pytest.param("R14", 4, id="organised crime fourth"),
        pytest.param("R12", 3, id="data breaches fifth"),
        pytest.param("R07", 5, id="data breaches fifth, malware second"),
        pytest.param("R02", 2, id="linked to phishing only, which is not ranked"),
        pytest.param("R01", 2, id="linked to no threat"),
    ],
)
def test_threat_is_filled_in_from_the_ranking(unit: str, threat: int) -> None:
    answers: Answers = {"R16.3": ranked(*FIVE_THREATS)}
    found = outcome_of(published(), sheet(answers, modules=ALL_MODULES)).gaps[unit].ratings
    assert (found.threat, found.threat_from) == (threat, "R16.3")


@pytest.mark.parametrize(
    ("threat", "units"),
    [
        ("phishing-and-fraud", "R02 R03 R06 R15"),
        ("malware", "R07 R15 U1"),
        ("critical-infrastructure", "R07 R09 U1"),
        ("data-breaches", "R07 R12"),
        ("child-sexual-abuse", "R04 R05 R12"),
        ("gender-based-violence", "R05"),
        ("business-email-compromise", "R09 R10 U4"),
        ("virtual-assets", "R10 R11"),
        ("organised-crime", "R11 R14 R15"),
        ("hate-crime", "R05 R13"),
    ],
)
def test_a_threat_is_linked_to_units(threat: str, units: str) -> None:
    on = sheet({"R16.3": ranked(threat)}, modules=ALL_MODULES)
    raised = {unit.code for unit in published().units if threat_by_ranking(published(), on, unit.code) == 5}
    assert raised == set(units.split())


@pytest.mark.parametrize(
    "answer", [pytest.param(dont_know(), id="not known"), pytest.param(None, id="unanswered")]
)
def test_without_a_ranking_the_threat_is_unrated(answer: Answer | None) -> None:
    answers: Answers = {"R16.3": answer} if answer else {}
    found = outcome_of(published(), sheet(answers)).gaps["R05"].ratings
    assert (found.threat, found.threat_from) == (3, "unrated")


def test_the_officials_own_rating_of_a_threat_beats_the_ranking() -> None:
    found = outcome_of(
        published(),
        sheet({"R16.3": ranked("hate-crime")}, ratings={"R05": Rating(threat=1, reason="rare here")}),
    ).gaps["R05"]
    assert (found.ratings.threat, found.ratings.threat_from, found.ratings.reason) == (
        1,
        "rating",
        "rare here",
    )
    assert "threat" not in found.ratings.unrated


# --- Order and ties (section 7) -----------------------------------------------------------------------------


def _listed(**gaps: tuple[float, float, str]) -> tuple[Ranked, ...]:
    """The priority list of units whose intervals and gap kinds are given; their factor is 1."""
    everything_five = Importance(5, 5, 5, 5, 5, threat_from="rating", unrated=())
    found = {}
    for code, (low, high, kind) in gaps.items():
        gap = Gap(100, None, confirmed=True, low=low, high=high, kind=kind)  # type: ignore[arg-type]
        found[code] = UnitGap(code, gap, everything_five, priority_of(gap, everything_five))
    return ranked_priorities(scores_of({}), found)


def _order(lines: tuple[Ranked, ...]) -> list[str]:
    return [line.code for line in lines]


def test_certain_gaps_come_before_unclear_ones_however_large() -> None:
    lines = _listed(
        R01=(0, 100, "unclear"), R02=(5, 5, "certain"), R03=(60, 60, "certain"), R04=(0, 0, "none")
    )
    assert [(line.code, line.group) for line in lines] == [
        ("R03", "certain"), ("R02", "certain"), ("R01", "find-out-first"),
    ]  # fmt: skip


def test_certain_gaps_are_ordered_by_their_middle_and_unclear_ones_by_their_high_end() -> None:
    assert _order(_listed(R01=(30, 40, "certain"), R02=(10, 70, "certain"))) == ["R02", "R01"]
    assert _order(_listed(R01=(0, 40, "unclear"), R02=(0, 50, "unclear"))) == ["R02", "R01"]


def test_equal_priorities_go_by_code() -> None:
    assert _order(_listed(R05=(20, 20, "certain"), R03=(20, 20, "certain"))) == ["R03", "R05"]
    almost = 20 + 1e-12
    assert _order(_listed(R05=(almost, almost, "certain"), R03=(20, 20, "certain"))) == ["R03", "R05"]


def test_an_imbalance_is_listed_first_even_without_a_gap() -> None:
    answers: Answers = R12 | {"R01.1": ticked()}
    lines = outcome_of(published(), sheet(answers, targets={"R12": 0, "R01": 100})).priorities
    assert (lines[0].code, lines[0].group) == ("R12", "imbalance")


def test_units_are_tied_when_their_intervals_overlap() -> None:
    lines = {line.code: line.tied_with for line in _listed(
        R01=(10, 30, "certain"), R02=(25, 50, "certain"), R03=(45, 45, "certain"), R04=(60, 60, "certain"),
        R05=(60, 60, "certain"),
    )}  # fmt: skip
    assert {code: set(others) for code, others in lines.items()} == {
        "R01": {"R02"}, "R02": {"R01", "R03"}, "R03": {"R02"}, "R04": {"R05"}, "R05": {"R04"},
    }  # fmt: skip


def test_units_without_a_gap_are_not_in_the_list() -> None:
    everything: Answers = {"R13.1": yes(), "R13.2": level(4), "R13.3": yes(), "R13.4": yes()}
    assert "R13" not in _order(_outcome(sheet(everything)).priorities)


def test_every_unit_with_a_gap_is_in_the_list_once() -> None:
    order = _order(_outcome(sheet({}, modules=ALL_MODULES)).priorities)
    scored = {unit.code for unit in published().units if unit.scored}
    assert len(order) == len(set(order)) == len(scored)
    assert set(order) == scored


def _outcome(answers: AnswerSheet) -> Outcome:
    return outcome_of(published(), answers)
