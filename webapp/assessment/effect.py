"""What would it change: every figure before and after the actions that are counted, computed anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from flask import render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.action_wire import in_order
from questionnaire.answers import Action
from questionnaire.outcome import Outcome
from questionnaire.plan import Effect, effect_of
from questionnaire.scoring import Mean, Total, UnitScore
from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.action_words import aim_words, held_words
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.planned import Planned, planned_in
from webapp.assessment.result import gap_words
from webapp.assessment.words import band_words, span
from webapp.wording import _


class Figure(msgspec.Struct, frozen=True):
    """One figure as it is printed and drawn: the range, the band, and what else must be said of it."""

    words: str
    band: str = ""
    low: float = 0.0
    high: float = 0.0
    gap: str = ""
    flag: str = ""


class Moved(msgspec.Struct, frozen=True):
    """One figure before and after."""

    code: str
    title: str
    before: Figure
    after: Figure
    target: float | None = None

    @property
    def is_moved(self) -> bool:
        """Whether anything about it changes, in what is printed."""
        return self.before != self.after


@blueprint.get("/countries/<country>/assessments/<int:number>/actions/effect")
@open_to(COUNTRY_READERS)
def effect(country: str, number: int) -> ResponseReturnValue:
    """Show what the actions that are counted would change, and offer to count others."""
    here = opened(country, number)
    planned = planned_in(here)
    counted = _counted(planned)
    found = effect_of(here.instrument, planned.sheet, counted)
    units = _units(here, found)
    every = {action.code: action for action in (*planned.taken_up, *planned.offered.values())}
    return render_template(
        "assessment/effect.html",
        here=here,
        taken_up=in_order(here.instrument, planned.taken_up),
        offered=in_order(here.instrument, planned.offered.values()),
        counted={action.code for action in counted},
        overall=_overall(here, found),
        pillars=_pillars(here, found),
        moved=[unit for unit in units if unit.is_moved],
        unmoved=[unit for unit in units if not unit.is_moved],
        held=_by_reason(found, every),
        aim_words=aim_words,
    )


def _by_reason(found: Effect, every: Mapping[str, Action]) -> dict[str, list[Action]]:
    """The actions that do not move what they aim at, by the reason in words."""
    by_reason: dict[str, list[Action]] = {}
    for held in found.held_back:
        by_reason.setdefault(held_words(held), []).append(every[held.action])
    return by_reason


def _counted(planned: Planned) -> list[Action]:
    """The actions chosen on the page; at first the whole plan, or where there is none yet, all that is
    proposed.
    """
    if "chosen" not in request.args:
        return planned.taken_up or list(planned.offered.values())
    chosen = set(request.args.getlist("count"))
    return [action for action in (*planned.taken_up, *planned.offered.values()) if action.code in chosen]


def _overall(here: Opened, found: Effect) -> list[Moved]:
    lines = [(_("Overall: the recommendations"), found.before.scores.headline, found.after.scores.headline)]
    before, after = found.before.scores.all_modules, found.after.scores.all_modules
    if before is not None and after is not None:
        lines.append((_("With the national statement"), before, after))
    return [Moved("", words, _total(here, old), _total(here, new)) for words, old, new in lines]


def _total(here: Opened, total: Total) -> Figure:
    mean = total.mean
    if mean is None:
        return Figure(_("none"))
    limit = ""
    if total.floor_bites and total.limited_by and mean.enough_known:
        pillar = here.instrument.pillar(total.limited_by).title
        limit = _("Limited by the weakest pillar, “%(pillar)s”", pillar=pillar)
    return _figure(mean, total.band_low, total.band_high, flag=limit)


def _pillars(here: Opened, found: Effect) -> list[Moved]:
    after = {pillar.code: pillar for pillar in found.after.scores.headline.pillars}
    return [
        Moved(
            "",
            here.instrument.pillar(pillar.code).title,
            _figure(pillar.mean),
            _figure(after[pillar.code].mean),
        )
        for pillar in found.before.scores.headline.pillars
        if pillar.code in after
    ]


def _units(here: Opened, found: Effect) -> list[Moved]:
    return [
        Moved(
            unit.code,
            unit.title,
            _unit(found.before, before),
            _unit(found.after, after),
            found.before.gaps[unit.code].gap.target,
        )
        for unit in here.rated_units
        if (before := found.before.scores.units.get(unit.code)) is not None
        and (after := found.after.scores.units.get(unit.code)) is not None
    ]


def _unit(outcome: Outcome, score: UnitScore) -> Figure:
    flag = ""
    if score.imbalance:
        flag = _("Safeguard not known") if score.imbalance_only_unknown else _("Safeguard imbalance")
    return _figure(
        score.mean, score.band_low, score.band_high, gap=gap_words(outcome.gaps[score.code].gap), flag=flag
    )


def _figure(
    mean: Mean, low: int | None = None, high: int | None = None, *, gap: str = "", flag: str = ""
) -> Figure:
    bands: Iterable[str] = dict.fromkeys(band_words(band) for band in (low, high) if band)
    words = _("%(low)s to %(high)s", low=band_words(low), high=band_words(high))
    names = list(bands)
    band = (words if len(names) > 1 else "".join(names)) if mean.enough_known else ""
    if low and not mean.enough_known:
        band = _("not enough answers")
    return Figure(span(mean.low, mean.high), band, mean.low, mean.high, gap, flag)
