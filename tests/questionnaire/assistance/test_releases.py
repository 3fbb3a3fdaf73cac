"""Nobody outside a country sees what was not released to them."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.assistance.releases import (
    NEED_SETS,
    PUBLIC,
    UNODC,
    Onlooker,
    Release,
    seen,
    sets_of,
    sets_seen,
)
from tests.questionnaire.assistance.test_needs import WHOLE

TODAY = date(2026, 11, 22)
PARTNER, OTHER = Onlooker("partner", 1), Onlooker("partner", 2)
TO_UNODC = Release(
    number=1,
    kind="need",
    record=7,
    fields=frozenset({"request"}),
    audience="unodc",
    purpose="To be matched",
    office="Ministry of Justice",
    first_day=TODAY,
    last_day=TODAY,
)
TO_PARTNER = msgspec.structs.replace(TO_UNODC, audience="partner", partner=1)
TO_ALL = msgspec.structs.replace(TO_UNODC, audience="open")

WHO_SEES = [
    (TO_UNODC, {UNODC}),
    (TO_PARTNER, {PARTNER}),
    (TO_ALL, {UNODC, PARTNER, OTHER, PUBLIC}),
    (msgspec.structs.replace(TO_ALL, is_withdrawn=True), set()),
    (msgspec.structs.replace(TO_ALL, waits_for_second=True), set()),
    (msgspec.structs.replace(TO_ALL, last_day=TODAY - timedelta(1)), set()),
    (
        msgspec.structs.replace(TO_ALL, first_day=TODAY + timedelta(1), last_day=TODAY + timedelta(2)),
        set(),
    ),
    (msgspec.structs.replace(TO_ALL, record=8), set()),
    (msgspec.structs.replace(TO_ALL, kind="offer"), set()),
]


@pytest.mark.parametrize(("release", "who"), WHO_SEES)
def test_a_release_is_for_those_it_names_and_for_its_days(release: Release, who: set[Onlooker]) -> None:
    for onlooker in (UNODC, PARTNER, OTHER, PUBLIC):
        found = sets_seen([release], "need", 7, onlooker, TODAY)
        assert found == (release.fields if onlooker in who else frozenset()), onlooker


def test_what_is_seen_is_what_the_releases_name_together() -> None:
    costs = msgspec.structs.replace(TO_UNODC, fields=frozenset({"request", "costs"}))
    assert sets_seen([TO_UNODC, costs], "need", 7, UNODC, TODAY) == {"request", "costs"}


def test_the_gap_is_never_public_but_told_to_those_who_are_named() -> None:
    fields = frozenset({"request", "gap"})
    for release, onlooker, sees in (
        (TO_ALL, PUBLIC, False),
        (TO_ALL, UNODC, False),
        (TO_UNODC, UNODC, True),
        (TO_PARTNER, PARTNER, True),
    ):
        given = [msgspec.structs.replace(release, fields=fields)]
        assert ("gap" in sets_seen(given, "need", 7, onlooker, TODAY)) is sees


# What each set of fields alone adds, told by a word that stands in that field only.
FULL = msgspec.structs.replace(
    WHOLE,
    title="w-title",
    objective="w-objective",
    languages="w-languages",
    office="w-office",
    description="w-description",
    beneficiaries=("w-beneficiaries",),
    end_users="w-end-users",
    urgency_reason="w-urgency-reason",
    constraints="w-constraints",
    conditions="w-conditions",
    indicator="w-indicator",
    contribution="w-contribution",
    questions=("w-questions",),
    baseline="w-baseline",
    rights_note="w-rights",
)
WORDS_OF_SETS = {
    "request": ["w-title", "w-objective", "w-languages", "w-office"],
    "details": [
        "w-description",
        "w-beneficiaries",
        "w-end-users",
        "w-urgency-reason",
        "w-constraints",
        "w-conditions",
        "w-indicator",
    ],
    "costs": ["w-contribution"],
    "gap": ["w-questions", "w-baseline", "cybercrime-prevention"],
    "rights": ["w-rights"],
}


@given(st.sets(st.sampled_from(NEED_SETS)))
def test_no_word_of_a_set_is_there_unless_it_was_released(fields: set[str]) -> None:
    shown = seen(FULL, frozenset(fields))  # type: ignore[arg-type]
    text = msgspec.json.encode(shown).decode()
    for name, words in WORDS_OF_SETS.items():
        for word in words:
            assert (word in text) is (name in fields and "request" in fields), word


def test_every_field_of_a_need_belongs_to_one_set() -> None:
    whole = seen(FULL, frozenset(NEED_SETS))
    assert whole is not None
    for name in type(FULL).__struct_fields__:
        assert getattr(whole, name) == getattr(FULL, name), name


def test_sharing_a_need_shares_no_score() -> None:
    for fields in (frozenset({"request"}), frozenset({"request", "details", "costs", "rights"})):
        shown = seen(FULL, fields)  # type: ignore[arg-type]
        assert shown is not None
        assert shown.gap is None
        assert shown.questions is None


def test_each_kind_of_record_has_a_set_that_every_release_contains() -> None:
    assert [sets_of(kind)[0] for kind in ("need", "submission", "offer", "support")] == [
        "request",
        "scores",
        "experience",
        "support",
    ]
