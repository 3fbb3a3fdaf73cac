"""Draft assistance needs that follow from answers, unit by unit and by type. A draft is never a request."""

from __future__ import annotations

from math import fsum

from questionnaire.needs import DraftNeed
from reports.content.gathered import Gathered
from reports.content.structure import AssistanceLine, NeedLine
from reports.content.wording import one


def needs(gathered: Gathered) -> tuple[NeedLine, ...]:
    """The draft needs of every unit, the heaviest first within each."""
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
        for need in gathered.offered_needs.get(unit.code, ())
    )


def sentence(gathered: Gathered) -> str:
    """Why no draft stands here, or none of some units; empty where every gap has its drafts."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if gathered.is_blank:
        return _("No question has an answer yet: no gap is known that a draft could follow from.")
    waiting = [
        code for code, own in gathered.outcome.needs.items() if own and not gathered.offered_needs[code]
    ]
    if waiting:
        return several(
            "No draft is made of {units}: no question of the unit has an answer yet.",
            "No draft is made of {units}: no question of these units has an answer yet.",
            len(waiting),
        ).format(units=gathered.wording.listed(waiting))
    if any(gathered.offered_needs.values()):
        return ""
    return _("There is no gap that a draft need could follow from.")


def by_type(gathered: Gathered) -> tuple[AssistanceLine, ...]:
    """The assistance types that draft needs name, by the sum of their weights, the largest first."""
    found: dict[str, list[DraftNeed]] = {}
    for own in gathered.offered_needs.values():
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
