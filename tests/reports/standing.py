"""Needs of the register as a report on an invented assessment has them."""

from __future__ import annotations

from datetime import date

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.assistance.need import Need
from questionnaire.assistance.proposals import proposed
from questionnaire.assistance.releases import NEED_SETS, is_shown_to, seen
from questionnaire.assistance.status import ENDED, Status
from questionnaire.instrument import Instrument
from questionnaire.outcome import outcome_of
from reports.content.audience import PUBLIC, WORKING_FILE, VariantCode
from reports.register.standing import ShownTo, StandingNeed, StandingNeeds

# Where the needs stand, one after the other.
STEPS: tuple[Status, ...] = ("submitted", "draft", "in-delivery", "approved", "released", "closed")
HELD_BACK = {"draft", "approved"}
SINCE, UNTIL = date(2026, 11, 12), date(2027, 11, 19)
PLAIN_TEXTS = (
    "Two courses a year for magistrates and prosecutors in the six regions, and two trainers for each.",
)
TRYING_TEXTS = (
    "أُنشئت وحدة (CSIRT) في عام 2024، وتضم 12 خبيرًا.",
    "x" * 5_000,
    "line\n" * 400,
    " ".join(f"word{number}" for number in range(2_000)),
    "Ready 😀 👍🏽 🇰🇪 ✓ → ≥ हिन्दी ไทย עברית ქართული Հայերեն አማርኛ",
    '<img src="http://127.0.0.1:9/image"> =HYPERLINK("http://127.0.0.1:9/","x")',
)


def standing_needs(
    instrument: Instrument,
    sheet: AnswerSheet,
    variant: VariantCode,
    *,
    as_of: date = date(2026, 11, 20),
    texts: tuple[str, ...] = PLAIN_TEXTS,
) -> StandingNeeds:
    """A need for the first draft of each unit, and of those that left the country what was released: of each
    one set more than of the one before.
    """
    outcome = outcome_of(instrument, sheet)
    drafts = [drafts[0] for drafts in outcome.needs.values() if drafts][: len(STEPS)]
    needs = [proposed(instrument, sheet, outcome, draft) for draft in drafts]
    found = (
        _standing(place, _written(need, texts, place), variant)
        for place, need in enumerate(needs)
        if variant == WORKING_FILE or STEPS[place] not in HELD_BACK | (ENDED if variant == PUBLIC else set())
    )
    return StandingNeeds(as_of, tuple(found))


def _written(need: Need, texts: tuple[str, ...], place: int) -> Need:
    """What an official would have written into it."""
    return msgspec.structs.replace(
        need,
        description=texts[place % len(texts)],
        urgency=place % 4 + 1,
        urgency_reason="The new law comes into force next year.",
        people="51-200",
        languages="English, French",
        delivery="in-country",
        cost="50k-250k",
        office="Ministry of Justice, Department of International Cooperation",
        rights_note=texts[-1],
    )


def _standing(place: int, need: Need, variant: VariantCode) -> StandingNeed:
    is_own, number, status = variant == WORKING_FILE, place + 1, STEPS[place]
    sets = NEED_SETS if is_own else NEED_SETS[: place % len(NEED_SETS) + 1]
    if variant == PUBLIC:
        sets = tuple(name for name in sets if is_shown_to("open", name))
    shown = seen(need, frozenset(sets))
    assert shown is not None
    shown_to = (ShownTo(number, "unodc", "", NEED_SETS, UNTIL),)
    return StandingNeed(
        number=number,
        instrument=need.gap.instrument,
        version=need.gap.version,
        need=shown,
        sets=sets,
        status=None if variant == PUBLIC else status,
        since=None if variant == PUBLIC else SINCE,
        releases=() if is_own else (number,),
        last_day=None if is_own else UNTIL,
        shown_to=shown_to if is_own and status not in HELD_BACK else (),
    )
