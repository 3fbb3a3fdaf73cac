"""Settings of the service: read from the environment, refused at start if unsafe.

Nothing here is secret by default: the key is made at first start and kept in a file that only its owner can
read.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reports.register.records import ReportingOrganisation

PROJECT = Path(__file__).resolve().parent.parent

MEBIBYTE = 1024 * 1024
# A unit page may carry seven comments of a hundred thousand characters, each sent as up to nine bytes.
LARGEST_REQUEST = 16 * MEBIBYTE
# With less the fullest report is not made: it takes up to 624 on two cores, and each core takes some more.
LEAST_RENDERING_MEBIBYTES = 768
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1")

# How a connection to the mail server is protected, and the port that is usual for it.
STARTTLS, TLS, UNPROTECTED = "starttls", "tls", "none"
USUAL_PORTS = {STARTTLS: 587, TLS: 465, UNPROTECTED: 25}

# IATI's list OrganisationType.
MULTILATERAL = "40"

A_DAY_IN_MINUTES = 24 * 60
A_WEEK_IN_HOURS = 7 * 24


class UnsafeSettings(Exception):
    """A setting with which the service must not start; the message says which, why, and what to do."""


@dataclass(frozen=True)
class MailSettings:
    """The server that takes our mail, and in whose name it is sent."""

    server: str
    port: int
    sender: str
    security: str = STARTTLS
    user: str = ""
    password_file: Path | None = None

    def password(self) -> str:
        """Read when it is needed, so that it can be replaced while the service runs."""
        return self.password_file.read_text(encoding="utf-8").strip() if self.password_file else ""


@dataclass(frozen=True)
class SealSettings:
    """The key with which reports of submissions are sealed (PKCS#12), and the file with its passphrase."""

    file: Path
    passphrase_file: Path

    def passphrase(self) -> bytes:
        """Read when it is needed, so that key and passphrase can be replaced while the service runs."""
        return self.passphrase_file.read_text(encoding="utf-8").strip().encode()


@dataclass(frozen=True)
class RenderingLimits:
    """What one document may take of the machine, and how many one process makes before another takes over."""

    seconds: int = 300
    mebibytes: int = 2048
    documents_per_worker: int = 5


@dataclass(frozen=True)
class Settings:
    """How this installation runs. `folder` holds everything it writes; `address` begins every link it
    prints.
    """

    folder: Path
    database_url: str
    secret_key: str
    address: str
    trusted_hosts: tuple[str, ...]
    proxies: int = 0
    is_demonstration: bool = False
    mail: MailSettings | None = None
    # How long somebody stays signed in without doing anything, and at all.
    longest_idle: timedelta = timedelta(minutes=60)
    longest_session: timedelta = timedelta(hours=12)
    # How large a file attached as evidence may be, and how many a country may have.
    file_megabytes: int = 20
    files_per_country: int = 1000
    # How long a save waits for another one to end.
    lock_wait_seconds: int = 20
    rendering: RenderingLimits = RenderingLimits()
    seal: SealSettings | None = None
    # In whose name support is published in IATI's format; None: it is not.
    reporting: ReportingOrganisation | None = None

    @property
    def largest_upload(self) -> int:
        """The largest request that may bring a file: the file, and what is typed beside it."""
        return (self.file_megabytes + 1) * MEBIBYTE - 1

    @property
    def is_served_over_https(self) -> bool:
        """Whether people reach the service over HTTPS: decides on cookie prefixes and HSTS."""
        return self.address.startswith("https://")

    @property
    def public_address(self) -> str:
        """The address if others than this machine reach it, or ""."""
        return self.address if self.is_served_over_https else ""

    def flask_config(self) -> dict[str, Any]:
        """The same settings in the words of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "DEBUG": False,
            "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
            "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
            "MAX_FORM_PARTS": 5000,
            "TRUSTED_HOSTS": list(self.trusted_hosts),
            "SESSION_COOKIE_NAME": "__Host-cpsa" if self.is_served_over_https else "cpsa",
            "SESSION_COOKIE_SECURE": self.is_served_over_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_PATH": "/",
            "WTF_CSRF_TIME_LIMIT": None,
            # Flask-WTF compares the referrer over HTTPS; our Referrer-Policy sends it to ourselves alone.
            "WTF_CSRF_SSL_STRICT": True,
        }


def settings_from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads the variables that `docs/operations.md` lists; makes the folder and the key if missing.

    Raises `UnsafeSettings` for a setting with which the service must not start.
    """
    folder = Path(environ.get("CPSA_FOLDER") or PROJECT / "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = _whole_number(environ, "PORT", 8000)
    address = (environ.get("CPSA_ADDRESS") or f"http://127.0.0.1:{port}").rstrip("/")
    return Settings(
        folder=folder,
        database_url=_database_url(environ, folder),
        secret_key=_secret_key(folder / "secret-key"),
        address=address,
        trusted_hosts=_trusted_hosts(address),
        proxies=_whole_number(environ, "CPSA_PROXIES", 0),
        is_demonstration=environ.get("CPSA_DEMONSTRATION") == "yes",
        mail=_mail_settings(environ),
        longest_idle=timedelta(
            minutes=_whole_number(environ, "CPSA_IDLE_MINUTES", 60, least=1, most=24 * 60)
        ),
        longest_session=timedelta(
            hours=_whole_number(environ, "CPSA_SESSION_HOURS", 12, least=1, most=7 * 24)
        ),
        file_megabytes=_whole_number(environ, "CPSA_FILE_MEGABYTES", 20, least=1, most=200),
        files_per_country=_whole_number(environ, "CPSA_FILES_PER_COUNTRY", 1000),
        lock_wait_seconds=_whole_number(environ, "CPSA_LOCK_WAIT_SECONDS", 20, least=1, most=60),
        rendering=RenderingLimits(
            seconds=_whole_number(environ, "CPSA_RENDERING_SECONDS", 300, least=1),
            mebibytes=_whole_number(
                environ, "CPSA_RENDERING_MEBIBYTES", 2048, least=LEAST_RENDERING_MEBIBYTES
            ),
            documents_per_worker=_whole_number(environ, "CPSA_DOCUMENTS_PER_WORKER", 5, least=1),
        ),
        seal=_seal_settings(environ),
        reporting=_reporting_organisation(environ),
    )


def _whole_number(
    environ: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 65535
) -> int:
    written = environ.get(name) or str(default)
    if not (written.isascii() and written.isdigit() and least <= int(written) <= most):
        raise UnsafeSettings(f"{name} must be a whole number from {least} to {most}, not {written!r}.")
    return int(written)


def _mail_settings(environ: Mapping[str, str]) -> MailSettings | None:
    """The mail server, if one is named. Its password comes in a file: variables can be read."""
    server = environ.get("CPSA_MAIL_SERVER", "")
    if not server:
        return None
    security = environ.get("CPSA_MAIL_SECURITY") or STARTTLS
    if security not in USUAL_PORTS:
        raise UnsafeSettings(f"CPSA_MAIL_SECURITY must be starttls, tls or none, not {security!r}.")
    if security == UNPROTECTED and server not in LOOPBACK_NAMES:
        raise UnsafeSettings(
            f"CPSA_MAIL_SECURITY is none, but {server} is another machine: anybody between could read the "
            "links that let people in. Use starttls or tls."
        )
    sender = environ.get("CPSA_MAIL_FROM", "")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+|[^<>\r\n]+ <[^@\s]+@[^@\s]+>", sender):
        raise UnsafeSettings(
            "CPSA_MAIL_FROM must be the address that mail is sent from, such as cpsa@example.org; "
            f"it is {sender!r}."
        )
    return MailSettings(
        server=server,
        port=_whole_number(environ, "CPSA_MAIL_PORT", USUAL_PORTS[security]),
        sender=sender,
        security=security,
        user=environ.get("CPSA_MAIL_USER", ""),
        password_file=_password_file(environ),
    )


def _seal_settings(environ: Mapping[str, str]) -> SealSettings | None:
    """The key for sealing reports, if one is named. Its passphrase comes in a file: variables can be read."""
    if not environ.get("CPSA_SEAL_FILE"):
        return None
    named = {name: Path(environ.get(name, "")) for name in ("CPSA_SEAL_FILE", "CPSA_SEAL_PASSPHRASE_FILE")}
    for name, path in named.items():
        if not path.is_file():
            raise UnsafeSettings(f"{name} names {path}, which is not a file.")
        _refuse_if_others_can_read(path)
    settings = SealSettings(*named.values())
    # Loads what reads keys, which nobody needs without one.
    from webapp import seal  # noqa: PLC0415

    try:
        seal.check(settings)
    except seal.Unusable as problem:
        raise UnsafeSettings(f"Reports cannot be sealed with {settings.file}: {problem}.") from None
    return settings


def _reporting_organisation(environ: Mapping[str, str]) -> ReportingOrganisation | None:
    """In whose name support is published in IATI's format, if an identifier is set."""
    identifier = environ.get("CPSA_IATI_ORGANISATION", "")
    if not identifier:
        return None
    # What the standard's rules ask of identifiers: without these signs, and with the agency in front.
    if not re.fullmatch(r"[^/&|?\s-]+-[^/&|?\s]+", identifier):
        raise UnsafeSettings(
            "CPSA_IATI_ORGANISATION must be the organisation's identifier in IATI, such as XM-DAC-41122, "
            f"without white space, /, &, | and ?; it is {identifier!r}."
        )
    kind = environ.get("CPSA_IATI_ORGANISATION_TYPE") or MULTILATERAL
    if not re.fullmatch(r"[1-9][0-9]", kind):
        raise UnsafeSettings(
            "CPSA_IATI_ORGANISATION_TYPE must be a code of IATI's list OrganisationType, such as 40; "
            f"it is {kind!r}."
        )
    name = environ.get("CPSA_IATI_ORGANISATION_NAME", "").strip()
    if not name:
        raise UnsafeSettings(
            "CPSA_IATI_ORGANISATION is set, so CPSA_IATI_ORGANISATION_NAME must be its name."
        )
    return ReportingOrganisation(identifier, kind, name)


def _password_file(environ: Mapping[str, str]) -> Path | None:
    named = environ.get("CPSA_MAIL_PASSWORD_FILE", "")
    if not named:
        return None
    path = Path(named)
    if not path.is_file():
        raise UnsafeSettings(f"CPSA_MAIL_PASSWORD_FILE names {path}, which is not a file.")
    _refuse_if_others_can_read(path)
    return path


def _database_url(environ: Mapping[str, str], folder: Path) -> str:
    url = environ.get("CPSA_DATABASE") or f"sqlite:///{folder / 'cpsa.db'}"
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise UnsafeSettings(
            "CPSA_DATABASE must begin with sqlite:/// (and a path) or postgresql:// (and a server)."
        )
    return url


def _trusted_hosts(address: str) -> tuple[str, ...]:
    """The hosts a request may name: that of the address, and on the own machine all its names."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise UnsafeSettings(
            f"CPSA_ADDRESS must look like https://cpsa.example.org, without a path; it is {address!r}."
        )
    if parts.hostname in LOOPBACK_NAMES:
        return LOOPBACK_HOSTS
    if parts.scheme == "http":
        raise UnsafeSettings(
            f"CPSA_ADDRESS is {address!r}: outside this machine passwords may only travel over https://."
        )
    return (parts.hostname,)


def _secret_key(path: Path) -> str:
    """The key that signs cookies: made once, readable by its owner only. Several processes, on several
    machines, may be started at once: the key of one of them is that of all.
    """
    if not path.exists():
        # Readable by its owner only: so `mkstemp` makes it.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix="secret-key-")
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(name)
        finally:
            Path(name).unlink(missing_ok=True)
    return _existing_key(path)


def _existing_key(path: Path) -> str:
    _refuse_if_others_can_read(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < 64:
        raise UnsafeSettings(
            f"The key in {path} is too short. Remove the file: a new one is made, all sign in again."
        )
    return key


def _refuse_if_others_can_read(path: Path) -> None:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeSettings(f"Other users of this machine can read {path}. Type: chmod 600 {path}")
