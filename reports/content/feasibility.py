"""Need against feasibility: what is large and can be begun, what is large and hard, and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from questionnaire.gaps import UnitGap
from reports.content.feasibility_parts import FeasibilityChapter, PlanePoint, Quarter
from reports.content.gathered import Gathered
from reports.content.wording import decimals, one

# The largest need stands at least that far below the end of the axis, whose line would run through its label.
ABOVE = 1.0
LABELS = 12
# Places for labels from the top of the plane to its foot; a label is as high as two of them.
SLOTS, LABEL_SLOTS = 50, 2
# Readiness, cost and time of 1 each stand in the first column, of 5 each in the last.
COLUMNS = 13
FEASIBLE_COLUMN = 6


def feasibility(gathered: Gathered) -> FeasibilityChapter:
    """The units with the largest needs on a plane, and those that are not on it in words."""
    with_gap = [gap for gap in gathered.outcome.gaps.values() if gap.gap.kind != "none"]
    with_gap.sort(key=lambda gap: (-round(need(gap), 9), gap.code))
    if not any(is_rated(found) for found in with_gap):
        return nothing_to_compare(gathered, any_gap=bool(with_gap))
    drawn, rest = with_gap[:LABELS], with_gap[LABELS:]
    end = 10.0 * ceil((max(map(need, drawn), default=0.0) + ABOVE) / 10)
    points = placed(gathered, drawn, end)
    return FeasibilityChapter(
        end=str(int(end)),
        middle=str(int(end / 2)),
        quarters=quarters(gathered, points),
        sentences=sentences(gathered, points, rest),
    )


def is_rated(found: UnitGap) -> bool:
    """Whether somebody rated something of how feasible it is."""
    return not {"readiness", "cost", "time"} <= set(found.ratings.unrated)


def nothing_to_compare(gathered: Gathered, *, any_gap: bool) -> FeasibilityChapter:
    """The chapter where no unit has a gap, or where all points would lie on one line."""
    _ = gathered.wording.gettext
    unrated = _(
        "Nobody has rated the readiness, cost or time of a unit with a gap: there is nothing to compare."
    )
    none = _("No unit has a gap to its target.")
    return FeasibilityChapter(end="", middle="", quarters=(), sentences=(unrated if any_gap else none,))


def need(found: UnitGap) -> float:
    """The middle of the gap, weighed with importance and threat: the priority before feasibility, 0..100."""
    return found.gap.middle * found.ratings.weight


def column(found: UnitGap) -> int:
    """The column of the unit's feasibility, 0 to 12."""
    return found.ratings.readiness + found.ratings.cost + found.ratings.time - 3


def placed(gathered: Gathered, drawn: list[UnitGap], end: float) -> tuple[PlanePoint, ...]:
    """The units as points, in their order, each with a slot for its label."""
    slots: dict[str, int] = {}
    for place in range(COLUMNS):
        own = [found for found in drawn if column(found) == place]
        wanted = [slot_of(100 * need(found) / end) for found in own]
        slots |= zip((found.code for found in own), apart(wanted), strict=True)
    return tuple(
        PlanePoint(
            code=found.code,
            title=gathered.instrument.unit(found.code).title,
            height=100 * need(found) / end,
            column=column(found),
            slot=slots[found.code],
            certain=found.gap.kind == "certain",
            need=decimals(found.gap.low * found.ratings.weight, found.gap.high * found.ratings.weight),
            feasibility=one(5 * found.ratings.feasibility),
            rated=not {"readiness", "cost", "time"} & set(found.ratings.unrated),
        )
        for found in drawn
    )


def slot_of(height: float) -> int:
    """The slot beside a point at that height of 0..100."""
    return min(SLOTS - 1, int((100 - height) * SLOTS / 100))


def apart(wanted: Iterable[int]) -> list[int]:
    """Slots close to those wanted, in their order from the top, a label's height from each other."""
    found: list[int] = []
    for slot in wanted:
        found.append(max(slot, found[-1] + LABEL_SLOTS) if found else slot)
    lowest = SLOTS - 1 + LABEL_SLOTS
    for place in reversed(range(len(found))):
        lowest = min(found[place], lowest - LABEL_SLOTS)
        found[place] = lowest
    return found


def quarters(gathered: Gathered, points: tuple[PlanePoint, ...]) -> tuple[Quarter, ...]:
    """The points by quarter: above and to the right first."""
    _ = gathered.wording.gettext
    titles = {
        (True, True): _("Larger need, easier"),
        (True, False): _("Larger need, harder"),
        (False, True): _("Smaller need, easier"),
        (False, False): _("Smaller need, harder"),
    }
    return tuple(
        Quarter(
            title,
            tuple(
                point
                for point in points
                if (point.height >= 50, point.column >= FEASIBLE_COLUMN) == (larger, easier)
            ),
        )
        for (larger, easier), title in titles.items()
    )


def sentences(gathered: Gathered, points: tuple[PlanePoint, ...], rest: list[UnitGap]) -> tuple[str, ...]:
    """Which units nobody rated, and which are not in the figure."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    found = []
    unrated = [point.code for point in points if not point.rated]
    if unrated:
        text = several(
            "Nobody rated the feasibility of {units} in full: what was not rated is taken as 3.",
            "Nobody rated the feasibility of these units in full: {units}. What was not rated is taken as 3.",
            len(unrated),
        )
        found.append(text.format(units=gathered.wording.listed(unrated)))
    if rest:
        text = several(
            "Not in this figure, because its need is smaller: {units}.",
            "Not in this figure, because their need is smaller: {units}.",
            len(rest),
        )
        found.append(text.format(units=gathered.wording.listed(gap.code for gap in rest)))
    return tuple(found)
