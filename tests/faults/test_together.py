"""Two people, two tabs, two clicks, and the way back: nothing is lost, nothing doubled, nothing silent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from werkzeug.wrappers import Response

from tests.faults.office import COUNTRY, Desk, Office
from tests.webapp.over_http import DistantVisitor, encoded
from webapp.records import assessments

# Two requests are never sure to meet; in so many tries they do.
TRIES = 8
QUESTION = "R02.1"

T = TypeVar("T")


def at_the_same_moment(*actions: Callable[[], T]) -> list[T]:
    """What each of them returns, all begun at once."""
    gate = threading.Barrier(len(actions))

    def begin(action: Callable[[], T]) -> T:
        gate.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(begin, actions))


def twice(visitor: DistantVisitor, path: str, body: bytes, kind: str) -> list[Response]:
    """The answers to one form that was sent by two clicks on its button."""
    clicks = [visitor.client.another() for _ in range(2)]
    return at_the_same_moment(*(lambda click=click: click.send("POST", path, body, kind) for click in clicks))


def test_a_form_sent_twice_at_the_same_moment_is_saved_once(shared_office: Office) -> None:
    desk = Desk(shared_office, QUESTION)
    for number in range(TRIES):
        desk.fields[f"{QUESTION}-comment"] = f"text {number}"
        desk.fields[f"{QUESTION}-base"] = str(number)
        answers = twice(desk.visitor, desk.action, *encoded(desk.fields))
        assert [answer.status_code for answer in answers] == [303, 303]
        desk.saved.append(f"text {number}")
    desk.assert_all_found()


def test_an_assessment_started_twice_at_the_same_moment_is_started_once(shared_office: Office) -> None:
    visitor = shared_office.sign_in()
    action, fields = visitor.get(f"/countries/{COUNTRY}/assessments/start").fields("Start")
    for number in range(TRIES):
        fields["title"] = f"Started once, {number}"
        answers = twice(visitor, action, *encoded(fields))
        assert [answer.status_code for answer in answers] == [303, 303]
        assert len({answer.headers["Location"] for answer in answers}) == 1
    titles = shared_office.records.do(
        lambda: [found.title for found in assessments.assessments_in([COUNTRY])]
    )
    assert sorted(title for title in titles if "Started once" in title) == [
        f"Started once, {number}" for number in range(TRIES)
    ]


def test_a_report_asked_for_twice_at_the_same_moment_is_made_once(shared_office: Office) -> None:
    desk = Desk(shared_office, QUESTION)
    for number in range(TRIES):
        desk.save(f"text {number}")
        page = desk.visitor.get(f"{desk.assessment}report")
        action, fields = page.fields("XLSX")
        answers = twice(desk.visitor, action, *encoded({**fields, "format": "xlsx"}))
        assert [answer.status_code for answer in answers] == [303, 303]
        assert len({answer.headers["Location"] for answer in answers}) == 1


def test_of_two_people_who_save_at_the_same_moment_one_is_asked_and_nothing_is_lost(
    shared_office: Office,
) -> None:
    amina = Desk(shared_office, QUESTION)
    desks = (amina, Desk(shared_office, QUESTION, amina.assessment))
    saved: list[str] = []
    for number in range(TRIES):
        texts = [f"{number} from {who}" for who in ("the first", "the second")]
        for desk in desks:
            desk.saved = list(saved)
        pages = at_the_same_moment(
            *(lambda desk=desk, text=text: desk.send(text) for desk, text in zip(desks, texts, strict=True))
        )
        assert sorted(page.status for page in pages) == [303, 409]
        asked = 0 if pages[0].status == 409 else 1
        assert all(text in pages[asked].seen for text in texts)
        desks[asked].visitor.submit(pages[asked], "Continue", {f"{QUESTION}-choice": "mine"})
        saved += [texts[1 - asked], texts[asked]]
    amina.saved = saved
    amina.assert_all_found()


def test_the_way_back_and_an_old_tab_overwrite_nothing_unseen(shared_office: Office) -> None:
    desk = Desk(shared_office, QUESTION)
    desk.save("first")
    desk.saved = []
    assert desk.send("first").status == 303, "the page as it was sent, sent again"
    desk.assert_all_found()
    desk.saved = []
    page = desk.send("second, written on the page as it was before the first")
    assert page.status == 409
    assert "first" in page.seen
    assert "second, written on" in page.seen
    desk.saved = ["first"]
    desk.assert_stored()
    offered = desk.visitor.get(desk.action)
    assert "Your text is back." in offered.words
    assert "second, written on" in offered.words
    desk.visitor.submit(page, "Continue", {f"{QUESTION}-choice": "theirs"})
    desk.assert_all_found()
    desk.visitor.submit(page, "Continue", {f"{QUESTION}-choice": "mine"})
    desk.saved.append("second, written on the page as it was before the first")
    desk.assert_all_found()
