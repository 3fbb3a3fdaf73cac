"""The parts of the chapter on the action plan. Figures drawn are 0..100; those read are words already."""

from __future__ import annotations

from reports.content.parts import Part, Score


class PlanLine(Part, frozen=True):
    """One action of the plan, or a proposal that nobody has taken up.

    `aim` is its target level in a few words, `quote` the questionnaire's own words that it would satisfy.
    `start` and `end` are its first and last day (YYYY-MM-DD), `from_here` and `to_here` where they lie on the
    axis of the timeline; "" and None where that is not decided.
    """

    code: str
    unit: str
    question: str
    is_proposal: bool
    state: str
    text: str
    excerpt: str
    excerpt_is_whole: bool
    aim: str
    quote: str
    clauses: tuple[str, ...]
    owner: str
    start: str
    end: str
    when: str
    from_here: float | None
    to_here: float | None
    cost: str
    indicator: str


class PlanUnit(Part, frozen=True):
    """The lines of one unit, and the questions of it that are to be found out, in the order of priorities."""

    code: str
    title: str
    lines: tuple[PlanLine, ...]
    find_out: tuple[str, ...]


class CostBandLine(Part, frozen=True):
    """A cost band and what it means."""

    name: str
    meaning: str


class Shift(Part, frozen=True):
    """One figure before and after; gap and flag are "" where there is nothing to say of them."""

    code: str
    title: str
    before: Score
    after: Score
    before_gap: str
    after_gap: str
    before_flag: str
    after_flag: str
    target: float | None
    is_moved: bool


class HeldBackLine(Part, frozen=True):
    """Why some actions move no figure, or less than they aim at."""

    why: str
    actions: tuple[str, ...]


class PlanChapter(Part, frozen=True):
    """The action plan, what is proposed beside it, and what the actions would change.

    `axis_start` and `axis_end` are the years between which the timeline is drawn; "" where no day is set.
    """

    lead: str
    planned: tuple[PlanUnit, ...]
    proposed: tuple[PlanUnit, ...]
    axis_start: str
    axis_end: str
    costs: tuple[CostBandLine, ...]
    counted: str
    totals: tuple[Shift, ...]
    pillars: tuple[Shift, ...]
    units: tuple[Shift, ...]
    unmoved: str
    held_back: tuple[HeldBackLine, ...]
