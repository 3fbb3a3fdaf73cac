"""The parts of a gap report: every number, sentence and order that is printed, and nothing else.

Figures that are drawn stay numbers (0..100, or 0..1 where it says so); figures that are read are words
already, rounded once, here. Everything is immutable and can be written as canonical JSON.
"""

from __future__ import annotations

from typing import Any

import msgspec

from questionnaire.clause_status import ClauseStatus
from reports.content.audience import FOR_OTHERS, Audience, VariantCode
from reports.content.change_parts import ChangeChapter
from reports.content.feasibility_parts import FeasibilityChapter
from reports.content.parts import (
    AnswerEntry,
    Content,
    Counts,
    DocumentLine,
    Finding,
    Part,
    Score,
    SourceNote,
    Target,
    UnitSection,
)
from reports.content.plan_parts import PlanChapter
from reports.content.robustness_parts import RobustnessChapter
from reports.content.standing_parts import StandingChapter
from reports.content.wording import DASH


class Proof(Part, frozen=True):
    """What a report can be proved with: the hash of the submission that it prints, and the address of a page
    that says whether it was submitted there. Empty for a draft, and where nobody outside can ask.
    """

    submission: str = ""
    address: str = ""


class ChapterLine(Part, frozen=True):
    """A chapter that this version has: the name that links to it, and its heading."""

    code: str
    title: str


class Cover(Part, frozen=True):
    """What stands on the cover and in the running heads."""

    title: str
    country: str
    country_code: str
    reference_date: str
    generated_on: str
    instrument: str
    version: str
    modules: tuple[str, ...]
    modules_off: tuple[str, ...]
    audience: Audience
    state: str
    proof: Proof
    statement: str
    notice: str
    pilot_note: str
    sources: tuple[SourceNote, ...]

    @property
    def classification(self) -> str:
        """Who may have the report."""
        return self.audience.classification


class InstitutionLine(Part, frozen=True):
    """The questions that one kind of institution is expected to lead on, and their states."""

    code: str
    title: str
    counts: Counts


class GivenLine(Part, frozen=True):
    """An institution for which answers were given, as the country calls it, and what they are about."""

    name: str
    counts: Counts
    units: tuple[str, ...]


class IssuerLine(Part, frozen=True):
    """A body that is named as the issuer of evidence, and the units its documents support."""

    name: str
    documents: int
    units: tuple[str, ...]


class Decision(Part, frozen=True):
    """Something that the reader is asked to decide, and the part of the report that it rests on."""

    text: str
    anchor: str
    where: str


class WhoAnswered(Part, frozen=True):
    """Page 1: who answered, as far as known, and what is to be decided."""

    counts: Counts
    sentence: str
    given_by: tuple[GivenLine, ...]
    given_by_sentence: str
    institutions: tuple[InstitutionLine, ...]
    issuers: tuple[IssuerLine, ...]
    decisions: tuple[Decision, ...]


class PillarLine(Part, frozen=True):
    """One pillar: range, mean target of its units, declared and substantiated."""

    code: str
    title: str
    score: Score
    target: float
    target_figure: str
    declared_figure: str
    substantiated: float
    substantiated_figure: str
    difference: str
    units: tuple[str, ...]


class Total(Part, frozen=True):
    """The overall figure of some modules, with the sentence on the floor rule."""

    title: str
    score: Score | None
    sentence: str


class AssistanceLine(Part, frozen=True):
    """An assistance type that needs name, with their units; `weight` is the sum of drafts, "" for others."""

    code: str
    title: str
    units: tuple[str, ...]
    weight: str


class Summary(Part, frozen=True):
    """Page 2. `is_blank`: no question has an answer that is shown, so that there is nothing to count."""

    totals: tuple[Total, ...]
    pillars: tuple[PillarLine, ...]
    findings: tuple[str, ...]
    strengths: tuple[Finding, ...]
    strengths_more: str
    gaps: tuple[Finding, ...]
    gaps_more: str
    assistance_heading: str
    assistance: tuple[AssistanceLine, ...]
    assistance_more: str
    is_blank: bool = False


class Measures(Part, frozen=True):
    """What is computed about a unit, unrounded: shares in 0..1, the rest in points of 0..100."""

    known: float
    substantiated: float
    confidence: float
    gap_low: float
    gap_high: float


class ScoreLine(Part, frozen=True):
    """One row of the scoreboard. `score` is None for a unit that has none; `note` says why."""

    code: str
    title: str
    pillar: str
    score: Score | None
    note: str
    substantiated: str
    confidence: str
    target: Target | None
    gap: str
    flag: str
    measures: Measures | None


class PriorityLine(Part, frozen=True):
    """One row of the list of priorities; the figures drawn are 0..100. `reason` is what the raters typed."""

    place: int
    code: str
    title: str
    group: str
    group_title: str
    low: float
    middle: float
    high: float
    figure: str
    gap: str
    ratings: str
    reason: str
    tied_with: tuple[str, ...]
    owner: str
    first_step: str

    @property
    def step_code(self) -> str:
        """The code that the first step begins with, apart from its words, which may run from the right."""
        return self.first_step.partition(f" {DASH} ")[0]

    @property
    def step_words(self) -> str:
        """The words of the first step."""
        return self.first_step.partition(f" {DASH} ")[2]


class RatedLine(Part, frozen=True):
    """The ratings of a unit that reaches its target, and so has no place among the priorities."""

    code: str
    title: str
    ratings: str
    reason: str


class UnknownLine(Part, frozen=True):
    """One unit or institution on the page of what is not known."""

    code: str
    title: str
    counts: Counts


class ProofLine(Part, frozen=True):
    """Declared against substantiated for one unit, 0..100."""

    code: str
    title: str
    declared: float
    substantiated: float
    declared_figure: str
    substantiated_figure: str
    difference: str


class SafeguardPair(Part, frozen=True):
    """A question about a power and its weakest safeguard; ranges in 0..1."""

    unit: str
    power: str
    power_text: str
    power_low: float
    power_high: float
    power_figure: str
    safeguard: str
    safeguard_text: str
    safeguard_low: float
    safeguard_high: float
    safeguard_figure: str
    verdict: str
    capped: bool


class GridLine(Part, frozen=True):
    """One constraint and the functions that it limits, in the order of the grid's functions."""

    text: str
    ticked: tuple[bool, ...]
    count: int


class ConstraintsGrid(Part, frozen=True):
    """R16.1: constraints by function, counted and not scored."""

    code: str
    functions: tuple[str, ...]
    lines: tuple[GridLine, ...]
    totals: tuple[int, ...]


class Threat(Part, frozen=True):
    """A threat named, by rank, and the units that it weighs on."""

    rank: int
    text: str
    units: tuple[str, ...]


class Context(Part, frozen=True):
    """Page 21: what is recorded and not scored. A sentence stands where nothing was answered."""

    constraints: ConstraintsGrid | None
    constraints_sentence: str
    others: tuple[AnswerEntry, ...]
    threats: tuple[Threat, ...]
    threats_sentence: str


class NeedLine(Part, frozen=True):
    """A draft need: unit, assistance type, weight and the questions behind it."""

    unit: str
    title: str
    code: str
    assistance: str
    weight: str
    amount: float
    questions: tuple[str, ...]
    constrained: bool


class CoverageLine(Part, frozen=True):
    """A unit's clauses in a row, with the counts of their statuses in words."""

    unit: str
    title: str
    statuses: tuple[ClauseStatus, ...]
    words: str


class CoverageCount(Part, frozen=True):
    """How many clauses have a status."""

    status: ClauseStatus
    words: str
    count: int


class CodeLine(Part, frozen=True):
    """A code that stands in tables and files, and what it stands for; `kind` says what it is a code of."""

    kind: str
    code: str
    text: str
    note: str


class WeightLine(Part, frozen=True):
    """The weights, branches and safeguards of one unit's questions in words."""

    unit: str
    weights: str
    conditions: str


class GapReport(Content, frozen=True):
    """Everything that the report says, in the order in which it says it.

    What stands in `left_out` says nothing in this version, and is not part of what is written and hashed.
    """

    language: str
    variant: VariantCode
    cover: Cover
    chapters: tuple[ChapterLine, ...]
    left_out: tuple[str, ...]
    who: WhoAnswered
    summary: Summary
    scoreboard: tuple[ScoreLine, ...]
    priorities: tuple[PriorityLine, ...]
    priority_scale: float
    priorities_more: str
    rated_without_gap: tuple[RatedLine, ...]
    unknown_units: tuple[UnknownLine, ...]
    unknown_sentence: str
    proof: tuple[ProofLine, ...]
    safeguards: tuple[SafeguardPair, ...]
    imbalance_sentence: str
    units: tuple[UnitSection, ...]
    context: Context
    feasibility: FeasibilityChapter
    plan: PlanChapter
    standing_needs: StandingChapter | None
    needs: tuple[NeedLine, ...]
    needs_sentence: str
    needs_by_type: tuple[AssistanceLine, ...]
    change: ChangeChapter | None
    robustness: RobustnessChapter
    coverage: tuple[CoverageLine, ...]
    coverage_counts: tuple[CoverageCount, ...]
    answers: tuple[AnswerEntry, ...]
    documents: tuple[DocumentLine, ...]
    not_answered: tuple[str, ...]
    weights: tuple[WeightLine, ...]
    code_book: tuple[CodeLine, ...]

    @property
    def is_blank(self) -> bool:
        """Whether no question has an answer yet, or none that this version shows."""
        return self.summary.is_blank

    @property
    def conceals(self) -> bool:
        """Whether answers may have been given that this version does not show."""
        return self.variant in FOR_OTHERS

    def has(self, chapter: str) -> bool:
        """Whether this version has the chapter."""
        return any(line.code == chapter for line in self.chapters)

    def as_written(self) -> dict[str, Any]:
        """The parts that this version holds."""
        whole: dict[str, Any] = msgspec.to_builtins(self)
        return {name: part for name, part in whole.items() if name not in self.left_out}
