"""The summary on one page: totals, pillars, findings, strengths, gaps, assistance."""

from __future__ import annotations

import msgspec

from reports.content.audience import MINISTERS_BRIEF, PUBLIC
from reports.content.gathered import Gathered
from reports.content.parts import Finding
from reports.content.scoreboard import pillars, totals
from reports.content.structure import AssistanceLine, PriorityLine, Summary
from reports.content.units import distance
from reports.content.wording import whole


class Room(msgspec.Struct, frozen=True):
    """How many of each the page has room for, and whether the gaps name their first step."""

    gaps: int = 4
    strengths: int = 3
    types: int = 4
    steps: bool = True


PAGE = Room()
# The page is shared with the head, and the steps are on the next one.
PAGE_OF_BRIEF = Room(gaps=3, strengths=2, types=2, steps=False)


def summary(
    gathered: Gathered,
    priorities: tuple[PriorityLine, ...],
    assistance: tuple[AssistanceLine, ...],
    change: tuple[str, ...] = (),
) -> Summary:
    """What a reader with one page must know."""
    room = PAGE_OF_BRIEF if gathered.variant == MINISTERS_BRIEF else PAGE
    strong, weak = strengths(gathered), gaps(gathered, priorities, steps=room.steps)
    return Summary(
        totals=totals(gathered),
        pillars=pillars(gathered),
        findings=findings(gathered) + change,
        strengths=strong[: room.strengths],
        strengths_more=more(gathered, len(strong) - room.strengths),
        gaps=weak[: room.gaps],
        gaps_more=more(gathered, len(weak) - room.gaps),
        assistance=assistance[: room.types],
        assistance_more=more_types(gathered, len(assistance) - room.types),
    )


def more(gathered: Gathered, count: int) -> str:
    """How many are not shown here; empty if none."""
    if count <= 0:
        return ""
    several = gathered.wording.ngettext
    if gathered.variant == MINISTERS_BRIEF:
        words = several("{count} more in the working file", "{count} more in the working file", count)
    else:
        words = several("{count} more in the scoreboard", "{count} more in the scoreboard", count)
    return words.format(count=count)


def more_types(gathered: Gathered, count: int) -> str:
    """How many types of assistance are not shown here; empty if none, or if this version lists them all."""
    if count <= 0 or gathered.variant == PUBLIC:
        return ""
    several = gathered.wording.ngettext
    if gathered.variant == MINISTERS_BRIEF:
        words = several("{count} more in the working file", "{count} more in the working file", count)
    else:
        words = several("{count} more in the chapter on needs", "{count} more in the chapter on needs", count)
    return words.format(count=count)


def findings(gathered: Gathered) -> tuple[str, ...]:
    """The clauses and gaps of the whole assessment, counted."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    statuses = list(gathered.clause_statuses.values())
    asked = len(statuses) - statuses.count("context") - statuses.count("not_applicable")
    found = [
        _(
            "Of {asked} clauses, {met} are met, {partly} partly met, {not_met} not met and "
            "{not_known} not known."
        ).format(
            asked=asked,
            met=statuses.count("met"),
            partly=statuses.count("partly"),
            not_met=statuses.count("not_met"),
            not_known=statuses.count("not_known"),
        )
    ]
    kinds = [gap.gap.kind for gap in gathered.outcome.gaps.values()]
    if kinds:
        found.append(
            several(
                "Of {count} unit with a score, {none} reaches its target, {certain} is short of it for "
                "certain, {unclear} is unclear.",
                "Of {count} units with a score, {none} reach their target, {certain} are short of it for "
                "certain and {unclear} are unclear.",
                len(kinds),
            ).format(
                count=len(kinds),
                none=kinds.count("none"),
                certain=kinds.count("certain"),
                unclear=kinds.count("unclear"),
            )
        )
    return tuple(found)


def strengths(gathered: Gathered) -> tuple[Finding, ...]:
    """The units that reach their target, those with most proof first."""
    _ = gathered.wording.gettext
    reached = [
        unit
        for unit in gathered.outcome.scores.units.values()
        if unit is not None and gathered.outcome.gaps[unit.code].gap.kind == "none"
    ]
    reached.sort(key=lambda unit: (-unit.substantiated, -unit.mean.low, unit.code))
    found = []
    for unit in reached:
        target = gathered.target(unit.code)
        score = gathered.score(unit.code)
        if target is not None and score is not None:
            text = _("{figure}, {substantiated} substantiated; {target}.").format(
                figure=score.figure, substantiated=whole(unit.substantiated), target=target.words
            )
            found.append(Finding(unit.code, gathered.instrument.unit(unit.code).title, text))
    return tuple(found)


def gaps(gathered: Gathered, priorities: tuple[PriorityLine, ...], *, steps: bool) -> tuple[Finding, ...]:
    """The units with a gap in the order of priorities: level now, proof, consequence, next level."""
    _ = gathered.wording.gettext
    found = []
    for line in priorities:
        unit, score = gathered.outcome.scores.units.get(line.code), gathered.score(line.code)
        if unit is None or score is None:
            continue
        text = _("{figure} of 100, {substantiated} substantiated. {distance}").format(
            figure=score.figure,
            substantiated=whole(unit.substantiated),
            distance=distance(gathered, line.code),
        )
        open_clauses = unmet(gathered, line.code)
        step = _("Next: {step}.").format(step=line.first_step) if steps and line.first_step else ""
        parts = [part for part in (text, open_clauses, step) if part]
        found.append(Finding(line.code, line.title, " ".join(parts)))
    return tuple(found)


def unmet(gathered: Gathered, code: str) -> str:
    """How many clauses of the unit are not met: what the gap means in the words of the text."""
    statuses = [gathered.clause_statuses[clause.code] for clause in gathered.instrument.unit(code).clauses]
    count = statuses.count("not_met")
    if not count:
        return ""
    return gathered.wording.ngettext(
        "{count} clause of the text is not met.", "{count} clauses of the text are not met.", count
    ).format(count=count)
