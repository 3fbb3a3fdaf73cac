"""How figures are printed: rounded once, and never as more than is known."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from questionnaire.gaps import Gap
from reports.content.wording import Wording, figure, percent, worth
from reports.language import translations


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [
        pytest.param(53.33, 73.33, "53–73", id="a range has an en dash and is rounded once"),
        pytest.param(30.0, 30.0, "30", id="one number if everything is known"),
        pytest.param(49.5, 49.5, "50", id="halves go up"),
        pytest.param(0.0, 100.0, "0–100", id="nothing known"),
        pytest.param(53.1, 53.4, "53", id="ends that print alike are one number"),
    ],
)
def test_a_score_is_printed_as_a_figure(low: float, high: float, printed: str) -> None:
    assert figure(low, high) == printed


@pytest.mark.parametrize(
    ("low", "high", "printed"),
    [(0.5, 0.5, "0.5"), (0, 1, "0–1"), (1 / 3, 1 / 3, "0.33"), (0.25, 1, "0.25–1")],
)
def test_a_worth_has_the_decimals_it_needs(low: float, high: float, printed: str) -> None:
    assert worth(low, high) == printed


@pytest.mark.parametrize(
    ("low", "high", "words", "printed"),
    [
        pytest.param(17.2, 50, "17–50 points", "17–50", id="a range"),
        pytest.param(1, 1, "1 point", "1", id="one alone"),
        pytest.param(0.3, 0.3, "less than 1 point", "<1", id="a gap that rounds to none is still one"),
    ],
)
def test_a_gap_is_said_in_points(low: float, high: float, words: str, printed: str) -> None:
    wording = Wording(translations("en"))
    assert wording.points(low, high) == words
    gap = Gap(target=75, confirmed=True, target_year=None, low=low, high=high, kind="certain")
    assert wording.gap(gap) == printed
    assert wording.gap(replace(gap, kind="none")) == "none"


def test_nearly_all_is_not_printed_as_all() -> None:
    assert percent(0.999) == "99 %"
    assert percent(1.0) == "100 %"
