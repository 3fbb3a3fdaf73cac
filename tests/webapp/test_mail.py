"""Mail is plain text, protected on its way, handed over or said not to be, and never sent before what it
tells of is saved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.webapp import mail_server
from tests.webapp.mail_server import PASSWORD, REFUSED, USER, Inbox, words_of
from webapp import mail
from webapp.access import ANYONE, open_to
from webapp.config import STARTTLS, TLS, MailSettings


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server.mail_server() as started:
        yield started


def using(settings: MailSettings | None) -> Flask:
    """An application that knows that mail server, and nothing else."""
    app = Flask(__name__)
    app.extensions["settings"] = type("Settings", (), {"mail": settings})
    return app


def test_without_a_server_nothing_is_sent_and_that_is_said() -> None:
    with using(None).app_context():
        assert not mail.is_configured()
        assert not mail.send("amina@example.org", "Hello", "text")


def test_a_mail_is_plain_text_in_any_script(inbox: Inbox) -> None:
    with using(inbox.settings).app_context():
        assert mail.is_configured()
        assert mail.send("amina@example.org", "Réponse – الرد", "Bonjour,\n\nالسلام عليكم\n")
    message = inbox.next()
    assert message["To"] == "amina@example.org"
    assert message["From"] == "CPSA <cpsa@example.org>"
    assert message["Subject"] == "Réponse – الرد"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert words_of(message) == "Bonjour,\n\nالسلام عليكم\n"


def test_what_people_typed_adds_neither_headers_nor_recipients(inbox: Inbox) -> None:
    with using(inbox.settings).app_context():
        assert mail.send("amina@example.org", "Amina\r\nBcc: eve@example.org", "text")
    message = inbox.next()
    assert message["Bcc"] is None
    assert message["Subject"] == "Amina Bcc: eve@example.org"
    assert inbox.is_empty


def test_a_mail_that_the_server_does_not_take_is_said_not_to_be_sent(
    inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    nobody_there = replace(inbox.settings, port=mail_server.free_port())
    for settings, to in ((inbox.settings, REFUSED), (nobody_there, "amina@example.org")):
        with using(settings).app_context():
            assert not mail.send(to, "Secret subject", "https://example.org/a-secret-link")
    assert len(caplog.records) == 2
    for told in (REFUSED, "amina@example.org", "Secret", "secret"):
        assert told not in caplog.text


def test_the_password_comes_from_a_file_and_travels_protected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = mail_server.certificate(tmp_path)
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    with mail_server.mail_server(
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=mail_server.knows_the_password,
    ) as inbox:
        settings = replace(inbox.settings, security=STARTTLS, user=USER, password_file=file)
        with using(settings).app_context():
            assert not mail.send("amina@example.org", "Hello", "nobody vouches for the certificate")
            monkeypatch.setenv("SSL_CERT_FILE", str(public))
            assert mail.send("amina@example.org", "Hello", "text")
            file.write_text("another")
            assert not mail.send("amina@example.org", "Hello", "with the wrong password")
        assert words_of(inbox.next()) == "text\n"
        assert inbox.is_empty


def test_a_connection_that_is_protected_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = mail_server.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    with mail_server.mail_server(ssl_context=context) as inbox:
        with using(replace(inbox.settings, security=TLS)).app_context():
            assert mail.send("amina@example.org", "Hello", "text")
        assert words_of(inbox.next()) == "text\n"


class TestInTheBackground:
    @pytest.fixture
    def chosen_settings(self, inbox: Inbox) -> dict[str, object]:
        return {"mail": inbox.settings}

    def test_it_leaves_when_the_request_is_saved_and_not_when_it_fails(
        self, app: Flask, inbox: Inbox
    ) -> None:
        def send_and_perhaps_fail(outcome: str) -> str:
            mail.send_unseen("amina@example.org", outcome, "text")
            if outcome == "fails":
                raise RuntimeError
            return outcome

        app.add_url_rule("/send/<outcome>", "send", open_to(ANYONE)(send_and_perhaps_fail))
        client = app.test_client()
        assert client.get("/send/fails").status_code == 500
        assert client.get("/send/works").status_code == 200
        assert inbox.next()["Subject"] == "works"
        assert inbox.is_empty
