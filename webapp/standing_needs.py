"""The needs of the register for the gap report: all of them for the country, for others what was released."""

from __future__ import annotations

from datetime import UTC, date

import msgspec

from questionnaire.assistance.releases import (
    NEED_SETS,
    PUBLIC,
    UNODC,
    FieldSet,
    is_in_force,
    is_shown_to,
    seen,
)
from questionnaire.assistance.status import BEFORE_DELIVERY
from reports.content.audience import MINISTERS_BRIEF, WORKING_FILE, VariantCode
from reports.content.audience import UNODC as UNODC_VERSION
from reports.register.records import TakenNeed
from reports.register.standing import ShownTo, StandingNeed, StandingNeeds
from webapp.records import needs, released_exports, releases
from webapp.records.needs import SavedNeed
from webapp.records.released_needs import Wanted
from webapp.records.releases import ReleaseLine
from webapp.tables import NeedRecord


def standing_needs(country: str, variant: VariantCode, on: date) -> StandingNeeds | None:
    """The needs of the country that readers of that version may see on that day; None for the brief, which
    has no room for them.
    """
    if variant == MINISTERS_BRIEF:
        return None
    if variant == WORKING_FILE:
        return StandingNeeds(on, _of_the_country(country, on))
    if variant == UNODC_VERSION:
        taken = released_exports.needs_taken(UNODC, Wanted(countries=frozenset({country})), on)
        return StandingNeeds(on, tuple(_released(need) for need in taken))
    # What the public list of open needs has, with as little: status and age are not for everybody.
    wanted = Wanted(countries=frozenset({country}), statuses=BEFORE_DELIVERY)
    return StandingNeeds(
        on, tuple(_to_all(need) for need in released_exports.needs_taken(PUBLIC, wanted, on))
    )


def _of_the_country(country: str, on: date) -> tuple[StandingNeed, ...]:
    rows = sorted(needs.needs_of(country), key=lambda row: row.id)
    shown_to: dict[int, list[ShownTo]] = {}
    for line in releases.releases_of(country, "need"):
        if is_in_force(line.release, on):
            shown_to.setdefault(line.release.record, []).append(_shown_to(line))
    return tuple(
        _own(row, saved, tuple(reversed(shown_to.get(row.id, ()))))
        for row, saved in zip(rows, needs.saved_needs(rows), strict=True)
    )


def _own(row: NeedRecord, saved: SavedNeed, shown_to: tuple[ShownTo, ...]) -> StandingNeed:
    whole = seen(saved.need, frozenset(NEED_SETS))
    assert whole is not None  # noqa: S101  # the request is among all sets
    return StandingNeed(
        number=row.id,
        instrument=saved.need.gap.instrument,
        version=saved.need.gap.version,
        need=whole,
        sets=NEED_SETS,
        status=row.status,
        since=row.status_since.astimezone(UTC).date(),
        shown_to=shown_to,
    )


def _shown_to(line: ReleaseLine) -> ShownTo:
    release = line.release
    return ShownTo(
        number=release.number,
        audience=release.audience,
        partner=line.partner_name,
        sets=_in_order(frozenset(name for name in release.fields if is_shown_to(release.audience, name))),
        last_day=release.last_day,
    )


def _released(taken: TakenNeed) -> StandingNeed:
    return StandingNeed(
        number=taken.number,
        instrument=taken.instrument,
        version=taken.version,
        need=taken.need,
        sets=_in_order(taken.given.parts),
        status=taken.status,
        since=taken.status_since.astimezone(UTC).date(),
        releases=tuple(sorted(taken.given.releases)),
        last_day=taken.given.last_day,
    )


def _to_all(taken: TakenNeed) -> StandingNeed:
    return msgspec.structs.replace(_released(taken), status=None, since=None)


def _in_order(sets: frozenset[FieldSet] | frozenset[str]) -> tuple[FieldSet, ...]:
    """In one order, so that the same needs are the same document."""
    return tuple(name for name in NEED_SETS if name in sets)
