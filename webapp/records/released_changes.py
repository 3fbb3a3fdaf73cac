"""What moved between two cycles whose scores were both released: part of the one door (`released.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from questionnaire.assistance.movement import (
    CountryMoves,
    Side,
    SupportGiven,
    UnitMove,
    group_of,
    sides,
)
from questionnaire.assistance.releases import Onlooker
from webapp.database import MANY_FIGURES, db
from webapp.records.released import is_need_released, is_released
from webapp.records.released_scores import SUBMISSIONS, is_corrected, latest_of_all
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
    supports = _supports_seen(onlooker, on, compared, unit)
    return [
        CountryMoves(one.code, one.name, one.before, one.now, supports.beside(one, changes[one.number]))
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
    found: defaultdict[int, list[UnitMove]] = defaultdict(list)
    # Thousands of plain rows, at once and without the session's help, which takes as long as reading them.
    rows = db.session.connection().execute(_changes(unit), {"submissions": list(submissions)})
    for number, code, low, high, share in rows.all():
        found[number].append(UnitMove(code, low, high, share))
    return found


@lru_cache(maxsize=64)
def _changes(unit: str) -> sa.Select[int, str, float, float, float]:
    """The statement, of the submissions whose numbers are handed to it."""
    row = SubmittedChange
    asked = (
        sa.select(row.assessment_id, row.unit_code, row.low, row.high, row.share)
        .where(row.assessment_id.in_(SUBMISSIONS))
        .order_by(row.assessment_id, row.unit_code)
        .execution_options(**{MANY_FIGURES: True})
    )
    return asked.where(row.unit_code == unit) if unit else asked


class _Supports(msgspec.Struct, frozen=True):
    """What was done about the units of some countries, and which of these were supported in what nobody here
    may know.
    """

    # By country and unit.
    known: Mapping[str, Mapping[str, list[SupportGiven]]]
    countries_with_more: frozenset[str]

    def beside(self, cycles: Cycles, moves: Collection[UnitMove]) -> tuple[Side, ...]:
        """These changes of a country by the groups that their units belong to."""
        of_any = [SupportGiven()] if cycles.code in self.countries_with_more else []
        return sides(
            moves,
            {
                unit: group_of([*given, *of_any], cycles.before, cycles.now)
                for unit, given in self.known.get(cycles.code, {}).items()
            },
            # Of most units nothing is known, and what holds of one of these holds of all.
            other=group_of(of_any, cycles.before, cycles.now),
        )


def _supports_seen(onlooker: Onlooker, on: date, compared: Collection[Cycles], unit: str) -> _Supports:
    """What UNODC recorded as support of these countries, each kind once; none that ended by the first of all
    days that are compared. Of one for a need that the onlooker may not see nothing is handed on but that
    there is one: not even which unit the need is about.
    """
    known: defaultdict[str, defaultdict[str, list[SupportGiven]]] = defaultdict(lambda: defaultdict(list))
    more: set[str] = set()
    asked = _supports(onlooker, on, unit, min((one.before for one in compared), default=on))
    rows = db.session.connection().execute(asked, {"submissions": [one.number for one in compared]})
    for country, is_seen, its_unit, *given in rows.all():
        if is_seen:
            known[country][its_unit].append(SupportGiven(*given))
        else:
            more.add(country)
    return _Supports(known, frozenset(more))


@lru_cache(maxsize=64)
def _supports(onlooker: Onlooker, on: date, unit: str, after: date) -> sa.Select[*tuple[Any, ...]]:
    """The statement, of the countries of the submissions whose numbers are handed to it."""
    need, support = NeedRecord, SupportRecord
    # A need that nobody outside has seen yet has no day to compare with.
    is_seen = sa.func.coalesce(is_need_released(onlooker, on), False)
    told = (
        need.unit_code,
        support.status,
        support.start,
        support.end,
        support.share,
        support.verified,
    )
    asked: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            support.country_code,
            is_seen.label("is_seen"),
            # Of the others nothing leaves the database, and so of each country one row for all of them.
            *(sa.case((is_seen, column)).label(column.key) for column in told),
        )
        .select_from(support)
        .join(SupportedNeed, SupportedNeed.support_id == support.id)
        .join(need, need.id == SupportedNeed.need_id)
        .where(
            support.country_code.in_(
                sa.select(Assessment.country_code).where(Assessment.id.in_(SUBMISSIONS))
            ),
            support.status != "withdrawn",
            sa.or_(support.end.is_(None), support.end > after, ~is_seen),
        )
        .distinct()
    )
    return asked.where(sa.or_(need.unit_code == unit, ~is_seen)) if unit else asked
