"""Targets, gaps and priorities (`method.md` 6 and 7)."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, sqrt
from typing import Literal

import msgspec

from questionnaire.answers import Answered, AnswerSheet, Ranking, Rating
from questionnaire.instrument import Instrument, Kind
from questionnaire.scoring import TOLERANCE, Mean, Scores

SUGGESTED_TARGET = 75.0
UNRATED = 3
THREAT_BY_RANK = (5, 5, 4, 4, 3)
THREAT_UNRANKED = 2

GapKind = Literal["none", "certain", "unclear"]
Group = Literal["imbalance", "certain", "find-out-first"]

GROUPS: tuple[Group, ...] = ("imbalance", "certain", "find-out-first")


class Gap(msgspec.Struct, frozen=True):
    """How far a unit lies below its target, in points of 0..100."""

    target: float
    target_year: int | None
    confirmed: bool
    low: float
    high: float
    kind: GapKind

    @property
    def middle(self) -> float:
        """Half way between the smallest and the largest gap."""
        return (self.low + self.high) / 2


class Importance(msgspec.Struct, frozen=True):
    """The ratings that a priority is made of, 1 to 5 each, with where they come from."""

    importance: int
    threat: int
    readiness: int
    cost: int
    time: int
    threat_from: str
    unrated: tuple[str, ...]
    reason: str = ""

    @property
    def weight(self) -> float:
        """I = sqrt(importance * threat) / 5, in 0.2..1."""
        return sqrt(self.importance * self.threat) / 5

    @property
    def feasibility(self) -> float:
        """F = mean(readiness, cost, time) / 5, in 0.2..1."""
        return (self.readiness + self.cost + self.time) / 15

    @property
    def factor(self) -> float:
        """What a point of the gap counts in the priority: I * (0.5 + 0.5 F)."""
        return self.weight * (0.5 + 0.5 * self.feasibility)


class Priority(msgspec.Struct, frozen=True):
    """A unit's place in the order of work, 0..100."""

    low: float
    middle: float
    high: float


class UnitGap(msgspec.Struct, frozen=True):
    """Gap, ratings and priority of one unit."""

    code: str
    gap: Gap
    ratings: Importance
    priority: Priority


class Ranked(msgspec.Struct, frozen=True):
    """One line of the priority list."""

    code: str
    group: Group
    tied_with: tuple[str, ...]


def gap_between(mean: Mean, target: float, *, year: int | None = None, confirmed: bool = True) -> Gap:
    """The gap of an interval to a target in 0..100 (`method.md` 6)."""
    low = max(0.0, target - mean.high)
    high = max(0.0, target - mean.low)
    kind: GapKind = "unclear"
    if mean.high < target - TOLERANCE:
        kind = "certain"
    elif mean.low >= target - TOLERANCE:
        kind = "none"
        low = high = 0.0
    return Gap(target, year, confirmed, low, high, kind)


def target_of_question(kind: Kind, target: float) -> float:
    """What a question must be worth, 0..1, for its unit's target, 0..100: rounded up to the next step."""
    steps = 2 if kind == "choice" else 4
    return ceil(target / 100 * steps - TOLERANCE) / steps


def priority_of(gap: Gap, ratings: Importance) -> Priority:
    """gap * I * (0.5 + 0.5 F), for the smallest, middle and largest gap (`method.md` 7)."""
    factor = ratings.factor
    return Priority(low=gap.low * factor, middle=gap.middle * factor, high=gap.high * factor)


def threat_by_ranking(instrument: Instrument, sheet: AnswerSheet, unit_code: str) -> int | None:
    """The threat pre-filled from the ranking of threats, 2 to 5, or None if no threats were ranked."""
    question = instrument.feeding("threats")
    answer = sheet.answer_to(question.code) if question else None
    if question is None or not isinstance(answer, Answered) or not isinstance(answer.value, Ranking):
        return None
    places = [
        place for place, code in enumerate(answer.value.ranked) if unit_code in question.option(code).units
    ]
    return THREAT_BY_RANK[min(places)] if places else THREAT_UNRANKED


def ratings_of(instrument: Instrument, sheet: AnswerSheet, unit_code: str) -> Importance:
    """The officials' ratings, with 3 for what nobody rated and the threat pre-filled from the ranking."""
    given = sheet.ratings.get(unit_code, Rating())
    ranked = threat_by_ranking(instrument, sheet, unit_code)
    question = instrument.feeding("threats")
    if given.threat is not None:
        threat, threat_from = given.threat, "rating"
    elif ranked is not None and question is not None:
        threat, threat_from = ranked, question.code
    else:
        threat, threat_from = UNRATED, "unrated"
    rated = {
        "importance": given.importance,
        "readiness": given.readiness,
        "cost": given.cost,
        "time": given.time,
    }
    unrated = tuple(name for name, value in rated.items() if value is None)
    return Importance(
        importance=given.importance or UNRATED,
        threat=threat,
        readiness=given.readiness or UNRATED,
        cost=given.cost or UNRATED,
        time=given.time or UNRATED,
        threat_from=threat_from,
        unrated=unrated + (("threat",) if threat_from == "unrated" else ()),
        reason=given.reason,
    )


def unit_gaps(instrument: Instrument, sheet: AnswerSheet, scores: Scores) -> dict[str, UnitGap]:
    """Gap and priority of every unit that has a score."""
    found = {}
    for code, unit in scores.units.items():
        if unit is None:
            continue
        own = sheet.targets.get(code)
        gap = gap_between(
            unit.mean,
            own.target if own else SUGGESTED_TARGET,
            year=own.year if own else None,
            confirmed=own is not None,
        )
        ratings = ratings_of(instrument, sheet, code)
        found[code] = UnitGap(code, gap, ratings, priority_of(gap, ratings))
    return found


def ranked_priorities(scores: Scores, gaps: dict[str, UnitGap]) -> tuple[Ranked, ...]:
    """Imbalances, then certain gaps, then what to find out first; ties by code (`method.md` 7)."""
    listed: list[tuple[Group, UnitGap]] = []
    for code, unit_gap in gaps.items():
        unit = scores.units[code]
        if unit is not None and unit.imbalance:
            listed.append(("imbalance", unit_gap))
        elif unit_gap.gap.kind == "certain":
            listed.append(("certain", unit_gap))
        elif unit_gap.gap.kind == "unclear":
            listed.append(("find-out-first", unit_gap))
    listed.sort(key=_place)
    everyone = [unit_gap for _, unit_gap in listed]
    return tuple(Ranked(found.code, group, _tied(found, everyone)) for group, found in listed)


def _place(line: tuple[Group, UnitGap]) -> tuple[int, float, str]:
    group, found = line
    size = found.priority.high if group == "find-out-first" else found.priority.middle
    # Rounded, so that two priorities that differ by the last bit of a product are a tie, and go by code.
    return (GROUPS.index(group), -round(size, 9), found.code)


def _tied(own: UnitGap, everyone: Iterable[UnitGap]) -> tuple[str, ...]:
    """The other units whose priority intervals overlap with this one's."""
    return tuple(
        other.code
        for other in everyone
        if other.code != own.code
        and other.priority.low <= own.priority.high + TOLERANCE
        and own.priority.low <= other.priority.high + TOLERANCE
    )
