"""Countries of a region that need the same: what one course could do for all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

# Two neighbours can talk to each other; from three on something common is worth its preparation.
LEAST_COUNTRIES = 3


class NeedInRegion(msgspec.Struct, frozen=True):
    """What a country of a region needs, however many needs of it say so."""

    country: str
    region: str
    unit: str
    types: tuple[str, ...]


class Cohort(msgspec.Struct, frozen=True):
    """Countries of one region that need one type of assistance on one unit; codes in alphabetical order."""

    region: str
    unit: str
    assistance: str
    countries: tuple[str, ...]


def cohorts_of(needs: Iterable[NeedInRegion]) -> tuple[Cohort, ...]:
    """Every cohort of three countries or more: those of most countries first, then by unit, type and region.
    A country with two such needs is one country.
    """
    members: dict[tuple[str, str, str], set[str]] = {}
    for need in needs:
        for code in need.types:
            members.setdefault((need.unit, code, need.region), set()).add(need.country)
    found = [
        Cohort(
            region=region,
            unit=unit,
            assistance=assistance,
            countries=tuple(sorted(group)),
        )
        for (unit, assistance, region), group in members.items()
    ]
    return tuple(
        sorted(
            (cohort for cohort in found if len(cohort.countries) >= LEAST_COUNTRIES),
            key=lambda cohort: (-len(cohort.countries), cohort.unit, cohort.assistance, cohort.region),
        )
    )
