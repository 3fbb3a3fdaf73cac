"""Records of the register as tests want them: whole ones, cut to sets, and any number at random."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from questionnaire.assistance.need import FrozenGap, Need
from questionnaire.assistance.releases import NEED_SETS, FieldSet, seen
from questionnaire.assistance.support import PROVIDER_TYPES, ROLES, SUPPORT_STATUSES
from questionnaire.loading import published
from reports.register.records import (
    Given,
    Part,
    ReportingOrganisation,
    ServedNeed,
    Statement,
    TakenNeed,
    TakenSupport,
)

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
STATEMENT = Statement("unodc", MADE_AT)
LAST_DAY = date(2027, 10, 31)
REPORTING = ReportingOrganisation("XM-EXAMPLE-1", "40", "Example Office")
UNITS = tuple(unit.code for unit in published().units)
TYPES = tuple(each.code for each in published().assistance_types)

WHOLE = Need(
    title="Training of judges",
    unit="R10",
    assistance="TA06",
    gap=FrozenGap(10.5, 30.25, 75, "cybercrime-prevention", "1.0", date(2026, 11, 1), 3),
    further=("TA05", "TA08"),
    clauses=("R10.a", "R10.b"),
    questions=("R10.1", "R10.4"),
    description="Two courses a year",
    objective="Judges are trained on electronic evidence",
    beneficiaries=("MOJ", "POL"),
    people="11-50",
    end_users="Victims",
    urgency=2,
    urgency_reason="The new law comes into force",
    constraints="No rooms",
    conditions="Staff are named",
    languages="Swahili",
    delivery="in-country",
    cost="50k-250k",
    contribution="Rooms",
    wanted_by=date(2027, 6, 30),
    indicator="Judges trained",
    baseline="4 of 60",
    rights_note="Court order needed",
    office="Ministry of Justice",
)


def taken(number: int = 7, need: Need = WHOLE, sets: Iterable[FieldSet] = NEED_SETS) -> TakenNeed:
    """That need as somebody takes it away to whom these sets were released."""
    parts: frozenset[FieldSet] = frozenset(("request", *sets))
    shown = seen(need, parts)
    assert shown is not None
    return TakenNeed(
        number=number,
        country="KEN",
        country_name="Kenya",
        instrument="cybercrime-prevention",
        version="1.0",
        status="submitted",
        status_since=datetime(2026, 11, 3, 12, tzinfo=UTC),
        need=shown,
        given=Given(frozenset(parts), (3, 5), LAST_DAY),
    )


def many(number: int) -> Iterator[TakenNeed]:
    """So many needs, made one after the other."""
    for each in range(1, number + 1):
        yield taken(each)


SUPPORT = TakenSupport(
    number=4,
    country="KEN",
    country_name="Kenya",
    title="Two courses",
    provider="Example Foundation",
    provider_id="XI-EXAMPLE-7",
    provider_type="academic",
    role="funding",
    status="in-delivery",
    start=date(2026, 3, 1),
    end=date(2028, 2, 29),
    share=40,
    needs=(ServedNeed(7, "cybercrime-prevention", "1.0", taken().need),),
    given=Given(frozenset({"support", "costs", "desk"}), (3, 5), LAST_DAY),
    amount=Decimal("120000.50"),
    currency="USD",
    external_id="XI-EXAMPLE-7-001",
    verified=False,
)


def support_at_random(chance: random.Random, number: int) -> TakenSupport:
    """A support with anything that can be in one."""
    start = chance.choice([None, MADE_AT.date() + timedelta(chance.randint(-900, 400))])
    has_costs, has_desk = chance.random() < 0.6, chance.random() < 0.5
    parts: set[Part] = {"support"}
    parts |= {"costs"} if has_costs else set()
    parts |= {"desk"} if has_desk else set()
    return msgspec.structs.replace(
        SUPPORT,
        number=number,
        country=chance.choice(["KEN", "PER", "FRA"]),
        title=chance.choice(["Courses & <tools>", "دورات تدريبية", '=HYPERLINK("x")']),
        provider_id=chance.choice(["", "XI-EXAMPLE-7", REPORTING.identifier]),
        provider_type=chance.choice(PROVIDER_TYPES),
        role=chance.choice(ROLES),
        status=chance.choice(SUPPORT_STATUSES),
        start=start,
        end=chance.choice([None, (start or MADE_AT.date()) + timedelta(chance.randint(0, 1500))]),
        share=chance.choice([None, 0, 40, 100]),
        needs=tuple(_served(chance, each) for each in range(chance.randint(0, 4))),
        given=Given(frozenset(parts), (number,), LAST_DAY),
        amount=Decimal(chance.randint(1, 10**9)) / 100 if has_costs else None,
        currency="USD" if has_costs else "",
        external_id="XI-EXAMPLE-7-001" if has_desk else "",
        verified=chance.choice([None, True, False]) if has_desk else None,
    )


def _served(chance: random.Random, number: int) -> ServedNeed:
    unit = chance.choice(published().units)
    need = msgspec.structs.replace(
        WHOLE,
        unit=unit.code,
        assistance=chance.choice(TYPES),
        further=tuple(chance.sample(TYPES, chance.randint(0, 2))),
        clauses=tuple(clause.code for clause in unit.clauses if chance.random() < 0.5),
        questions=tuple(question.code for question in unit.questions if chance.random() < 0.5),
    )
    sets: tuple[FieldSet, ...] = chance.choice([("request",), ("request", "gap")])
    shown = seen(need, frozenset(sets))
    assert shown is not None
    return ServedNeed(number, "cybercrime-prevention", "1.0", shown)
