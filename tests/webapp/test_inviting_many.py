"""A list of people is looked through before anybody is invited: each line means something, or says what is
wrong with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from tests.webapp import mail_server
from tests.webapp.conftest import SignIn
from tests.webapp.dumps import dump
from tests.webapp.inviting import accepted, events, given_to, invite, links_on, roles, waiting
from tests.webapp.journeys import start
from tests.webapp.mail_server import REFUSED, Inbox
from tests.webapp.pages import Page, Visitor
from webapp.spreadsheets import csv_file

PAGE = "/countries/KEN/people/invite/list"
GOOD = """Name; E-mail; Role; Institution; Units
Amina Otieno; amina@example.org; contributor; police (cybercrime unit); R02 R5.1

Bo Lind;bo@example.org;Focal Point
"Kamau; Cy";cy@example.org;reader;MOJ;
"""


WRITE = "Write one of: Focal point, Contributor, Reviewer, Reader."
NO_INSTITUTION = "There is no institution"
WITHOUT_HEADING = GOOD.partition("\n")[2]


@pytest.fixture
def focal_point(sign_in: SignIn) -> Visitor:
    """A focal point of Kenya, which has police, justice and an assessment."""
    visitor = sign_in("KEN")
    visitor.submit(visitor.get("/countries/KEN/institutions"), fields={"bodies": ["POL", "MOJ"]})
    start(visitor)
    return visitor


def look(visitor: Visitor, text: str, *, expect: int = 200) -> Page:
    """Pastes a list and has it looked through."""
    return visitor.submit(visitor.get(PAGE), "Look through", {"people": text, "file": None}, expect=expect)


def mistakes(page: Page) -> list[str]:
    """What the page says is wrong, line by line."""
    summary = next(part for part in page.all("div") if part.get("id") == "error-summary")
    return [" ".join("".join(item.itertext()).split()) for item in summary.iter("li")]


class TestLooking:
    def test_shows_what_each_line_means_and_changes_nothing(self, app: Flask, focal_point: Visitor) -> None:
        before = dump(app)
        page = look(focal_point, GOOD)
        assert page.heading == "Invite 3 people?"
        for said in ("Amina Otieno", "5 (R02 R05.1)", "Police (cybercrime unit)", "Focal point", "Kamau; Cy"):
            assert said in page.words, said
        assert dump(app) == before

    @pytest.mark.parametrize(
        "text",
        [
            "Amina\tamina@example.org\tcontributor\tPOL\tR02, R03",
            'Amina,amina@example.org,contributor,POL,"R02, R03"',
            "Amina; amina@example.org; Contributor; Police (cybercrime unit); r2/r3",
        ],
    )
    def test_reads_tabs_commas_and_semicolons(self, focal_point: Visitor, text: str) -> None:
        assert "7 (R02 R03)" in look(focal_point, text).words

    def test_says_line_by_line_what_is_wrong_and_how_to_mend_it(
        self, app: Flask, focal_point: Visitor
    ) -> None:
        text = """Amina; amina@example.org; contributor
; nobody; contributor
Bo; bo@example.org
Cy; cy@example.org; king
Di; di@example.org; reader; Polise (cybercrime unit)
Ed; ed@example.org; reader; Bakery
Fa; fa@example.org; contributor; ; R02 R99
Gu; gu@example.org; reader; ; R02
Amina; AMINA@example.org; contributor
Ha; ha@example.org; reader; ; ; more
"""
        page = look(focal_point, text, expect=422)
        assert mistakes(page) == [
            "Line 2: Enter the person’s name.",
            "Line 2: Enter an e-mail address in the form name@example.org.",
            f"Line 3: There is no role in the third column. {WRITE}",
            f"Line 4: “king” is no role. {WRITE}",
            f"Line 5: {NO_INSTITUTION} “Polise (cybercrime unit)”. Did you mean “Police (cybercrime unit)”?",
            f"Line 6: {NO_INSTITUTION} “Bakery”. Name it on the page of institutions, or empty the cell.",
            "Line 7: These are no units or questions of a draft: R99.",
            "Line 8: Questions can be given to focal points and contributors: the others write no answers.",
            "Line 9: The same address stands in line 1. Remove one of them.",
            "Line 10: It has more than five columns. A comma inside a cell? Put the cell in quotes.",
        ]
        assert page.fields()[1]["people"].replace("\r\n", "\n") == text
        assert waiting(app) == []

    def test_recognises_who_is_there_and_who_is_invited(self, app: Flask, focal_point: Visitor) -> None:
        invite(focal_point, "bo@example.org")
        page = look(focal_point, f"Me; person0@example.org; king\n{WITHOUT_HEADING}")
        assert page.heading == "Invite 2 people?"
        assert "Left out: takes part already" in page.words
        assert "Left out: is invited already" in page.words
        focal_point.submit(page, "Invite these", expect=200)
        assert waiting(app) == ["bo@example.org", "amina@example.org", "cy@example.org"]

    def test_an_empty_list_and_a_far_too_long_one_are_refused(self, focal_point: Visitor) -> None:
        assert "one person per line" in look(focal_point, " \n;;\n", expect=422).words
        many = "\n".join(f"N; n{number}@example.org; reader" for number in range(101))
        assert "divide it" in look(focal_point, many, expect=422).words

    def test_the_list_can_be_changed_after_a_look(self, focal_point: Visitor) -> None:
        page = focal_point.submit(look(focal_point, GOOD), "Change the list", {"then": "change"}, expect=200)
        assert page.fields()[1]["people"].replace("\r\n", "\n") == GOOD

    def test_hostile_cells_are_shown_as_text(self, focal_point: Visitor) -> None:
        hostile = '<script>alert(1)</script>"; "=1+1\x07; \u202e; <b>'
        page = look(focal_point, hostile, expect=422)
        assert "<script>alert" not in page.text
        assert "\x07" not in page.text


class TestFiles:
    def send(self, visitor: Visitor, content: bytes, *, expect: int = 200) -> Page:
        _action, fields = visitor.get(PAGE).fields("Look through")
        file = FileStorage(io.BytesIO(content), "people.csv")
        return visitor.post(PAGE, {**fields.to_dict(), "file": file}, expect=expect)

    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_are_read_in_any_unicode(self, focal_point: Visitor, coding: str) -> None:
        page = self.send(focal_point, "Amina Otiéno; amina@example.org; reader\r\n".encode(coding))
        assert "Amina Otiéno" in page.words

    @pytest.mark.parametrize(
        "content", ["Amina Otiéno; a@example.org; reader".encode("latin-1"), b"PK\x00\x03"]
    )
    def test_of_another_kind_are_refused_with_a_way_out(self, focal_point: Visitor, content: bytes) -> None:
        assert "CSV UTF-8" in self.send(focal_point, content, expect=422).words

    def test_that_are_too_large_are_refused(self, focal_point: Visitor) -> None:
        assert "at most 256 kB" in self.send(focal_point, b"x" * (256 * 1024 + 1), expect=422).words


class TestInviting:
    def test_makes_a_link_for_each_that_gives_what_the_line_says(
        self, app: Flask, focal_point: Visitor
    ) -> None:
        page = focal_point.submit(look(focal_point, GOOD), "Invite these", expect=200)
        links = links_on(page)
        assert len(links) == 3
        accepted(app, links[0])
        assert roles(app, "amina@example.org") == {"KEN": "contributor"}
        assert given_to(app, "amina@example.org") == ["R02.1", "R02.2", "R02.3", "R02.4", "R05.1"]
        assert [event[1] for event in events(app) if event[0] == "invited"] == [
            "amina@example.org",
            "bo@example.org",
            "cy@example.org",
        ]

    def test_nothing_is_sent_that_has_become_wrong_since_the_look(
        self, app: Flask, focal_point: Visitor
    ) -> None:
        page = look(focal_point, GOOD)
        focal_point.submit(
            focal_point.get("/countries/KEN/institutions"), fields={"closed-1": "yes", "closed-2": "yes"}
        )
        assert "no institution" in focal_point.submit(page, "Invite these", expect=422).words
        assert waiting(app) == []

    def test_sent_twice_it_invites_once(self, app: Flask, focal_point: Visitor) -> None:
        page = look(focal_point, GOOD)
        focal_point.submit(page, "Invite these", expect=200)
        again = focal_point.submit(page, "Invite these", expect=409)
        assert again.heading == "There is nobody to invite"
        assert len(waiting(app)) == 3

    def test_the_links_can_be_taken_as_a_file_in_which_nothing_is_a_formula(
        self, app: Flask, focal_point: Visitor
    ) -> None:
        text = "=1+1; amina@example.org; reader\n@bo; bo@example.org; reader"
        page = focal_point.submit(look(focal_point, text), "Invite these", expect=200)
        action, fields = page.fields("Download")
        response = focal_point.client.post(action, data=fields)
        assert response.headers["Content-Disposition"].startswith("attachment")
        rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
        assert [row[:3] for row in rows[1:]] == [
            ["'=1+1", "amina@example.org", "Reader"],
            ["'@bo", "bo@example.org", "Reader"],
        ]
        assert [row[3].removeprefix("http://localhost") for row in rows[1:]] == links_on(page)
        assert events(app)[-1][0] == "invitation links downloaded"

    def test_the_file_holds_links_of_this_country_only(self, sign_in: SignIn, focal_point: Visitor) -> None:
        other = sign_in("FRA")
        link = links_on(invite(other, country="FRA"))[0]
        _action, sent = focal_point.get("/").fields("Sign out")
        stolen = {**sent, "token": link.rpartition("/")[2]}
        response = focal_point.client.post("/countries/KEN/people/invitations/links", data=stolen)
        assert b"/invitations/" not in response.data


class TestByMail:
    @pytest.fixture
    def inbox(self) -> Iterator[Inbox]:
        with mail_server.mail_server() as started:
            yield started

    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, Any]:
        return {"mail": inbox.settings}

    def test_each_gets_their_mail_and_links_are_shown_of_those_refused(
        self, focal_point: Visitor, inbox: Inbox
    ) -> None:
        text = f"A; a@example.org; reader\nB; {REFUSED}; reader\nC; c@example.org; reader"
        page = focal_point.submit(look(focal_point, text), "Invite these", expect=200)
        assert "2 invitations are sent by mail" in page.words
        assert len(links_on(page)) == 1
        assert REFUSED in page.words
        assert {inbox.next()["To"] for _mail in range(2)} == {"a@example.org", "c@example.org"}


def test_no_cell_of_a_csv_file_begins_a_formula() -> None:
    dangerous = ["=1", "+1", "-1", "@sum", "\tx", "\rx", "\nx"]
    [row] = csv.reader(io.StringIO(csv_file([dangerous]).decode("utf-8-sig"), newline=""))
    assert all(cell.startswith("'") for cell in row)
    assert list(csv.reader(io.StringIO(csv_file([["1,5", 'say "x"']]).decode("utf-8-sig")))) == [
        ["1,5", 'say "x"']
    ]
