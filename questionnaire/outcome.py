"""Scores, gaps, priorities and draft needs of one assessment in one object, and as `cpsa-result/1`."""

from __future__ import annotations

from typing import Any

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.gaps import Ranked, UnitGap, ranked_priorities, unit_gaps
from questionnaire.instrument import Instrument
from questionnaire.needs import DraftNeed, draft_needs
from questionnaire.scoring import Scores, Total, UnitScore, score
from questionnaire.weighing import QuestionScore

FORMAT = "cpsa-result/1"


class Outcome(msgspec.Struct, frozen=True):
    """Everything that follows from one answer sheet. Keyed by unit code where a mapping is used."""

    scores: Scores
    gaps: dict[str, UnitGap]
    priorities: tuple[Ranked, ...]
    needs: dict[str, tuple[DraftNeed, ...]]


def outcome_of(instrument: Instrument, sheet: AnswerSheet) -> Outcome:
    """Score the sheet and derive gaps, priorities and draft needs (`method.md` 3 to 8)."""
    scores = score(instrument, sheet)
    gaps = unit_gaps(instrument, sheet, scores)
    return Outcome(
        scores=scores,
        gaps=gaps,
        priorities=ranked_priorities(scores, gaps),
        needs=draft_needs(instrument, sheet, scores, gaps),
    )


def result_json(instrument: Instrument, sheet: AnswerSheet, outcome: Outcome) -> bytes:
    """The `cpsa-result/1` file: sorted keys, unrounded figures, the same bytes for the same input."""
    scores = outcome.scores
    overall: dict[str, Any] = {"recommendations": _total(scores.headline)}
    if scores.all_modules is not None:
        overall["all_modules"] = _total(scores.all_modules)
    document = {
        "format": FORMAT,
        "instrument": instrument.code,
        "version": instrument.version,
        "country": sheet.country,
        "reference_date": sheet.reference_date.isoformat(),
        "modules": sheet.modules,
        "questions": {code: _question(question) for code, question in scores.questions.items()},
        "units": {
            code: None if unit is None else _unit(unit, outcome.gaps[code])
            for code, unit in scores.units.items()
        },
        "pillars": {
            pillar.code: {"low": pillar.mean.low, "high": pillar.mean.high, "known": pillar.mean.known}
            for pillar in scores.headline.pillars
        },
        "overall": overall,
        "priorities": [
            {"unit": line.code, "group": line.group, "tied_with": line.tied_with}
            for line in outcome.priorities
        ],
        "needs": {
            code: {need.assistance: need.weight for need in needs} for code, needs in outcome.needs.items()
        },
    }
    encoded: bytes = msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=1)
    return encoded + b"\n"


def _question(question: QuestionScore) -> dict[str, Any]:
    return {
        "state": question.state,
        "low": question.low,
        "high": question.high,
        "substantiated": question.substantiated,
        "confidence": question.confidence,
        "capped": question.capped,
    }


def _unit(unit: UnitScore, found: UnitGap) -> dict[str, Any]:
    return {
        "low": unit.mean.low,
        "high": unit.mean.high,
        "substantiated": unit.substantiated,
        "confidence": unit.confidence,
        "known": unit.mean.known,
        "band": unit.band,
        "band_low": unit.band_low,
        "band_high": unit.band_high,
        "imbalance": unit.imbalance,
        "imbalance_only_unknown": unit.imbalance_only_unknown,
        "target": found.gap.target,
        "target_confirmed": found.gap.confirmed,
        "gap": {"low": found.gap.low, "high": found.gap.high, "kind": found.gap.kind},
        "priority": {"low": found.priority.low, "mid": found.priority.middle, "high": found.priority.high},
        "threat_from": found.ratings.threat_from,
    }


def _total(total: Total) -> dict[str, Any] | None:
    if total.mean is None:
        return None
    return {
        "low": total.mean.low,
        "high": total.mean.high,
        "known": total.mean.known,
        "band_low": total.band_low,
        "band_high": total.band_high,
        "limited_by": total.limited_by,
    }
