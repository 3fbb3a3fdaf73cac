"""The parts of the chapter on robustness. Figures drawn are 0..100; those that are read are words already."""

from __future__ import annotations

from reports.content.parts import Part, Score


class SpreadLine(Part, frozen=True):
    """The overall figure or a pillar: the range that the answers allow, and where the draws lie.

    `figure` is "48–57", `middle_figure` "52"; both are empty, and no draws shown, where too little is known.
    """

    title: str
    score: Score
    low: float
    middle: float
    high: float
    figure: str
    middle_figure: str


class FirstFiveLine(Part, frozen=True):
    """A unit, in how many of 100 draws it is among the first five, and its place in the priorities or 0."""

    code: str
    title: str
    share: float
    words: str
    place: int
    note: str


class RobustnessChapter(Part, frozen=True):
    """What the draws say, how many there were, and the number that they begin from.

    Units that are among the first five in less than 1 % of draws stand in `others`, in words.
    """

    draws: str
    seed: str
    spreads: tuple[SpreadLine, ...]
    findings: tuple[str, ...]
    first_five: tuple[FirstFiveLine, ...]
    others: tuple[str, ...]
