"""The parts of the chapter on need and feasibility: a plane of four quarters, and the list beside it."""

from __future__ import annotations

from reports.content.parts import Part


class PlanePoint(Part, frozen=True):
    """A unit on the plane.

    `height` is its need as a share of the axis, 0..100. `column` counts the thirds of a point of feasibility
    from 1 (0) to 5 (12), `slot` the places for labels from the top, of which a label fills two.
    """

    code: str
    title: str
    height: float
    column: int
    slot: int
    certain: bool
    need: str
    feasibility: str
    rated: bool


class Quarter(Part, frozen=True):
    """A quarter of the plane with the units that stand in it, the largest need first."""

    title: str
    points: tuple[PlanePoint, ...]


class FeasibilityChapter(Part, frozen=True):
    """The quarters, from the greatest need that is most feasible; `end` is where the axis of need ends."""

    end: str
    middle: str
    quarters: tuple[Quarter, ...]
    sentences: tuple[str, ...]

    @property
    def points(self) -> tuple[PlanePoint, ...]:
        """All units on the plane."""
        return tuple(point for quarter in self.quarters for point in quarter.points)
