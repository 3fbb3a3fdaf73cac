"""What moved between two cycles whose scores were both released: part of the one door (`released.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.movement import CountryMoves, SupportGiven, UnitMove, group_of
from questionnaire.assistance.releases import Onlooker
from webapp.database import MANY_FIGURES, db
from webapp.records.released import is_need_released, is_released
from webapp.records.released_scores import is_corrected, latest_of_all
from webapp.tables import (
    SUBMITTED,
    Assessment,
    NeedRecord,
    SubmittedChange,
    SupportedNeed,
    SupportRecord,
)


class Cycles(msgspec.Struct, frozen=True):
    """Two submissions of a country that follow each other; the number is that of the later one."""

    code: str
    name: str
    number: int
    before: date
    now: date


def moves_seen(onlooker: Onlooker, on: date, *, unit: str = "") -> list[CountryMoves]:
    """What moved in each country whose latest released submission follows one that is released too, with the
    scores of both, in all units or in one; three statements, however many countries there are.
    """
    cycles = _cycles_seen(onlooker, on)
    changes = _changes_of([one.number for one in cycles], unit)
    compared = [one for one in cycles if one.number in changes]
    supports = _supports_seen(
        onlooker,
        on,
        [one.code for one in compared],
        unit,
        after=min((one.before for one in compared), default=on),
    )
    return [
        CountryMoves(
            one.code,
            one.name,
            one.before,
            one.now,
            tuple(
                (move, group_of(supports.on(one.code, move.unit), one.before, one.now))
                for move in changes[one.number]
            ),
        )
        for one in compared
    ]


def _cycles_seen(onlooker: Onlooker, on: date) -> list[Cycles]:
    return [Cycles(*row) for row in db.session.connection().execute(_cycles(onlooker, on)).all()]


@lru_cache(maxsize=16)
def _cycles(onlooker: Onlooker, on: date) -> sa.Select[str, str, int, date, date]:
    """The statement, which is as dear to put together as to carry out, and the same for a day."""
    now, before = sa.orm.aliased(Assessment), sa.orm.aliased(Assessment)
    # Found before anything is joined to it: once for each country, not once for each two of its cycles.
    latest = latest_of_all(onlooker, on).cte("latest").prefix_with("MATERIALIZED")
    return (
        sa.select(latest.c.code, latest.c.name, now.id, before.reference_date, now.reference_date)
        .select_from(latest)
        .join(now, now.id == latest.c.number)
        .join(before, before.id == now.follows_id)
        .where(
            before.country_code == latest.c.code,
            before.status == SUBMITTED,
            is_released(onlooker, "submission", before.id, "scores", on),
            # What moved since figures that do not stand any more is not told.
            ~is_corrected(before),
        )
        .order_by(latest.c.code)
    )


def _changes_of(submissions: Collection[int], unit: str) -> dict[int, list[UnitMove]]:
    row = SubmittedChange
    asked = sa.select(row.assessment_id, row.unit_code, row.low, row.high, row.share).where(
        row.assessment_id.in_(submissions)
    )
    if unit:
        asked = asked.where(row.unit_code == unit)
    found: defaultdict[int, list[UnitMove]] = defaultdict(list)
    # Thousands of plain rows, at once and without the session's help, which takes as long as reading them.
    statement = asked.order_by(row.assessment_id, row.unit_code).execution_options(**{MANY_FIGURES: True})
    rows = db.session.connection().execute(statement)
    for number, code, low, high, share in rows.all():
        found[number].append(UnitMove(code, low, high, share))
    return found


class _Supports(msgspec.Struct, frozen=True):
    """What was done about the units of some countries, and which of these were supported in what nobody here
    may know.
    """

    known: dict[tuple[str, str], list[SupportGiven]]
    countries_with_more: frozenset[str]

    def on(self, country: str, unit: str) -> list[SupportGiven]:
        """What may have been done about that unit."""
        known = self.known.get((country, unit), [])
        return [*known, SupportGiven()] if country in self.countries_with_more else known


def _supports_seen(
    onlooker: Onlooker, on: date, countries: Collection[str], unit: str, *, after: date
) -> _Supports:
    """What UNODC recorded as support of these countries, each kind once; none that ended by the day `after`,
    before which nothing is compared. Of one for a need that the onlooker may not see nothing is handed on but
    that there is one: not even which unit the need is about.
    """
    known: defaultdict[tuple[str, str], list[SupportGiven]] = defaultdict(list)
    more: set[str] = set()
    asked = _supports(onlooker, on, unit, after)
    for row in db.session.connection().execute(asked, {"countries": list(countries)}).all():
        if row.is_seen:
            given = SupportGiven(row.status, row.start, row.end, row.share, row.verified)
            known[row.country_code, row.unit_code].append(given)
        else:
            more.add(row.country_code)
    return _Supports(known, frozenset(more))


@lru_cache(maxsize=64)
def _supports(onlooker: Onlooker, on: date, unit: str, after: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement, of the countries that are handed to it."""
    need, support, is_seen = NeedRecord, SupportRecord, is_need_released(onlooker, on)
    # A need that nobody outside has seen yet has no day to compare with.
    is_hidden = sa.func.coalesce(is_seen, False).is_(False)
    asked: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            support.country_code,
            need.unit_code,
            is_seen.label("is_seen"),
            support.status,
            support.start,
            support.end,
            support.share,
            support.verified,
        )
        .select_from(support)
        .join(SupportedNeed, SupportedNeed.support_id == support.id)
        .join(need, need.id == SupportedNeed.need_id)
        .where(
            support.country_code.in_(sa.bindparam("countries", expanding=True)),
            support.status != "withdrawn",
            sa.or_(support.end.is_(None), support.end > after, is_hidden),
        )
        .distinct()
    )
    return asked.where(sa.or_(need.unit_code == unit, is_hidden)) if unit else asked
