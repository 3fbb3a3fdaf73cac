"""A need as it looks with some sets of fields: to its own country, or to others if these were released."""

from __future__ import annotations

from datetime import date

from questionnaire.assistance.releases import NEED_SETS, FieldSet, seen
from questionnaire.assistance.status import Status
from webapp.assistance.entered import OpenedNeed
from webapp.records.released import NeedSeen


def as_seen(
    here: OpenedNeed,
    sets: frozenset[FieldSet] = frozenset(NEED_SETS),
    *,
    status: Status | None = None,
    last_day: date = date.max,
) -> NeedSeen:
    """The need cut down to these sets, the way the one door hands it out; whole if none are named."""
    shown = seen(here.need, sets | {NEED_SETS[0]})
    assert shown is not None  # noqa: S101  # the request is always among the sets
    return NeedSeen(
        number=here.row.id,
        instrument=here.need.gap.instrument,
        version=here.need.gap.version,
        country_code=here.land.code,
        country_name=here.land.name,
        status=status or here.row.status,
        status_since=here.row.status_since,
        need=shown,
        sets=sets | {NEED_SETS[0]},
        releases=(),
        last_day=last_day,
    )
