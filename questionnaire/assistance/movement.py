"""What moved between two cycles of many countries, beside whether support was delivered between them.

Two groups stand side by side and nothing is said of why they differ: support goes where it is asked for, and
where it is needed most. What is left open is decided in
`docs/decisions/0037-what-moved-is-set-beside-support-and-explained-by-nothing.md`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import fsum
from statistics import median, quantiles
from typing import Literal, get_args

import msgspec

from questionnaire.answers import AnswerSheet, Withheld
from questionnaire.assistance.portfolio import LEAST_COUNTRIES
from questionnaire.assistance.support import SupportStatus
from questionnaire.earlier import Earlier
from questionnaire.trends import Verdict, Year, trend, verdict_on

Group = Literal["supported", "unsupported", "unclear"]

GROUPS: tuple[Group, ...] = get_args(Group)
# Those that are set side by side; of the rest nobody can say on which side they belong.
COMPARED: tuple[Group, ...] = ("supported", "unsupported")


class UnitMove(msgspec.Struct, frozen=True, gc=False):
    """The change of a unit of one country on matched questions, in points of 0..100: at least `low`, at most
    `high`; and how much of both years is compared, 0..1.
    """

    unit: str
    low: float
    high: float
    share: float

    @property
    def reach(self) -> float:
        """How far it lies from no change, at most."""
        return max(abs(self.low), abs(self.high))

    @property
    def verdict(self) -> Verdict:
        """What can be said of it whatever the unknown answers are."""
        return verdict_on(self.low, self.high)


class SupportGiven(msgspec.Struct, frozen=True):
    """A support for a need on some unit, as far as an onlooker may know of it. Of one for a need that is not
    released to them, nothing but that the country has one.
    """

    status: SupportStatus | None = None
    start: date | None = None
    end: date | None = None
    share: int | None = None
    verified: bool | None = None


class Side(msgspec.Struct, frozen=True):
    """The changes of those units of one country that belong to one group."""

    group: Group
    moves: tuple[UnitMove, ...]


class CountryMoves(msgspec.Struct, frozen=True):
    """What moved in one country between two reference dates, by the group that its units belong to."""

    code: str
    name: str
    before: date
    now: date
    sides: tuple[Side, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What can be said of each of its units, in no order."""
        return tuple(verdict for side in self.sides for verdict in _verdicts(side.moves))


class Told(msgspec.Struct, frozen=True):
    """How a group moved: how many changes are certain, and where the countries lie. At least half of them lie
    wholly between `lower` and `upper`, and the middle one between the two medians.
    """

    improved: int
    uncertain: int
    declined: int
    lower: float
    median_low: float
    median_high: float
    upper: float

    @property
    def reach(self) -> float:
        """How far it lies from no change, at most."""
        return max(abs(self.lower), abs(self.upper))


class GroupMoved(msgspec.Struct, frozen=True):
    """One of the groups, over all units or over one. Nothing is told of fewer than five countries."""

    group: Group
    countries: int
    units: int
    told: Told | None


def moves_since(earlier: Earlier, now: Year) -> tuple[UnitMove, ...]:
    """The changes of units that may be published, as readers outside the country may know them: nothing of a
    question that is restricted in either year.
    """
    restricted = {
        question.code
        for instrument in (earlier.year.instrument, now.instrument)
        for question in instrument.questions
        if question.restricted
    }
    before = Year(earlier.year.instrument, _concealed(earlier.year.sheet, restricted))
    after = Year(now.instrument, _concealed(now.sheet, restricted))
    found = trend(before, after, earlier.steps)
    return tuple(
        UnitMove(change.code, change.low, change.high, change.share)
        for change in found.units
        if change.is_published
    )


def group_of(supports: Collection[SupportGiven], before: date, now: date) -> Group:
    """On which side a unit belongs. Supported: the country says that support was delivered, and how much of
    the objective it covers, and it ended between the two dates. Unsupported: none is recorded that could
    have touched the time between them.
    """
    if not supports:
        return "unsupported"
    if any(_is_delivered(each, before, now) for each in supports):
        return "supported"
    return "unclear" if any(_may_have_touched(each, before, now) for each in supports) else "unsupported"


def sides(moves: Collection[UnitMove], groups: Mapping[str, Group], other: Group) -> tuple[Side, ...]:
    """These changes of a country by the groups of their units; a unit without one is in the other."""
    found: defaultdict[Group, list[UnitMove]] = defaultdict(list)
    for move in moves:
        found[groups.get(move.unit, other)].append(move)
    return tuple(Side(group, tuple(own)) for group, own in found.items())


def moved(countries: Iterable[CountryMoves], group: Group) -> GroupMoved:
    """How that group moved, over all units. Each country weighs the same, however many of its units are in
    the group.
    """
    by_country = [side.moves for country in countries for side in country.sides if side.group == group]
    return _grouped(
        group,
        [fsum([move.low for move in own]) / len(own) for own in by_country],
        [fsum([move.high for move in own]) / len(own) for own in by_country],
        [move for own in by_country for move in own],
    )


def moved_by_unit(
    countries: Iterable[CountryMoves], units: Iterable[str]
) -> tuple[tuple[GroupMoved, ...], ...]:
    """How the groups that are compared moved, for each of these units in turn."""
    found: dict[Group, defaultdict[str, list[UnitMove]]] = {group: defaultdict(list) for group in GROUPS}
    for country in countries:
        for side in country.sides:
            of_group = found[side.group]
            for move in side.moves:
                of_group[move.unit].append(move)
    return tuple(tuple(_of_unit(group, found[group][unit]) for group in COMPARED) for unit in units)


def _of_unit(group: Group, moves: Sequence[UnitMove]) -> GroupMoved:
    """The same over one unit, of which each country has one change."""
    return _grouped(group, [move.low for move in moves], [move.high for move in moves], moves)


def _grouped(
    group: Group, lows: Sequence[float], highs: Sequence[float], moves: Sequence[UnitMove]
) -> GroupMoved:
    """A group by the lower and the upper end of each of its countries, and the changes of all of them."""
    told = _told(lows, highs, moves) if len(lows) >= LEAST_COUNTRIES else None
    return GroupMoved(group, len(lows), len(moves), told)


def _told(lows: Sequence[float], highs: Sequence[float], moves: Sequence[UnitMove]) -> Told:
    verdicts = _verdicts(moves)
    return Told(
        improved=verdicts.count("improved"),
        uncertain=verdicts.count("uncertain"),
        declined=verdicts.count("declined"),
        lower=quantiles(lows, n=4, method="inclusive")[0],
        median_low=median(lows),
        median_high=median(highs),
        upper=quantiles(highs, n=4, method="inclusive")[2],
    )


def _verdicts(moves: Sequence[UnitMove]) -> list[Verdict]:
    # Thousands on one page: asking each move takes three times as long.
    return list(map(verdict_on, [move.low for move in moves], [move.high for move in moves]))


def _concealed(sheet: AnswerSheet, restricted: Collection[str]) -> AnswerSheet:
    answers = {code: Withheld() if code in restricted else answer for code, answer in sheet.answers.items()}
    return msgspec.structs.replace(sheet, answers=answers)


def _is_delivered(support: SupportGiven, before: date, now: date) -> bool:
    return (
        support.status in {"delivered", "closed"}
        and support.verified is True
        and bool(support.share)
        and support.end is not None
        and before < support.end <= now
    )


def _may_have_touched(support: SupportGiven, before: date, now: date) -> bool:
    return (
        support.status != "withdrawn"
        and (support.start is None or support.start <= now)
        and (support.end is None or support.end > before)
    )
