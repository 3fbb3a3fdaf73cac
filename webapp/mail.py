"""Mail to people, in plain text, where the installation names a mail server. Everything works without one.

A mail cannot be called back, so it leaves after what it tells of is saved. Where somebody waits for the
outcome, `save_now` and then `send`, which says whether the server took it. Where nobody may notice that a
mail is sent at all, `send_unseen`.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from flask import current_app

from webapp.config import STARTTLS, TLS, MailSettings
from webapp.database import after_commit

SECONDS_FOR_THE_SERVER = 10
MAILS_AT_A_TIME = 2

log = logging.getLogger(__name__)


def is_configured() -> bool:
    """Whether this installation can send mail."""
    return _settings() is not None


def send(to: str, subject: str, text: str) -> bool:
    """Hands a mail to the server. False if there is none, or it did not take the mail: it never raises."""
    settings = _settings()
    return settings is not None and _hand_over(settings, _message(settings, to, subject, text))


def send_unseen(to: str, subject: str, text: str) -> None:
    """Sends a mail once this request is saved, in the background: how long the answer takes tells nobody
    whether there was one. A failure is logged.
    """
    settings = _settings()
    if settings is not None:
        message = _message(settings, to, subject, text)
        afterwards(lambda: _hand_over(settings, message))


def afterwards(work: Callable[[], object]) -> None:
    """Does what leads to a mail once this request is saved, in the background: how long the answer takes
    tells nobody what there was to do. If it fails, that is in the log only.
    """
    after_commit(lambda: _background().submit(_in_peace, work))


def _in_peace(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as problem:  # noqa: BLE001  # nobody waits for it
        log.error("a mail could not be written: %s", type(problem).__name__)  # noqa: TRY400


def _settings() -> MailSettings | None:
    found: MailSettings | None = current_app.extensions["settings"].mail
    return found


@functools.cache
def _background() -> ThreadPoolExecutor:
    # Made by the process that uses it: threads outlive no fork.
    return ThreadPoolExecutor(MAILS_AT_A_TIME, thread_name_prefix="mail")


def _message(settings: MailSettings, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.sender
    message["To"] = " ".join(to.split())
    # Names that people typed stand in subjects: none of them begins a header of its own.
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.sender.rpartition("@")[2].rstrip(">"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message


def _hand_over(settings: MailSettings, message: EmailMessage) -> bool:
    try:
        # Closed without a word after a failure: taking leave would mean to wait for a server that is lost.
        with contextlib.closing(_connection(settings)) as server:
            if settings.security == STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if settings.user:
                server.login(settings.user, settings.password())
            server.send_message(message)
            server.quit()
    except (smtplib.SMTPException, OSError) as problem:
        # The kind of problem only: what a server answers may repeat what the mail says.
        log.warning("a mail was not taken by %s: %s", settings.server, type(problem).__name__)
        return False
    return True


def _connection(settings: MailSettings) -> smtplib.SMTP:
    where = (settings.server, settings.port)
    if settings.security == TLS:
        return smtplib.SMTP_SSL(*where, timeout=SECONDS_FOR_THE_SERVER, context=ssl.create_default_context())
    return smtplib.SMTP(*where, timeout=SECONDS_FOR_THE_SERVER)
