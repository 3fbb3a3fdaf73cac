"""Draft assistance needs, unit by unit and by type. A draft is never a request."""

from __future__ import annotations

from math import fsum

from questionnaire.needs import DraftNeed
from reports.content.gathered import Gathered
from reports.content.structure import AssistanceLine, NeedLine
from reports.content.wording import one


def needs(gathered: Gathered) -> tuple[NeedLine, ...]:
    """The draft needs of every unit, the heaviest first within each; none before the first answer, since they
    would say of every country the same.
    """
    if gathered.is_blank:
        return ()
    return tuple(
        NeedLine(
            unit=unit.code,
            title=unit.title,
            code=need.assistance,
            assistance=gathered.instrument.assistance_type(need.assistance).title,
            weight=one(need.weight, 2),
            amount=need.weight,
            questions=need.questions,
            constrained=need.constrained,
        )
        for unit in gathered.units
        for need in gathered.outcome.needs.get(unit.code, ())
    )


def by_type(gathered: Gathered) -> tuple[AssistanceLine, ...]:
    """The assistance types that draft needs name, by the sum of their weights, the largest first; none before
    the first answer.
    """
    if gathered.is_blank:
        return ()
    found: dict[str, list[DraftNeed]] = {}
    for own in gathered.outcome.needs.values():
        for need in own:
            found.setdefault(need.assistance, []).append(need)
    totals = {code: fsum(need.weight for need in drafts) for code, drafts in found.items()}
    return tuple(
        AssistanceLine(
            code=code,
            title=gathered.instrument.assistance_type(code).title,
            units=tuple(need.unit for need in found[code]),
            weight=one(totals[code], 2),
        )
        for code in sorted(totals, key=lambda code: (-totals[code], code))
    )
