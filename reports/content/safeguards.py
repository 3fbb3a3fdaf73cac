"""Rights and safeguards: each question about a power beside its weakest safeguard."""

from __future__ import annotations

from questionnaire.instrument import Question
from questionnaire.weighing import SAFEGUARD_MARGIN, QuestionScore
from reports.content.gathered import Gathered
from reports.content.structure import SafeguardPair
from reports.content.wording import worth


def pairs(gathered: Gathered) -> tuple[SafeguardPair, ...]:
    """Every applicable question that has safeguards, with the weakest of them."""
    scores = gathered.outcome.scores.questions
    return tuple(
        pair(gathered, question, weakest)
        for unit in gathered.units
        for question in unit.questions
        if scores[question.code].counts and (weakest := weakest_safeguard(gathered, question)) is not None
    )


def weakest_safeguard(gathered: Gathered, question: Question) -> Question | None:
    """The applicable safeguard that is worth least, the first of several."""
    scores = gathered.outcome.scores.questions
    guards = [
        gathered.instrument.question(code)
        for code in question.safeguards
        if code in scores and scores[code].counts
    ]
    if not guards:
        return None
    return min(guards, key=lambda guard: (scores[guard.code].low or 0, scores[guard.code].high or 0))


def pair(gathered: Gathered, power: Question, safeguard: Question) -> SafeguardPair:
    """One power and its weakest safeguard, before the cap, with the verdict in words."""
    scores = gathered.outcome.scores.questions
    own, guard = scores[power.code], scores[safeguard.code]
    return SafeguardPair(
        unit=gathered.instrument.unit_of(power.code).code,
        power=power.code,
        power_text=power.text,
        power_low=own.raw_low or 0,
        power_high=own.raw_high or 0,
        power_figure=worth(own.raw_low or 0, own.raw_high or 0),
        safeguard=safeguard.code,
        safeguard_text=safeguard.text,
        safeguard_low=guard.low or 0,
        safeguard_high=guard.high or 0,
        safeguard_figure=worth(guard.low or 0, guard.high or 0),
        verdict=verdict(gathered, own, guard),
        capped=own.capped,
    )


def verdict(gathered: Gathered, own: QuestionScore, guard: QuestionScore) -> str:
    """What the safeguards do to the power, for certain or as far as is known."""
    _ = gathered.wording.gettext
    counts_as = worth(own.low or 0, own.high or 0)
    if own.capped_for_certain:
        return _("Imbalance: counts as {worth}").format(worth=counts_as)
    if own.capped:
        return _("Not known: counts as {worth} until the safeguards are known").format(worth=counts_as)
    if (own.raw_high or 0) > (guard.low or 0) + SAFEGUARD_MARGIN:
        return _("Not known: counts as {worth}").format(worth=counts_as)
    return _("In balance: counts as {worth}").format(worth=counts_as)


def sentence(gathered: Gathered) -> str:
    """Which units have an imbalance."""
    _ = gathered.wording.gettext
    if gathered.is_blank and gathered.wording.conceals:
        return _("This version does not tell whether powers and their safeguards are in balance.")
    if gathered.is_blank:
        return _("Whether powers and their safeguards are in balance is not known.")
    flagged = [unit for unit in gathered.outcome.scores.units.values() if unit is not None and unit.imbalance]
    certain = [unit.code for unit in flagged if not unit.imbalance_only_unknown]
    unknown = [unit.code for unit in flagged if unit.imbalance_only_unknown]
    parts = []
    if certain:
        parts.append(_("Safeguard imbalance: {units}.").format(units=gathered.wording.listed(certain)))
    if unknown:
        parts.append(
            _("Flagged only because a safeguard is not known: {units}.").format(
                units=gathered.wording.listed(unknown)
            )
        )
    return " ".join(parts) or _("The answers show no safeguard imbalance.")
