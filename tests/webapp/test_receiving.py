"""A request that arrives slowly holds nobody up, and one that breaks off is not taken for whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, request

from tests.webapp.conftest import SignIn
from tests.webapp.journeys import revisions, save, start, unit_page
from tests.webapp.pages import Visitor
from webapp.access import ANYONE, open_to
from webapp.config import LARGEST_REQUEST, MEBIBYTE
from webapp.receiving import ReceivedWhole, takes_a_file


class SlowLine(io.BytesIO):
    """A line on which something else happens before anything arrives."""

    def __init__(self, content: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(content)
        self._meanwhile: list[Callable[[], object]] = [meanwhile]

    def read(self, size: int | None = -1) -> bytes:
        if self._meanwhile:
            self._meanwhile.pop()()
        return super().read(size)


def post_slowly(visitor: Visitor, path: str, fields: Any, meanwhile: Callable[[], object]) -> int:
    """Sends a form on a slow line; returns the status of the answer."""
    content = urlencode(list(fields.items(multi=True))).encode()
    answer = visitor.client.post(
        path,
        input_stream=SlowLine(content, meanwhile),
        content_type="application/x-www-form-urlencoded",
    )
    return answer.status_code


def test_while_one_form_arrives_another_is_saved(app: Flask, sign_in: SignIn) -> None:
    amina, bo = sign_in("KEN"), sign_in("KEN")
    address = start(amina)
    slow, quick = unit_page(amina, address, "R02"), unit_page(bo, address, "R03")
    action, fields = slow.fields("Save and stay")
    fields["R02.3-comment"] = "on a slow line"
    answered = post_slowly(amina, action, fields, lambda: save(bo, quick, {"R03.1-comment": "quickly"}))
    assert answered == 303
    assert [code for code, *_others in revisions(app)] == ["R02.3", "R03.1"]


def test_a_form_that_breaks_off_is_not_taken_for_whole(app: Flask, sign_in: SignIn) -> None:
    person = sign_in("KEN")
    action, fields = unit_page(person, start(person), "R02").fields("Save and stay")
    fields["R02.3-comment"] = "cut off here"
    content = urlencode(list(fields.items(multi=True))).encode()
    answer = person.client.post(
        action,
        input_stream=io.BytesIO(content[: len(content) // 2]),
        environ_overrides={"CONTENT_LENGTH": str(len(content))},
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400
    assert revisions(app) == []


def test_of_what_is_too_large_no_more_is_kept_than_any_view_takes() -> None:
    kept = []

    def application(environ: dict[str, Any], _start_response: Any) -> list[bytes]:
        kept.append((environ["CONTENT_LENGTH"], len(environ["wsgi.input"].read())))
        return []

    most = MEBIBYTE
    for length in (most, 2 * most, 9 * most):
        line = io.BytesIO(b"a" * length)
        environ = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(length), "wsgi.input": line}
        ReceivedWhole(application, most)(environ, None)
        assert line.tell() == min(length, 5 * most)
    assert kept == [(str(most), most), (str(2 * most), most), (str(9 * most), most)]


# How a server hands on a request that does not say how long it is.
CHUNKED = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}


@pytest.mark.own_service
class TestWhatIsNoText:
    """No text arrives otherwise than it was sent: bytes that stand for none are refused in words."""

    @pytest.fixture
    def echo(self, app: Flask) -> Flask:
        """A service with a view that answers with the text that it was sent."""

        def say() -> str:
            return request.form["text"]

        app.config["WTF_CSRF_CHECK_DEFAULT"] = False
        app.add_url_rule("/say", "say", takes_a_file(open_to(ANYONE)(say)), methods=["POST"])
        return app

    @staticmethod
    def send(echo: Flask, text: bytes, file: bytes = b"") -> tuple[int, str]:
        """Sends the text in a form with parts, after a file; returns the status and the words answered."""
        head = b"--b\r\nContent-Disposition: form-data; name="
        parts = [head + b'"file"; filename="f.bin"\r\n\r\n' + file, head + b'"text"\r\n\r\n' + text]
        body = b"\r\n".join([*parts, b"--b--\r\n"])
        answer = echo.test_client().post("/say", data=body, content_type="multipart/form-data; boundary=b")
        return answer.status_code, answer.get_data(as_text=True)

    @pytest.mark.parametrize(
        "bytes_", [b"\xff", b"caf\xe9", b"\xed\xa0\x80", b"a" * 70_000 + b"\xc3"], ids=len
    )
    def test_bytes_that_stand_for_no_text_are_refused_in_words(self, echo: Flask, bytes_: bytes) -> None:
        status, said = self.send(echo, bytes_)
        assert status == 400
        assert "not text as every browser sends it" in said

    @pytest.mark.parametrize(
        "text", ["café", "", "the sign \ufffd that somebody typed", "\ufffd" + "ż" * 70_000]
    )
    def test_every_text_arrives_as_it_was_sent(self, echo: Flask, text: str) -> None:
        assert self.send(echo, text.encode()) == (200, text)

    def test_files_may_hold_any_bytes(self, echo: Flask) -> None:
        assert self.send(echo, "\ufffd".encode(), file=b"\xff\xd8\xff" * 70_000) == (200, "\ufffd")


@pytest.mark.own_service
class TestSize:
    @pytest.fixture
    def sizes(self, app: Flask) -> Flask:
        """Two views that say how much arrived."""

        def size() -> str:
            return str(len(request.get_data()))

        def file_size() -> str:
            return str(len(request.get_data()))

        app.config["WTF_CSRF_ENABLED"] = False
        app.add_url_rule("/size", "size", open_to(ANYONE)(size), methods=["POST"])
        app.add_url_rule("/file", "file", open_to(ANYONE)(takes_a_file(file_size)), methods=["POST"])
        return app

    def post(self, app: Flask, path: str, length: int, **environ: Any) -> tuple[int, str]:
        """The status and text of the answer to that many bytes."""
        answer = app.test_client().post(
            path, input_stream=io.BytesIO(b"a" * length), environ_overrides=environ
        )
        return answer.status_code, answer.text

    @pytest.mark.parametrize("length", [0, 1, 3 * MEBIBYTE])
    def test_all_that_was_sent_arrives(self, sizes: Flask, length: int) -> None:
        assert self.post(sizes, "/size", length) == (200, str(length))
        assert self.post(sizes, "/size", length, **CHUNKED) == (200, str(length))

    def test_only_a_view_that_takes_a_file_takes_more(self, sizes: Flask) -> None:
        most = 21 * MEBIBYTE - 1
        assert sizes.extensions["settings"].largest_upload == most
        assert self.post(sizes, "/file", most) == (200, str(most))
        for path, length in (("/file", most + 1), ("/size", LARGEST_REQUEST + 1)):
            assert self.post(sizes, path, length)[0] == 413
            assert self.post(sizes, path, length, **CHUNKED)[0] == 413

    def test_the_page_says_how_much_it_takes(self, sizes: Flask) -> None:
        for path, most in (("/file", "20 MB"), ("/size", "16 MB")):
            _status, words = self.post(sizes, path, 0, CONTENT_LENGTH=str(900 * MEBIBYTE))
            assert f"{most} at most" in words
