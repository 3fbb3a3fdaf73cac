"""Who can use the pages: on a slow line, from right to left, and several people at the same moment."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from tests.webapp.conftest import SignIn
from tests.webapp.journeys import fill, revisions, save, start, unit_page
from tests.webapp.pages import Page, Visitor
from webapp import languages

KIBIBYTE = 1024


def weight(page: Page) -> int:
    """What the page weighs on the line, compressed."""
    return len(gzip.compress(page.response.get_data(), 5))


def static_file(app: Flask, path: str) -> bytes:
    """What is served at that path."""
    with app.test_client().get(path) as response:
        return response.get_data()


class TestSlowLines:
    @pytest.fixture
    def assessment(self, sign_in: SignIn) -> tuple[Visitor, str]:
        person = sign_in("XAA")
        person.submit(person.get("/countries/XAA/institutions"))
        address = start(person, "XAA")
        fill(person, address, random_sheet(published(), seed=2, complete=True))
        return person, address

    def test_no_page_of_a_full_assessment_weighs_more_than_20_kilobytes(
        self, assessment: tuple[Visitor, str]
    ) -> None:
        person, address = assessment
        paths = [
            "",
            "result",
            "targets",
            "ratings",
            "actions",
            "actions/R02-1",
            "actions/effect",
            "documents",
            "questions/R02.3/evidence",
            "units/R10/plan",
            "papers",
            "papers/request-slips/1",
            *[f"units/{unit.code}" for unit in published().units],
        ]
        for path in paths:
            page = person.get(address + path)
            assert weight(page) <= 20 * KIBIBYTE, path

    def test_the_first_page_weighs_50_kilobytes_in_4_requests_at_most(
        self, app: Flask, assessment: tuple[Visitor, str]
    ) -> None:
        person, address = assessment
        page = person.get(f"{address}units/R04")
        asked_for = [
            element.get("href") or element.get("src")
            for tag in ("link", "script", "img")
            for element in page.all(tag)
        ]
        assert len(asked_for) + 1 <= 4
        loaded = [static_file(app, str(path)) for path in asked_for]
        assert all(loaded)
        assert weight(page) + sum(len(gzip.compress(content)) for content in loaded) <= 50 * KIBIBYTE

    def test_our_scripts_stay_small(self, app: Flask) -> None:
        assert 0 < len(static_file(app, app.extensions["static_files"].address("app.js"))) < 10 * KIBIBYTE


class TestRightToLeft:
    """The interface's translations come later; the pages run from right to left already."""

    def test_every_page_runs_from_right_to_left_and_marks_the_words_that_do_not(
        self, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(languages, "LANGUAGES", ("en", "ar"))
        person = sign_in("XAA")
        person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
        address = start(person, "XAA")
        fill(person, address, random_sheet(published(), seed=2))
        for path in (
            "",
            "units/R02",
            "units/R16",
            "result",
            "targets",
            "ratings",
            "actions",
            "actions/R02-1",
            "actions/effect",
            "units/R10/plan",
            "upload",
            "documents",
            "documents/1",
        ):
            page = person.get(address + path)
            html = next(page.all("html"))
            assert (html.get("lang"), html.get("dir")) == ("ar", "rtl"), path
        page = unit_page(person, address, "R02")
        quote = next(page.all("blockquote"))
        assert (quote.get("lang"), quote.get("dir")) == ("en", "ltr")
        assert {area.get("dir") for area in page.all("textarea")} == {"auto"}

    def test_the_same_question_is_written_anew_in_another_language(
        self, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(languages, "LANGUAGES", ("en", "ar"))
        person = sign_in("KEN")
        address = start(person)
        assert 'dir="ltr">Which free prevention tools' not in unit_page(person, address, "R02").text
        person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ar"
        assert 'dir="ltr">Which free prevention tools' in unit_page(person, address, "R02").text


def test_of_many_who_save_at_the_same_moment_one_is_first_and_the_rest_are_asked(
    app: Flask, sign_in: SignIn
) -> None:
    writers = [sign_in("KEN", name=f"Writer {number}") for number in range(4)]
    address = start(writers[0])
    pages = [unit_page(writer, address, "R02") for writer in writers]

    def write(number: int) -> int:
        action, fields = pages[number].fields("Save and stay")
        fields["R02.3-comment"] = f"from writer {number}"
        return writers[number].client.post(action, data=fields).status_code

    with ThreadPoolExecutor(len(writers)) as pool:
        answers = sorted(pool.map(write, range(len(writers))))
    assert answers == [303, 409, 409, 409]
    assert [revision for _code, revision, _based_on, _content in revisions(app)] == [1]


def test_kept_markup_follows_the_answer(sign_in: SignIn) -> None:
    person = sign_in("KEN")
    first, second = start(person), start(person, title="Another")
    for comment in ("one", "two"):
        save(person, unit_page(person, first, "R02"), {"R02.3-comment": comment})
        assert f">\n{comment}</textarea>" in unit_page(person, first, "R02").text
    assert "two</textarea>" not in unit_page(person, second, "R02").text
