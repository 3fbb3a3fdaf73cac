"""Which needs nobody has met, by recommendation and by type of assistance."""

from __future__ import annotations

from collections import Counter

import msgspec
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import UNODC
from questionnaire.assistance.status import BEFORE_DELIVERY
from questionnaire.loading import published
from questionnaire.needs import NO_ASSISTANCE
from webapp.access import UNODC_OFFICERS, open_to
from webapp.desk.blueprint import blueprint, today
from webapp.desk.portfolio import seen
from webapp.records import released_scores


class Bar(msgspec.Struct, frozen=True):
    """So many needs of one recommendation or type. `share` is their part of the longest bar, 0..100."""

    code: str
    title: str
    needs: int
    share: float


@blueprint.get("/portfolio/needs")
@open_to(UNODC_OFFICERS)
def portfolio_needs() -> ResponseReturnValue:
    """Show the needs under way by unit, by type, and by both."""
    tallies = released_scores.needs_by_type(UNODC, today(), BEFORE_DELIVERY)
    types = [each for each in published().assistance_types if each.code != NO_ASSISTANCE]
    by_unit: Counter[str] = Counter()
    by_type: Counter[str] = Counter()
    for tally in tallies:
        by_unit[tally.unit] += tally.needs
        by_type[tally.assistance] += tally.needs
    units = list(published().units)
    return seen.part(
        "needs",
        by_unit=_bars([(unit.code, unit.title) for unit in units], by_unit),
        by_type=_bars([(each.code, each.title) for each in types], by_type),
        units=[unit for unit in units if by_unit[unit.code]],
        types=[each for each in types if by_type[each.code]],
        tallies={(tally.unit, tally.assistance): tally for tally in tallies},
        total=by_unit.total(),
    )


def _bars(named: list[tuple[str, str]], counted: Counter[str]) -> list[Bar]:
    """In the order of the questionnaire; what nobody needs is not among them."""
    most = max(counted.values(), default=1)
    return [
        Bar(code, title, counted[code], 100 * counted[code] / most) for code, title in named if counted[code]
    ]
