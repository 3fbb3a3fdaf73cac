"""Totals, pillars, the scoreboard of all units, and declared against substantiated."""

from __future__ import annotations

from math import fsum

from questionnaire import scoring
from questionnaire.instrument import Unit
from reports.content.gathered import Gathered
from reports.content.structure import Measures, PillarLine, ProofLine, ScoreLine, Total
from reports.content.wording import percent
from reports.rounding import whole


def totals(gathered: Gathered) -> tuple[Total, ...]:
    """The headline figure, and beside it the one with all modules switched on."""
    _ = gathered.wording.gettext
    scores = gathered.outcome.scores
    found = [total(gathered, _("Overall"), scores.headline)]
    if scores.all_modules is not None:
        found.append(total(gathered, _("With all modules of this assessment"), scores.all_modules))
    return tuple(found)


def total(gathered: Gathered, title: str, found: scoring.Total) -> Total:
    """One overall figure with the sentence on the pillar that limits it."""
    _ = gathered.wording.gettext
    if found.mean is None or found.band_low is None or found.band_high is None or found.limited_by is None:
        return Total(title, None, _("No unit of this assessment has a score."))
    score = gathered.wording.score(found.mean, found.band_low, found.band_high)
    sentence = _("Too little is known to name the weakest pillar.")
    if score.enough_known:
        sentence = limiting(gathered, found).format(pillar=gathered.instrument.pillar(found.limited_by).title)
    return Total(title, score, sentence)


def limiting(gathered: Gathered, found: scoring.Total) -> str:
    """What is said of the pillar that limits the total: that it is the weakest only where no other can be
    weaker, whatever is not known.
    """
    _ = gathered.wording.gettext
    means = {pillar.code: pillar.mean for pillar in found.pillars}
    highest = means[found.limited_by or ""].high
    others = [mean.low for code, mean in means.items() if code != found.limited_by]
    certain = all(highest <= low + scoring.TOLERANCE for low in others)
    if found.floor_bites:
        if certain:
            return _("The band is held down by the weakest pillar: {pillar}.")
        return _("The band is held down by the pillar that is lowest by the middle of its range: {pillar}.")
    if certain:
        return _("Weakest pillar: {pillar}.")
    return _("Lowest by the middle of its range, which is not certain: {pillar}.")


def pillars(gathered: Gathered) -> tuple[PillarLine, ...]:
    """The pillars of the headline figure."""
    units = gathered.outcome.scores.units
    found = []
    for pillar in gathered.outcome.scores.headline.pillars:
        members = [
            unit
            for unit in gathered.instrument.units_in(gathered.outcome.scores.headline.modules)
            if unit.pillar == pillar.code and units.get(unit.code) is not None
        ]
        scores = [score for unit in members if (score := units[unit.code]) is not None]
        target = fsum(gathered.outcome.gaps[unit.code].gap.target for unit in members) / len(members)
        substantiated = fsum(score.substantiated for score in scores) / len(scores)
        mean = pillar.mean
        found.append(
            PillarLine(
                code=pillar.code,
                title=gathered.instrument.pillar(pillar.code).title,
                score=gathered.wording.score(mean, scoring.band(mean.low), scoring.band(mean.high)),
                target=target,
                target_figure=str(whole(target)),
                declared_figure=str(whole(mean.low)),
                substantiated=substantiated,
                substantiated_figure=str(whole(substantiated)),
                difference=str(whole(mean.low) - whole(substantiated)),
                units=tuple(unit.code for unit in members),
            )
        )
    return tuple(found)


def lines(gathered: Gathered) -> tuple[ScoreLine, ...]:
    """One row for each unit of the modules switched on."""
    return tuple(line(gathered, unit) for unit in gathered.units)


def line(gathered: Gathered, unit: Unit) -> ScoreLine:
    """A unit's row on the scoreboard."""
    _ = gathered.wording.gettext
    found = gathered.outcome.scores.units.get(unit.code)
    if found is None:
        note = _("not applicable") if unit.scored else _("no score: a text that no State can meet or miss")
        return ScoreLine(unit.code, unit.title, unit.pillar, None, note, "", "", None, "", "", None)
    gap = gathered.outcome.gaps[unit.code].gap
    return ScoreLine(
        code=unit.code,
        title=unit.title,
        pillar=unit.pillar,
        score=gathered.score(unit.code),
        note="",
        substantiated=str(whole(found.substantiated)),
        confidence=percent(found.confidence),
        target=gathered.target(unit.code),
        gap=gathered.wording.gap(gap),
        flag=flag(gathered, unit.code),
        measures=Measures(found.mean.known, found.substantiated, found.confidence, gap.low, gap.high),
    )


def flag(gathered: Gathered, code: str) -> str:
    """What the reader must not overlook about a unit, beside its band, in a few words."""
    _ = gathered.wording.gettext
    found = gathered.outcome.scores.units.get(code)
    if found is None:
        return ""
    if found.imbalance:
        return _("safeguard not known") if found.imbalance_only_unknown else _("safeguard imbalance")
    if not found.mean.enough_known:
        return ""
    return _("find out first") if gathered.outcome.gaps[code].gap.kind == "unclear" else ""


def proof(gathered: Gathered) -> tuple[ProofLine, ...]:
    """The units where most of what is declared is not substantiated, the largest difference first."""
    found = []
    for unit in gathered.units:
        score = gathered.outcome.scores.units.get(unit.code)
        if score is None:
            continue
        declared, substantiated = whole(score.mean.low), whole(score.substantiated)
        found.append(
            ProofLine(
                code=unit.code,
                title=unit.title,
                declared=score.mean.low,
                substantiated=score.substantiated,
                declared_figure=str(declared),
                substantiated_figure=str(substantiated),
                difference=str(declared - substantiated),
            )
        )
    found.sort(key=lambda line: (line.substantiated - line.declared, line.code))
    return tuple(line for line in found if int(line.difference) > 0)
