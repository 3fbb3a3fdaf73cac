"""The summary on one page: totals, pillars, findings, strengths, gaps, assistance."""

from __future__ import annotations

import msgspec

from questionnaire.scoring import UnitScore
from reports.content import findings as in_words
from reports.content.audience import FOR_OTHERS, MINISTERS_BRIEF
from reports.content.gathered import Gathered
from reports.content.parts import Finding, UnitFinding
from reports.content.scoreboard import pillars, totals
from reports.content.structure import AssistanceLine, PriorityLine, Summary
from reports.content.units import distance
from reports.content.wording import figure


class Room(msgspec.Struct, frozen=True):
    """How many of each the page has room for, and whether for findings in words."""

    gaps: int = 3
    strengths: int = 2
    types: int = 3
    in_words: bool = True


PAGE = Room()
# The page is shared with the head, and the steps are on the next one.
PAGE_OF_BRIEF = Room(gaps=3, strengths=2, types=2, in_words=False)


def summary(
    gathered: Gathered,
    priorities: tuple[PriorityLine, ...],
    assistance: tuple[AssistanceLine, ...],
    assistance_heading: str,
    change: tuple[str, ...] = (),
) -> Summary:
    """What a reader with one page must know."""
    room = PAGE_OF_BRIEF if gathered.variant == MINISTERS_BRIEF else PAGE
    strong, weak = strengths(gathered, room), gaps(gathered, priorities, room)
    return Summary(
        totals=totals(gathered),
        pillars=pillars(gathered),
        findings=(findings_of_nothing(gathered) if gathered.is_blank else findings(gathered)) + change,
        strengths=strong[: room.strengths],
        strengths_more=more(gathered, len(strong) - room.strengths),
        gaps=weak[: room.gaps],
        gaps_more=gaps_of_nothing(gathered) if gathered.is_blank else more(gathered, len(weak) - room.gaps),
        assistance_heading=assistance_heading,
        assistance=assistance[: room.types],
        assistance_more=more_types(gathered, len(assistance) - room.types)
        if assistance
        else no_assistance(gathered),
        is_blank=gathered.is_blank,
    )


def more(gathered: Gathered, count: int) -> str:
    """How many are not shown here; empty if none."""
    if count <= 0:
        return ""
    several = gathered.wording.ngettext
    if gathered.variant == MINISTERS_BRIEF:
        words = several("{count} more in the working file", "{count} more in the working file", count)
    else:
        words = several("And {count} more unit.", "And {count} more units.", count)
    return words.format(count=count)


def more_types(gathered: Gathered, count: int) -> str:
    """How many types of assistance are not shown here; empty if none."""
    if count <= 0:
        return ""
    several = gathered.wording.ngettext
    if gathered.variant == MINISTERS_BRIEF:
        words = several("{count} more in the working file", "{count} more in the working file", count)
    elif gathered.variant in FOR_OTHERS:
        words = several("{count} more in the chapter on needs", "{count} more in the chapter on needs", count)
    else:
        words = several(
            "{count} more in the chapter on draft needs", "{count} more in the chapter on draft needs", count
        )
    return words.format(count=count)


def findings(gathered: Gathered) -> tuple[str, ...]:
    """The clauses and gaps of the whole assessment, counted."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    statuses = list(gathered.clause_statuses.values())
    asked = len(statuses) - statuses.count("context") - statuses.count("not_applicable")
    found = [
        _(
            "Of {asked} clauses: {met} met, {partly} partly met, {not_met} not met, {not_known} not known."
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
                "Of {count} unit with a score: {none} at its target, {certain} short of it for certain, "
                "{unclear} unclear.",
                "Of {count} units with a score: {none} at their target, {certain} short of it for certain, "
                "{unclear} unclear.",
                len(kinds),
            ).format(
                count=len(kinds),
                none=kinds.count("none"),
                certain=kinds.count("certain"),
                unclear=kinds.count("unclear"),
            )
        )
    return tuple(found)


def findings_of_nothing(gathered: Gathered) -> tuple[str, ...]:
    """What there is to say in place of counts while no question has an answer."""
    _ = gathered.wording.gettext
    statuses = list(gathered.clause_statuses.values())
    not_known = _("{nothing}: whether any of {clauses} clauses is met is not known.").format(
        nothing=gathered.no_answer, clauses=len(statuses) - statuses.count("context")
    )
    if gathered.wording.conceals:
        return (not_known,)
    first = _(
        "The first step is to answer: each question names the institution that is expected to lead on it."
    )
    return (not_known, first)


def gaps_of_nothing(gathered: Gathered) -> str:
    """What stands in place of gaps while no question has an answer: none is known, and none ruled out."""
    _ = gathered.wording.gettext
    if gathered.wording.conceals:
        text = _(
            "This version tells of no gap, and rules none out: {count} units may reach their target or not."
        )
    else:
        text = _("No gap is known yet, and none is ruled out: {count} units may reach their target or not.")
    return text.format(count=len(gathered.outcome.gaps))


def no_assistance(gathered: Gathered) -> str:
    """What stands in place of drafts while no answer is known that one could follow from; else empty."""
    _ = gathered.wording.gettext
    if gathered.wording.conceals or not any(gathered.outcome.needs.values()):
        return ""
    return _("Not known yet: drafts follow from gaps, and gaps from answers.")


def strengths(gathered: Gathered, room: Room) -> tuple[Finding, ...]:
    """What the country can build on: units that reach their target first, then those with most proof."""
    _ = gathered.wording.gettext
    able = [
        (unit, found)
        for unit in gathered.outcome.scores.units.values()
        if unit is not None
        and (found := in_words.strength(gathered, gathered.instrument.unit(unit.code))) is not None
    ]
    able.sort(key=lambda pair: (not reached(gathered, pair[0]), -pair[0].substantiated, -pair[0].mean.low))
    return tuple(
        Finding(unit.code, found.title, f"{standing(gathered, unit)} {in_full(gathered, found)}")
        if room.in_words
        else Finding(unit.code, found.title, f"{standing(gathered, unit)} {found.now}")
        for unit, found in able
    )


def gaps(gathered: Gathered, priorities: tuple[PriorityLine, ...], room: Room) -> tuple[Finding, ...]:
    """The units with a gap in the order of priorities: level now, proof, consequence, next level. While no
    question has an answer, there is none to tell.
    """
    found: list[Finding] = []
    if gathered.is_blank:
        return ()
    for line in priorities:
        unit = gathered.outcome.scores.units.get(line.code)
        finding = in_words.gap(gathered, gathered.instrument.unit(line.code))
        if unit is None or finding is None:
            continue
        said = in_full(gathered, finding) if room.in_words else unmet(gathered, line.code)
        found.append(Finding(line.code, line.title, f"{standing(gathered, unit)} {said}".strip()))
    return tuple(found)


def reached(gathered: Gathered, unit: UnitScore) -> bool:
    """Whether the unit reaches its target for certain."""
    return gathered.outcome.gaps[unit.code].gap.kind == "none"


def standing(gathered: Gathered, unit: UnitScore) -> str:
    """The unit's figure, and how far its target is."""
    _ = gathered.wording.gettext
    return _("{figure} of 100. {distance}").format(
        figure=figure(unit.mean.low, unit.mean.high), distance=distance(gathered, unit.code)
    )


def in_full(gathered: Gathered, found: UnitFinding) -> str:
    """The four parts of a finding in a row; of an answer that is not shown, what that means alone."""
    if gathered.wording.conceals and not gathered.outcome.scores.questions[found.question].known:
        return f"{found.now} {found.consequence}"
    return f"{found.now} {found.proof} {found.consequence} {found.next_level}"


def unmet(gathered: Gathered, code: str) -> str:
    """How many clauses of the unit are not met: what the gap means in the words of the text."""
    statuses = [gathered.clause_statuses[clause.code] for clause in gathered.instrument.unit(code).clauses]
    count = statuses.count("not_met")
    if not count:
        return ""
    return gathered.wording.ngettext(
        "{count} clause of the text is not met.", "{count} clauses of the text are not met.", count
    ).format(count=count)
