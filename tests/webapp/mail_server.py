"""A real mail server for tests, with one box for whatever it is sent."""

from __future__ import annotations

import contextlib
import queue
import re
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from webapp import mail
from webapp.config import UNPROTECTED, MailSettings

USER, PASSWORD = "cpsa", "the server's own secret"
REFUSED = "refused@example.org"
SECONDS_TO_WAIT = 20


class Inbox:
    """What the server was sent."""

    def __init__(self, port: int) -> None:
        self.settings = MailSettings("localhost", port, "CPSA <cpsa@example.org>", UNPROTECTED)
        self._received: queue.Queue[EmailMessage] = queue.Queue()

    def next(self) -> EmailMessage:
        """The next mail, waited for if it is still on its way."""
        return self._received.get(timeout=SECONDS_TO_WAIT)

    @property
    def is_empty(self) -> bool:
        """Whether every mail has been looked at."""
        return self._received.empty()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Takes everybody's mail but one's."""
        if address == REFUSED:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Puts a mail into the box."""
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        self._received.put(message)
        return "250 OK"


def wait_for_the_background() -> None:
    """Returns when everything that leads to mails has been done."""
    mail._background().shutdown(wait=True)
    mail._background.cache_clear()


def link_in(message: EmailMessage) -> str:
    """The path of the one link of the service in a mail."""
    [found] = re.findall(r"^https?://[^/\s]+(/\S+)$", words_of(message), re.MULTILINE)
    return str(found)


def words_of(message: EmailMessage) -> str:
    """The text of a mail."""
    return str(message.get_content()).replace("\r\n", "\n")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def mail_server(**options: Any) -> Iterator[Inbox]:
    """Runs while the test does."""
    inbox = Inbox(free_port())
    controller = Controller(inbox, hostname="localhost", port=inbox.settings.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


def knows_the_password(
    _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: LoginPassword
) -> AuthResult:
    """aiosmtpd's question who may send."""
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that signs itself, and what the server needs of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
