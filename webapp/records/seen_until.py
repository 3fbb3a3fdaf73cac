"""Until when UNODC and everybody see a need: what its releases come to, kept in the need's own row.

A register of a hundred thousand needs cannot ask the releases of each at every page. So each change of a
release writes here what it makes of the need, in its own transaction; time needs no change, for a day is kept
and compared with today. The releases stay what decides: one need is read through them, and `strayed` finds
any row that says otherwise (decision 0039).
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from questionnaire.assistance.releases import Audience, RecordKind
from webapp.database import db
from webapp.tables import NeedRecord, ReleaseRecord


def follow_releases(kind: RecordKind, record: int) -> None:
    """Writes what the releases of a record come to, after one was given, agreed to or withdrawn. Lists of
    other records than needs are short: they ask the releases.
    """
    if kind != "need":
        return
    db.session.flush()
    db.session.execute(
        sa.update(NeedRecord).where(NeedRecord.id == record).values(_DUE),
        execution_options={"synchronize_session": False},
    )


def strayed() -> list[int]:
    """The numbers of needs whose row says something else than their releases: there must be none."""
    says_otherwise = sa.or_(*(column.is_distinct_from(due) for column, due in _DUE.items()))
    return list(db.session.scalars(sa.select(NeedRecord.id).where(says_otherwise).order_by(NeedRecord.id)))


def _last_day(*audiences: Audience) -> sa.ScalarSelect[date]:
    """The last day of the releases to these audiences that have not been withdrawn and wait for nobody. No
    release begins after the day on which it is given: those that have not ended hold together from then on.
    """
    row = ReleaseRecord
    return (
        sa.select(sa.func.max(row.last_day))
        .where(
            row.kind == "need",
            row.record_id == NeedRecord.id,
            row.audience.in_(audiences),
            row.withdrawn_at.is_(None),
            sa.or_(row.needs_second.is_(False), row.second_at.is_not(None)),
        )
        .correlate(NeedRecord)
        .scalar_subquery()
    )


_DUE = {
    NeedRecord.seen_by_unodc_until: _last_day("unodc", "open"),
    NeedRecord.seen_by_all_until: _last_day("open"),
}
