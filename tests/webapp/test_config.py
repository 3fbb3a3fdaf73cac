"""Settings come from the environment; what is unsafe is refused with the reason and the cure."""

from __future__ import annotations

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from reports.register.records import ReportingOrganisation
from webapp.config import UnsafeSettings, settings_from_environment

MAIL = {"CPSA_MAIL_SERVER": "mail.example.org", "CPSA_MAIL_FROM": "CPSA <cpsa@example.org>"}


def read(folder: Path, **environment: str) -> object:
    return settings_from_environment({"CPSA_FOLDER": str(folder), **environment})


def test_the_first_start_makes_a_key_that_only_its_owner_can_read_and_later_ones_keep_it(
    tmp_path: Path,
) -> None:
    first = settings_from_environment({"CPSA_FOLDER": str(tmp_path / "new")})
    key = tmp_path / "new" / "secret-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert len(first.secret_key) == 64
    assert settings_from_environment({"CPSA_FOLDER": str(tmp_path / "new")}) == first
    assert settings_from_environment({"CPSA_FOLDER": str(tmp_path / "other")}).secret_key != first.secret_key


def test_processes_started_at_the_same_moment_share_one_key(tmp_path: Path) -> None:
    gate = threading.Barrier(8)

    def start(_number: int) -> str:
        gate.wait()
        return settings_from_environment({"CPSA_FOLDER": str(tmp_path)}).secret_key

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(start, range(8)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_by_default_it_serves_this_machine_only(tmp_path: Path) -> None:
    settings = settings_from_environment({"CPSA_FOLDER": str(tmp_path), "PORT": "8123"})
    assert settings.address == "http://127.0.0.1:8123"
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert settings.database_url == f"sqlite:///{tmp_path / 'cpsa.db'}"
    assert settings.flask_config()["SESSION_COOKIE_NAME"] == "cpsa"


def test_over_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    settings = settings_from_environment(
        {"CPSA_FOLDER": str(tmp_path), "CPSA_ADDRESS": "https://cpsa.example.org/"}
    )
    assert settings.trusted_hosts == ("cpsa.example.org",)
    config = settings.flask_config()
    assert (config["SESSION_COOKIE_NAME"], config["SESSION_COOKIE_SECURE"]) == ("__Host-cpsa", True)


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"CPSA_ADDRESS": "http://cpsa.example.org"}, "https://"),
        ({"CPSA_ADDRESS": "cpsa.example.org"}, "CPSA_ADDRESS must look like"),
        ({"CPSA_ADDRESS": "https://cpsa.example.org/sub"}, "without a path"),
        ({"CPSA_DATABASE": "mysql://somewhere"}, "CPSA_DATABASE must begin with"),
        ({"PORT": "eighty"}, "PORT must be a whole number"),
        ({"PORT": "70000"}, "PORT must be a whole number"),
        ({"CPSA_IATI_ORGANISATION": "XM/1"}, "identifier in IATI"),
        ({"CPSA_IATI_ORGANISATION": "XM-1"}, "CPSA_IATI_ORGANISATION_NAME must be its name"),
        ({"CPSA_IATI_ORGANISATION": "XM-1", "CPSA_IATI_ORGANISATION_TYPE": "multi"}, "OrganisationType"),
        ({"CPSA_IDLE_MINUTES": "0"}, "CPSA_IDLE_MINUTES must be a whole number from 1 to 1440"),
        ({"CPSA_SESSION_HOURS": "1000"}, "CPSA_SESSION_HOURS must be a whole number from 1 to 168"),
        ({"CPSA_FILE_MEGABYTES": "0"}, "CPSA_FILE_MEGABYTES must be a whole number from 1 to 200"),
        ({"CPSA_FILES_PER_COUNTRY": "many"}, "CPSA_FILES_PER_COUNTRY must be a whole number"),
        ({"CPSA_LOCK_WAIT_SECONDS": "0"}, "CPSA_LOCK_WAIT_SECONDS must be a whole number from 1 to 60"),
        ({"CPSA_RENDERING_MEBIBYTES": "767"}, "CPSA_RENDERING_MEBIBYTES must be a whole number from 768"),
        ({"CPSA_MAIL_SERVER": "mail.example.org"}, "CPSA_MAIL_FROM must be"),
        (MAIL | {"CPSA_MAIL_FROM": "a@b\r\nBcc: c@d"}, "CPSA_MAIL_FROM must be"),
        (MAIL | {"CPSA_MAIL_SECURITY": "none"}, "anybody between could read"),
        (MAIL | {"CPSA_MAIL_SECURITY": "ssl"}, "starttls, tls or none"),
        (MAIL | {"CPSA_MAIL_PASSWORD_FILE": "/nowhere"}, "not a file"),
    ],
)
def test_unsafe_settings_are_refused(tmp_path: Path, environment: dict[str, str], reason: str) -> None:
    with pytest.raises(UnsafeSettings, match=reason):
        read(tmp_path, **environment)


def test_a_key_that_others_can_read_or_that_is_short_is_refused(tmp_path: Path) -> None:
    read(tmp_path)
    key = tmp_path / "secret-key"
    key.chmod(0o644)
    with pytest.raises(UnsafeSettings, match="chmod 600"):
        read(tmp_path)
    key.chmod(0o600)
    key.write_text("short")
    with pytest.raises(UnsafeSettings, match="too short"):
        read(tmp_path)


def test_mail_and_the_limits_of_sessions_are_settings(tmp_path: Path) -> None:
    usual = settings_from_environment({"CPSA_FOLDER": str(tmp_path)})
    assert usual.mail is None
    assert (usual.longest_idle, usual.longest_session) == (timedelta(hours=1), timedelta(hours=12))
    password = tmp_path / "mail-password"
    password.write_text("secret")
    password.chmod(0o600)
    chosen = settings_from_environment(
        MAIL
        | {
            "CPSA_FOLDER": str(tmp_path),
            "CPSA_IDLE_MINUTES": "15",
            "CPSA_SESSION_HOURS": "8",
            "CPSA_MAIL_USER": "cpsa",
            "CPSA_MAIL_PASSWORD_FILE": str(password),
        }
    )
    assert (chosen.longest_idle, chosen.longest_session) == (timedelta(minutes=15), timedelta(hours=8))
    assert chosen.mail is not None
    assert (chosen.mail.security, chosen.mail.port, chosen.mail.password()) == ("starttls", 587, "secret")
    password.chmod(0o644)
    with pytest.raises(UnsafeSettings, match="chmod 600"):
        read(tmp_path, **MAIL, CPSA_MAIL_PASSWORD_FILE=str(password))


def test_support_is_published_in_nobodys_name_unless_one_is_set(tmp_path: Path) -> None:
    assert settings_from_environment({"CPSA_FOLDER": str(tmp_path)}).reporting is None
    named = {"CPSA_IATI_ORGANISATION": "XM-DAC-1", "CPSA_IATI_ORGANISATION_NAME": "Example Office"}
    settings = settings_from_environment({"CPSA_FOLDER": str(tmp_path), **named})
    assert settings.reporting == ReportingOrganisation("XM-DAC-1", "40", "Example Office")
