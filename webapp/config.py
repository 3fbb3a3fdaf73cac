"""Settings of the service: read from the environment, refused at start if unsafe.

Nothing here is secret by default: the key is made at first start and kept in a file that only its owner can
read.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parent.parent

MEBIBYTE = 1024 * 1024
# A unit page may carry seven comments of a hundred thousand characters, each sent as up to nine bytes.
LARGEST_REQUEST = 16 * MEBIBYTE
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class UnsafeSettings(Exception):
    """A setting with which the service must not start; the message says which, why, and what to do."""


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

    @property
    def is_served_over_https(self) -> bool:
        """Whether people reach the service over HTTPS: decides on cookie prefixes and HSTS."""
        return self.address.startswith("https://")

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
    """Reads CPSA_FOLDER, CPSA_DATABASE, CPSA_ADDRESS, CPSA_PROXIES and PORT; makes the folder and the key
    if missing.

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
    )


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    written = environ.get(name) or str(default)
    if not (written.isascii() and written.isdigit() and int(written) <= 65535):
        raise UnsafeSettings(f"{name} must be a whole number from 0 to 65535, not {written!r}.")
    return int(written)


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
    if parts.hostname in {"127.0.0.1", "localhost", "::1"}:
        return LOOPBACK_HOSTS
    if parts.scheme == "http":
        raise UnsafeSettings(
            f"CPSA_ADDRESS is {address!r}: outside this machine passwords may only travel over https://."
        )
    return (parts.hostname,)


def _secret_key(path: Path) -> str:
    """The key that signs cookies: made once, readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _existing_key(path)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _existing_key(path: Path) -> str:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise UnsafeSettings(f"Other users of this machine can read {path}. Type: chmod 600 {path}")
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < 64:
        raise UnsafeSettings(
            f"The key in {path} is too short. Remove the file: a new one is made, all sign in again."
        )
    return key
