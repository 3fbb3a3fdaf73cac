"""What the actions would change: every figure before and after, and why some move nothing."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from questionnaire import scoring
from questionnaire.answers import Action
from questionnaire.outcome import Outcome
from questionnaire.plan import Effect, HeldBack, effect_of
from reports.content.gathered import Gathered
from reports.content.plan_parts import HeldBackLine, Shift
from reports.content.wording import worth


class Counted(msgspec.Struct, frozen=True):
    """What some actions would change, and which were counted, in words."""

    sentence: str
    totals: tuple[Shift, ...]
    pillars: tuple[Shift, ...]
    units: tuple[Shift, ...]
    unmoved: str
    held_back: tuple[HeldBackLine, ...]


def effect(gathered: Gathered, taken_up: tuple[Action, ...], proposals: tuple[Action, ...]) -> Counted:
    """What the plan would change; where there is none yet, what all that is proposed would."""
    _ = gathered.wording.gettext
    found = effect_of(gathered.instrument, gathered.sheet, taken_up or proposals)
    sentence = _("Here the actions taken up are taken to have succeeded, and nothing else to have changed.")
    if not taken_up:
        sentence = _("Nothing has been taken up yet: here all that is proposed is taken to have succeeded.")
    moves = units(gathered, found)
    unmoved = [move.code for move in moves if not move.is_moved]
    same = _("No figure changes: {units}.").format(units=gathered.wording.listed(unmoved))
    return Counted(
        sentence=sentence if taken_up or proposals else "",
        totals=totals(gathered, found),
        pillars=pillars(gathered, found),
        units=tuple(move for move in moves if move.is_moved),
        unmoved=same if unmoved else "",
        held_back=held_back(gathered, found.held_back),
    )


def totals(gathered: Gathered, found: Effect) -> tuple[Shift, ...]:
    """The overall figure, and the one with all modules."""
    _ = gathered.wording.gettext
    pairs = [(_("Overall"), found.before.scores.headline, found.after.scores.headline)]
    before, after = found.before.scores.all_modules, found.after.scores.all_modules
    if before is not None and after is not None:
        pairs.append((_("With all modules of this assessment"), before, after))
    return tuple(
        shift(
            gathered,
            "",
            title,
            (old.mean, old.band_low, old.band_high),
            (new.mean, new.band_low, new.band_high),
            flags=(limit(gathered, old), limit(gathered, new)),
        )
        for title, old, new in pairs
        if old.mean is not None and new.mean is not None
    )


def limit(gathered: Gathered, total: scoring.Total) -> str:
    """The pillar that holds the band down, if one does."""
    _ = gathered.wording.gettext
    if not total.floor_bites or total.limited_by is None or total.mean is None or not total.mean.enough_known:
        return ""
    return _("held down by: {pillar}").format(pillar=gathered.instrument.pillar(total.limited_by).title)


def pillars(gathered: Gathered, found: Effect) -> tuple[Shift, ...]:
    """The pillars of the headline figure."""
    after = {pillar.code: pillar.mean for pillar in found.after.scores.headline.pillars}
    return tuple(
        shift(
            gathered,
            pillar.code,
            gathered.instrument.pillar(pillar.code).title,
            (pillar.mean, scoring.band(pillar.mean.low), scoring.band(pillar.mean.high)),
            (mean, scoring.band(mean.low), scoring.band(mean.high)),
        )
        for pillar in found.before.scores.headline.pillars
        if (mean := after.get(pillar.code)) is not None
    )


def units(gathered: Gathered, found: Effect) -> tuple[Shift, ...]:
    """Every unit that has a score before and after."""
    return tuple(
        shift(
            gathered,
            unit.code,
            unit.title,
            (before.mean, before.band_low, before.band_high),
            (after.mean, after.band_low, after.band_high),
            gaps=(gap(gathered, found.before, unit.code), gap(gathered, found.after, unit.code)),
            flags=(imbalance(gathered, before), imbalance(gathered, after)),
            target=found.before.gaps[unit.code].gap.target,
        )
        for unit in gathered.units
        if (before := found.before.scores.units.get(unit.code)) is not None
        and (after := found.after.scores.units.get(unit.code)) is not None
    )


Banded = tuple[scoring.Mean | None, int | None, int | None]


def shift(
    gathered: Gathered,
    code: str,
    title: str,
    before: Banded,
    after: Banded,
    *,
    gaps: tuple[str, str] = ("", ""),
    flags: tuple[str, str] = ("", ""),
    target: float | None = None,
) -> Shift:
    """One figure before and after, as it is printed."""
    scores = [
        gathered.wording.score(mean or scoring.Mean(0.0, 0.0), low or 1, high or 1)
        for mean, low, high in (before, after)
    ]
    return Shift(
        code=code,
        title=title,
        before=scores[0],
        after=scores[1],
        before_gap=gaps[0],
        after_gap=gaps[1],
        before_flag=flags[0],
        after_flag=flags[1],
        target=target,
        is_moved=scores[0] != scores[1] or gaps[0] != gaps[1] or flags[0] != flags[1],
    )


def gap(gathered: Gathered, outcome: Outcome, code: str) -> str:
    """A gap in points."""
    return gathered.wording.gap(outcome.gaps[code].gap)


def imbalance(gathered: Gathered, score: scoring.UnitScore) -> str:
    """The flag on powers without their safeguards."""
    _ = gathered.wording.gettext
    if not score.imbalance:
        return ""
    return _("safeguard not known") if score.imbalance_only_unknown else _("safeguard imbalance")


def held_back(gathered: Gathered, held: Iterable[HeldBack]) -> tuple[HeldBackLine, ...]:
    """The reasons why actions move nothing, each with the actions that it holds for."""
    found: dict[str, list[str]] = {}
    for one in held:
        found.setdefault(why(gathered, one), []).append(one.action)
    return tuple(HeldBackLine(reason, tuple(actions)) for reason, actions in found.items())


def why(gathered: Gathered, held: HeldBack) -> str:
    """Why an action moves no figure, or less than it aims at."""
    _ = gathered.wording.gettext
    limiting = gathered.wording.listed(held.limited_by)
    return {
        "whole-unit": _("For the unit as a whole: no single answer is raised."),
        "find-out": _("To find out an answer: what will be found is not known, so the range stays."),
        "reached": _("The answer says so already."),
        "not-applicable": _("The question does not apply."),
        "not-asked": _("The question counts only once {codes} is further.").format(codes=limiting),
        "held": _("Held back by a safeguard: counts for {worth} of 1 until {codes} is stronger.").format(
            worth=worth(held.low or 0, held.high or 0), codes=limiting
        ),
    }[held.reason]
