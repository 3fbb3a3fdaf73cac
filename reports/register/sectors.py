"""Sectors of support: purpose codes of the DAC, and recommendations as a vocabulary of our own.

No purpose code for cybercrime exists (`assistance.md`, Exchange): what has none of its own is legal and
judicial development.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from reports.register.records import ServedNeed

# Codes of the DAC CRS purpose codes, vocabulary 1 of IATI.
LEGAL_AND_JUDICIAL, POLICE, JUDICIARY, ORGANISED_CRIME = "15130", "15132", "15134", "15113"
HUMAN_RIGHTS, VIOLENCE_AGAINST_WOMEN, COMMUNICATIONS = "15160", "15180", "22010"
EDUCATION, TEACHERS, PRIMARY, HIGHER = "11110", "11130", "11220", "11420"

_OF_TYPES = {"TA05": POLICE, "TA06": JUDICIARY}
_OF_UNITS = {
    "R05": VIOLENCE_AGAINST_WOMEN,
    "R08": COMMUNICATIONS,
    "R11": ORGANISED_CRIME,
    "R12": HUMAN_RIGHTS,
    "R13": HUMAN_RIGHTS,
}
VIRTUAL_ASSETS = "R10.4"
IN_EDUCATION = "R04"
CURRICULUM = "TA07"
# Which education a clause of the recommendation on education speaks of; the others name none.
_OF_CLAUSES = {"R04.a": PRIMARY, "R04.c": HIGHER, "R04.e": TEACHERS}

SECTORS = frozenset(
    {*_OF_TYPES.values(), *_OF_UNITS.values(), *_OF_CLAUSES.values(), LEGAL_AND_JUDICIAL, EDUCATION}
)
Share = tuple[str, Decimal]


def sectors_of(served: ServedNeed) -> frozenset[str]:
    """The purpose codes of one need: that of its recommendation and those of its types of assistance."""
    need = served.need
    found = {_OF_TYPES[code] for code in need.types if code in _OF_TYPES}
    if need.unit in _OF_UNITS:
        found.add(_OF_UNITS[need.unit])
    # The questions are known to those alone to whom the gap was released.
    if VIRTUAL_ASSETS in (need.questions or ()):
        found.add(ORGANISED_CRIME)
    if need.unit == IN_EDUCATION:
        of_clauses = {_OF_CLAUSES[code] for code in need.clauses if code in _OF_CLAUSES}
        found |= of_clauses or ({TEACHERS} if CURRICULUM in need.types else {EDUCATION})
    return frozenset(found or {LEGAL_AND_JUDICIAL})


def shared_by_sector(needs: Iterable[ServedNeed]) -> tuple[Share, ...]:
    """Purpose codes with their percentages: every need counts the same, and so does every code of a need."""
    return _shares([sectors_of(served) for served in needs] or [frozenset({LEGAL_AND_JUDICIAL})])


def shared_by_unit(needs: Iterable[ServedNeed]) -> tuple[Share, ...]:
    """Recommendations with their percentages; none where no need is known."""
    return _shares([frozenset({served.need.unit}) for served in needs])


def _shares(codes: list[frozenset[str]]) -> tuple[Share, ...]:
    """Percentages in hundredths that add to exactly 100: what rounding leaves goes to the largest rests."""
    if not codes:
        return ()
    whole: dict[str, Fraction] = {}
    for several in codes:
        for code in sorted(several):
            whole[code] = whole.get(code, Fraction()) + Fraction(10_000, len(codes) * len(several))
    parts = {code: int(part) for code, part in whole.items()}
    by_rest = sorted(whole, key=lambda code: (parts[code] - whole[code], code))
    for code in by_rest[: 10_000 - sum(parts.values())]:
        parts[code] += 1
    return tuple((code, Decimal(parts[code]) / 100) for code in sorted(parts))
