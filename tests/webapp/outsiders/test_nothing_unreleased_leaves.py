"""For random releases, no byte of what was not released is in any answer to somebody outside the country.

Two things are held of everything that UNODC, two partners and the public can open (`eyes.py`):

- Words that stand in one part of one record are there only if the rules let that onlooker see the part; and
  what the rules let them see is there somewhere.
- With everything else that the records say written anew, figures, codes, days and order among it, every
  answer stays the same, byte for byte. So nothing tells of it, neither by a word nor by a count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from questionnaire.assistance.releases import (
    AUDIENCES,
    PUBLIC,
    UNODC,
    Audience,
    Onlooker,
    RecordKind,
    sets_of,
)
from reports.register.records import ReportingOrganisation
from tests.webapp.conftest import SignIn
from tests.webapp.outsiders.eyes import Answer, Eyes
from tests.webapp.outsiders.records import OFFICER, Record, Records, Secret, Sight
from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from tests.webapp.test_api import Systems
from webapp import clock
from webapp.database import own_transaction
from webapp.records import desk, people, releases
from webapp.records.releases import NewRelease

WORLDS = 4
LIMITS = (
    "api.limits.PER_TOKEN",
    "api.limits.PER_ADDRESS",
    "report_proof.PER_MINUTE",
    "open_needs.FILES_PER_MINUTE",
    "released_reports.REPORTS_PER_MINUTE",
)
# Why and by which office something was released, why that ended, and who did it: for the country alone.
NOBODYS = ("zq-purpose-qz", "zq-releasing-office-qz", "zq-withdrawn-qz", "Otieno Wafula")


@dataclass(frozen=True)
class Leave:
    """A release as it is drawn: `sets` are the bits of the sets that the kind of record has."""

    sets: int
    audience: Audience
    partner: int
    days: tuple[int, int]
    needs_second: bool
    is_agreed: bool
    is_withdrawn: bool


LEAVES = st.builds(
    Leave,
    sets=st.integers(0, 31),
    audience=st.sampled_from(AUDIENCES),
    partner=st.sampled_from([1, 2]),
    days=st.sampled_from([(0, 0), (-1, 365), (-9, -1)]),
    needs_second=st.booleans(),
    is_agreed=st.booleans(),
    is_withdrawn=st.integers(0, 4).map(lambda drawn: drawn == 4),
)
RECORDS: tuple[tuple[RecordKind, int], ...] = (("need", 4), ("submission", 3), ("support", 2), ("offer", 2))
GIVEN = st.tuples(
    *(st.lists(LEAVES, max_size=3) for _each in range(sum(number for _kind, number in RECORDS)))
)


@pytest.fixture
def chosen_settings() -> dict[str, Any]:
    """A service that publishes with IATI."""
    return {"reporting": ReportingOrganisation("XM-EXAMPLE-1", "40", "Example Office")}


@pytest.fixture
def records(app: Flask) -> Records:
    """What there is to be released."""
    with own_transaction(app):
        for name in ("First", "Second"):
            desk.add_provider(name, "academic", organisation_id="", themes="", at=clock.now())
    return Records(app)


@pytest.fixture
def outsiders(app: Flask, records: Records, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> list[Eyes]:
    """Everybody who looks from outside, as often as they like."""
    for limit in LIMITS:
        monkeypatch.setattr(f"webapp.{limit}", 10**6)
    systems = Systems(app)
    return [
        Eyes(app, UNODC, sign_in(None, is_unodc_officer=True).client, systems.officer()),
        Eyes(app, Onlooker("partner", 1), sign_in(None, provider=1).client, systems.partner("First")),
        Eyes(app, Onlooker("partner", 2), sign_in(None, provider=2).client, systems.partner("Second")),
        Eyes(app, PUBLIC, Visitor(app).client),
    ]


@pytest.mark.usefixtures("clock_stands")
def test_nobody_outside_is_told_what_was_not_released_to_them(
    records: Records, outsiders: list[Eyes]
) -> None:
    secrets = list(records.secrets())

    @settings(
        max_examples=WORLDS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(GIVEN)
    def look(drawn: tuple[list[Leave], ...]) -> None:
        records.withdraw_all()
        records.write({})
        for record, leaves in zip(records.everything, drawn, strict=True):
            for leave in leaves:
                _release(records.app, record, leave)
        for eyes in outsiders:
            sight = records.sight(eyes.onlooker)
            answers = eyes.everything()
            _holds_what_may_be_seen(answers, secrets, sight, eyes.onlooker)
            searched = eyes.searched(words := _hidden(secrets, sight))
            records.write(sight, "other")
            assert _differences(answers | searched, eyes.everything() | eyes.searched(words)) == []
            records.write({})

    look()


def _release(app: Flask, record: Record, leave: Leave) -> None:
    today, known = clock.now().date(), sets_of(record.kind)
    first, last = leave.days
    with own_transaction(app):
        giver, other = Register(app).official(), people.user_with_email(OFFICER)
        assert other is not None
        row = releases.add_release(
            record.country,
            NewRelease(
                kind=record.kind,
                record=record.number,
                fields=frozenset(name for place, name in enumerate(known) if leave.sets >> place & 1),
                audience=leave.audience,
                purpose="zq-purpose-qz",
                office="zq-releasing-office-qz",
                first_day=today + timedelta(first),
                last_day=today + timedelta(last),
                partner=leave.partner if leave.audience == "partner" else None,
                needs_second=leave.needs_second,
            ),
            by=giver,
            at=clock.now(),
        )
        if leave.is_agreed:
            releases.agree(row, by=other, at=clock.now())
        if leave.is_withdrawn:
            releases.withdraw(row, "zq-withdrawn-qz", by=other, at=clock.now())


def _parts(secret: Secret, sight: Sight) -> frozenset[str]:
    return frozenset(sight.get(secret.of, ()))


def _hidden(secrets: list[Secret], sight: Sight) -> list[str]:
    """Some of the words that they are not told."""
    found = [secret.forms[0] for secret in secrets if secret.part not in _parts(secret, sight)]
    return found[:: 1 + len(found) // 3]


def _holds_what_may_be_seen(
    answers: dict[str, Answer], secrets: list[Secret], sight: Sight, onlooker: Onlooker
) -> None:
    for secret in secrets:
        told = [
            address for address, answer in answers.items() if any(form in answer for form in secret.forms)
        ]
        if secret.part not in _parts(secret, sight):
            assert told == [], f"{onlooker} is told {secret}"
        else:
            assert told, f"{onlooker} is not told {secret}"
    for words in NOBODYS:
        assert [address for address, answer in answers.items() if words in answer] == [], words


def _differences(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """The addresses that answer otherwise, with what stands where they begin to differ."""
    found = []
    for address in sorted({*one, *other}):
        texts = [_text(answers.get(address)) for answers in (one, other)]
        if texts[0] != texts[1]:
            same = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
            found.append(
                f"{address}: " + " is not ".join(text[max(0, same - 60) : same + 60] for text in texts)
            )
    return found


def _text(answer: Answer | None) -> str:
    return f"{answer.status} {answer.headers} {answer.body!r}" if answer else "not there"
