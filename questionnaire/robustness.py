"""How far the figures would move if weights, aggregation and unknown answers were others (`method.md` 10).

A draw is the whole assessment once more: every weight changed a little, every unknown answer filled in with
one that could be true, and one of three ways to make an overall figure of the pillars. Nothing here changes
a score; it says how much of the picture hangs on choices that could have been made otherwise.

This module and `draws.py` alone need numpy, which a process that only shows pages need not load: whoever
imports them does so when it is time to draw.
"""

from __future__ import annotations

from math import ceil

import msgspec
import numpy as np
from numpy.random import PCG64, Generator

from questionnaire.answers import AnswerSheet
from questionnaire.draws import Figures, figures_of, lots_of
from questionnaire.gaps import UnitGap
from questionnaire.instrument import Instrument
from questionnaire.outcome import Outcome
from questionnaire.scoring import TOLERANCE

SEED = 2020
DRAWS = 10_000
FIRST = 5
TAIL = 0.05

# Few enough that the numbers of a chunk take little memory; the figures do not depend on it.
CHUNK = 500
# The last bits of a logarithm differ from processor to processor, and a report's hash must not.
DECIMALS = 6


class Spread(msgspec.Struct, frozen=True):
    """Where a figure in 0..100 lies: 5 % of the draws below `low`, half below `middle`, 5 % above `high`."""

    low: float
    middle: float
    high: float


class Robustness(msgspec.Struct, frozen=True):
    """What the draws say. Keyed by the code of a pillar or unit; `among_first` is a share of draws, 0..1."""

    seed: int
    draws: int
    pillars: dict[str, Spread]
    overall: Spread | None
    among_first: dict[str, float]


def robustness_of(
    instrument: Instrument,
    sheet: AnswerSheet,
    outcome: Outcome,
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    chunk: int = CHUNK,
) -> Robustness:
    """Draw again and again, and count. The same seed gives the same figures, in chunks of whatever size."""
    lots = lots_of(instrument)
    chance = Generator(PCG64(seed))
    pillars: dict[str, list[Figures]] = {line.code: [] for line in outcome.scores.headline.pillars}
    overall: list[Figures] = []
    among = dict.fromkeys(outcome.gaps, 0)
    for start in range(0, draws, chunk):
        # A row for each draw, so that a draw's numbers are the same in chunks of another size.
        rows = chance.random((min(chunk, draws - start), lots.aggregation + 1))
        drawn = figures_of(instrument, sheet, outcome.scores.headline.modules, lots, rows)
        overall.append(drawn.overall)
        for code, found in pillars.items():
            found.append(drawn.pillars[code])
        for code, times in _among_first(drawn.units, outcome.gaps).items():
            among[code] += times
    return Robustness(
        seed=seed,
        draws=draws,
        pillars={code: spread for code, found in pillars.items() if (spread := _spread(found))},
        overall=_spread(overall),
        among_first={code: times / draws for code, times in among.items()},
    )


def _among_first(units: dict[str, Figures], gaps: dict[str, UnitGap]) -> dict[str, int]:
    """In how many draws each unit has a priority, and fewer than five units one above it.

    Who shares the fifth place is among them: no order of codes decides.
    """
    factors = {code: gap.ratings.factor for code, gap in gaps.items()}
    sizes = {
        code: np.nan_to_num(np.maximum(0.0, gap.gap.target - units[code]) * factors[code])
        for code, gap in gaps.items()
    }
    if not sizes:
        return {}
    table = np.sort(np.stack(np.broadcast_arrays(*sizes.values())), axis=0)
    fifth = table[-min(FIRST, len(sizes))]
    return {
        code: int(np.count_nonzero((size > TOLERANCE) & (size >= fifth - TOLERANCE)))
        for code, size in sizes.items()
    }


def _spread(chunks: list[Figures]) -> Spread | None:
    """The figures below which 5, 50 and 95 of a hundred draws lie; None if no draw has a figure."""
    found = np.concatenate(chunks)
    found = np.sort(found[~np.isnan(found)])
    if not found.size:
        return None
    low, middle, high = (
        round(float(found[ceil(share * found.size) - 1]), DECIMALS) for share in (TAIL, 0.5, 1 - TAIL)
    )
    return Spread(low, middle, high)
