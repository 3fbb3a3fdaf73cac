"""Instrument and answers in, intervals out (`method.md` 4 and 5): units, pillars, the overall figure.

What a single question is worth is in `weighing.py`. All figures are unrounded, in 0..100. Sums use
`math.fsum`, which makes the order of questions and units irrelevant to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.instrument import Instrument, Unit
from questionnaire.weighing import QuestionScore, score_questions

ENOUGH_KNOWN = 2 / 3
TOLERANCE = 1e-9
BAND_NAMES = ("Not yet begun", "Initial", "Developing", "Established", "Advanced")


class Mean(msgspec.Struct, frozen=True):
    """An interval in 0..100 and the share of it that is known, 0..1."""

    low: float
    high: float

    @property
    def known(self) -> float:
        """1 - (high - low) / 100 (`method.md` 4)."""
        return 1 - (self.high - self.low) / 100

    @property
    def enough_known(self) -> bool:
        """Whether a band may be named: at least two thirds known."""
        return self.known >= ENOUGH_KNOWN - TOLERANCE

    @property
    def middle(self) -> float:
        """Half way between low and high."""
        return (self.low + self.high) / 2


class UnitScore(msgspec.Struct, frozen=True):
    """One unit's interval and what stands behind it."""

    code: str
    mean: Mean
    substantiated: float
    confidence: float
    imbalance: bool
    imbalance_only_unknown: bool

    @property
    def band_low(self) -> int:
        """Band of the low end, 1 to 5."""
        return band(self.mean.low)

    @property
    def band_high(self) -> int:
        """Band of the high end, 1 to 5."""
        return band(self.mean.high)

    @property
    def band(self) -> int | None:
        """The band that the answers secure, which is that of the low end; None if too little is known."""
        return self.band_low if self.mean.enough_known else None


class PillarScore(msgspec.Struct, frozen=True):
    """The plain mean of a pillar's applicable units."""

    code: str
    mean: Mean


class Total(msgspec.Struct, frozen=True):
    """The overall figure of some modules: pillars, their plain mean, and bands under the floor rule."""

    modules: tuple[str, ...]
    pillars: tuple[PillarScore, ...]
    mean: Mean | None
    band_low: int | None
    band_high: int | None
    limited_by: str | None
    floor_bites: bool


class Scores(msgspec.Struct, frozen=True):
    """Every figure of one assessment. Units that do not apply, or are not scored, are None."""

    questions: dict[str, QuestionScore]
    units: dict[str, UnitScore | None]
    headline: Total
    all_modules: Total | None

    def pillar(self, code: str) -> PillarScore | None:
        """The pillar's headline figure, or None if it has none."""
        return next((pillar for pillar in self.headline.pillars if pillar.code == code), None)


def score(instrument: Instrument, sheet: AnswerSheet) -> Scores:
    """Score the modules of the sheet that are switched on."""
    units = instrument.units_in(sheet.modules)
    questions = score_questions(units, sheet)
    scored = {unit.code: score_unit(unit, questions) for unit in units}
    required = tuple(module.code for module in instrument.modules if not module.optional)
    switched_on = tuple(module.code for module in instrument.modules if module.code in sheet.modules)
    headline_modules = tuple(code for code in switched_on if code in required) or switched_on
    return Scores(
        questions=questions,
        units=scored,
        headline=total(instrument, scored, headline_modules),
        all_modules=total(instrument, scored, switched_on) if switched_on != headline_modules else None,
    )


def score_unit(unit: Unit, questions: dict[str, QuestionScore]) -> UnitScore | None:
    """The weighted mean of the unit's applicable scored questions; None without one (`method.md` 4, 5)."""
    parts = [questions[question.code] for question in unit.questions if questions[question.code].counts]
    if not parts:
        return None
    weight = fsum(part.weight for part in parts)
    capped = [part for part in parts if part.capped]
    return UnitScore(
        code=unit.code,
        mean=Mean(
            low=100 * fsum(part.weight * (part.low or 0) for part in parts) / weight,
            high=100 * fsum(part.weight * (part.high or 0) for part in parts) / weight,
        ),
        substantiated=100 * fsum(part.weight * (part.substantiated or 0) for part in parts) / weight,
        confidence=fsum(part.weight * (part.confidence or 0) for part in parts) / weight,
        imbalance=bool(capped),
        imbalance_only_unknown=bool(capped) and not any(part.capped_for_certain for part in capped),
    )


def total(instrument: Instrument, units: dict[str, UnitScore | None], modules: tuple[str, ...]) -> Total:
    """Pillars and overall figure of the modules, the floor rule run on lows and on highs (`method.md` 4)."""
    pillars = []
    for pillar in instrument.pillars:
        means = [
            found.mean
            for unit in instrument.units_in(modules)
            if unit.pillar == pillar.code and (found := units.get(unit.code)) is not None
        ]
        if pillar.scored and means:
            pillars.append(PillarScore(code=pillar.code, mean=plain_mean(means)))
    if not pillars:
        return Total(modules, (), None, None, None, None, floor_bites=False)
    return floor_rule(modules, tuple(pillars))


def floor_rule(modules: tuple[str, ...], pillars: tuple[PillarScore, ...]) -> Total:
    """The plain mean of the pillars, its band held to at most one above the weakest pillar's."""
    overall = plain_mean(pillar.mean for pillar in pillars)
    weakest_low = min(band(pillar.mean.low) for pillar in pillars)
    weakest_high = min(band(pillar.mean.high) for pillar in pillars)
    return Total(
        modules=modules,
        pillars=pillars,
        mean=overall,
        band_low=min(band(overall.low), weakest_low + 1),
        band_high=min(band(overall.high), weakest_high + 1),
        limited_by=min(pillars, key=lambda pillar: (pillar.mean.middle, pillar.code)).code,
        floor_bites=band(overall.low) > weakest_low + 1 or band(overall.high) > weakest_high + 1,
    )


def plain_mean(means: Iterable[Mean]) -> Mean:
    """The unweighted mean of at least one interval."""
    parts = list(means)
    return Mean(
        low=fsum(part.low for part in parts) / len(parts), high=fsum(part.high for part in parts) / len(parts)
    )


def band(value: float) -> int:
    """The band 1 to 5 of an unrounded value in 0..100, lower bounds included (`method.md` 4)."""
    return min(5, 1 + int((value + TOLERANCE) // 20))
