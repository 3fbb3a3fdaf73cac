"""Whoever holds a report learns whether it was submitted here and still stands, and nothing else."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.journeys import bring_to
from tests.webapp.pages import Page, Visitor
from tests.webapp.test_crawl import add_assessment
from tests.webapp.test_cycles import reopen
from webapp import looks, report_proof

UNKNOWN = "0" * 64


@pytest.fixture
def person(app: Flask, sign_in: SignIn) -> Visitor:
    visitor = sign_in("KEN", name="Amina Otieno")
    add_assessment(app, seed=11)
    bring_to(app, "submitted")
    return visitor


def hash_of(app: Flask, place: int = 0) -> str:
    return str(dump(app)["submissions"][place]["content_hash"])


def asked(visitor: Visitor, content_hash: str) -> Page:
    return visitor.get(f"/reports/{content_hash}")


def test_anybody_is_told_that_a_submission_stands(app: Flask, person: Visitor, visitor: Visitor) -> None:
    page = asked(visitor, hash_of(app))
    assert "Yes. A submission with this hash was handed in here" in page.words
    assert "Yes. " in asked(visitor, hash_of(app).upper()).words


def test_what_a_correction_replaced_is_told_once_the_correction_is_submitted(
    app: Flask, person: Visitor, visitor: Visitor
) -> None:
    reopen(person)
    assert "Yes. " in asked(visitor, hash_of(app)).words
    bring_to(app, "submitted", 2)
    assert "a correction has replaced it" in asked(visitor, hash_of(app)).words
    assert "Yes. " in asked(visitor, hash_of(app, 1)).words


@pytest.mark.parametrize("content_hash", [UNKNOWN, "unknown", "' OR 1=1 --", "5f" * 31])
def test_whatever_else_is_asked_is_not_known(
    app: Flask, person: Visitor, visitor: Visitor, content_hash: str
) -> None:
    assert "Not known." in asked(visitor, content_hash).words


def test_nothing_is_told_of_the_country_the_title_or_the_day(
    app: Flask, person: Visitor, visitor: Visitor
) -> None:
    page = asked(visitor, hash_of(app))
    [row] = dump(app)["assessments"]
    for secret in ("Kenya", "KEN", str(row["title"]), "2026", "Amina"):
        assert secret not in page.text.replace(hash_of(app), "")


def test_known_or_not_the_page_has_the_same_shape(app: Flask, person: Visitor, visitor: Visitor) -> None:
    known, unknown = asked(visitor, hash_of(app)), asked(visitor, UNKNOWN)

    def shape(page: Page) -> str:
        return re.sub(r'nonce-[^"\']+', "", re.sub(r">[^<]*<", "><", page.text))

    assert shape(known) == shape(unknown)
    assert known.status == unknown.status == 200


def test_a_draft_is_not_known(app: Flask, sign_in: SignIn, visitor: Visitor) -> None:
    sign_in("KEN")
    add_assessment(app, seed=11)
    assert dump(app)["submissions"] == []
    assert "Not known." in asked(visitor, UNKNOWN).words


def test_who_asks_too_often_waits(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_proof, "PER_MINUTE", 2)
    monkeypatch.setattr("webapp.report_proof.time.monotonic", lambda: 600.0)
    for _ in range(2):
        asked(visitor, UNKNOWN)
    visitor.get(f"/reports/{UNKNOWN}", expect=429)
    monkeypatch.setattr("webapp.report_proof.time.monotonic", lambda: 661.0)
    asked(visitor, UNKNOWN)


def test_only_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "REMEMBERED", 2)
    counted = looks.Looks()
    assert [counted.are_too_many(address, 1, most=1) for address in ("a", "b", "b", "c", "a")] == [
        False,
        False,
        True,
        False,
        False,
    ]
