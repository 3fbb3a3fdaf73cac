"""One line of the table: what was measured, against what, and whether the goal is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """What was measured. `holds` is None where there is no goal."""

    work: str
    figure: str
    against: str
    result: str
    goal: str
    holds: bool | None


def at_most(work: str, value: float, goal: float, unit: str, against: str = "") -> Line:
    """A figure that must not be larger than its goal."""
    return Line(work, _said(value, unit), against, "", f"≤ {_said(goal, unit)}", value <= goal)


def share(work: str, value: float, ceiling: float, unit: str, against: str, goal: float | None) -> Line:
    """A rate as a share of its ceiling, at least the goal (0 to 1) if there is one."""
    ratio = value / ceiling
    return Line(
        work,
        _said(value, unit),
        f"{against}: {_said(ceiling, unit)}",
        f"{ratio:.0%}",
        "" if goal is None else f"≥ {goal:.0%}",
        None if goal is None else ratio >= goal,
    )


def times(work: str, value: float, floor: float, unit: str, against: str, goal: float | None) -> Line:
    """A duration as a multiple of its floor, at most the goal."""
    ratio = value / floor
    return Line(
        work,
        _said(value, unit),
        f"{against}: {_said(floor, unit)}",
        f"{ratio:.2f} x",
        "" if goal is None else f"≤ {goal:g} x",
        None if goal is None else ratio <= goal,
    )


def table(lines: list[Line]) -> str:
    """All lines as a table for a terminal."""
    head = ("Work", "Measured", "Against", "Ratio", "Goal", "")
    marks = {True: "met", False: "MISSED", None: ""}
    rows: list[tuple[str, ...]] = [
        head,
        *((row.work, row.figure, row.against, row.result, row.goal, marks[row.holds]) for row in lines),
    ]
    return columns(rows)


def columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows under their head, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    printed = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([printed[0], "-" * len(printed[0]), *printed[1:]])


def _said(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{number} {unit}".strip()
