"""A service of its own for each test, on each engine, and people in it."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from tests.postgresql import Cluster
from tests.webapp.mail_server import wait_for_the_background
from tests.webapp.pages import Visitor
from tests.webapp.reused import PostgresqlDatabase, ReusedApp, SqliteFile
from tests.webapp.second_factors import code_of, give_authenticator, give_code
from webapp import accounts, clock, create_app
from webapp.config import LOOPBACK_HOSTS, Settings
from webapp.countries import country_name, is_country
from webapp.database import db, own_transaction
from webapp.records import people

SECRET = "0123456789abcdef" * 4


def settings_for(folder: Path, url: str, *, address: str = "http://localhost", **others: object) -> Settings:
    """Settings as `settings_from_environment` would make them."""
    hosts = LOOPBACK_HOSTS if "localhost" in address else (address.partition("://")[2],)
    return Settings(
        folder=folder,
        database_url=url,
        secret_key=SECRET,
        address=address,
        trusted_hosts=hosts,
        **others,  # type: ignore[arg-type]
    )


def needs_its_own(request: pytest.FixtureRequest) -> bool:
    """Whether the test changes the application or the tables themselves."""
    return request.node.get_closest_marker("own_service") is not None


@pytest.fixture(scope="session")
def reused_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    """The database file of one test after the other."""
    return SqliteFile(migrated_sqlite, tmp_path_factory.mktemp("reused") / "cpsa.db")


@pytest.fixture(scope="session")
def reused_postgresql(postgresql_cluster: Cluster, migrated_postgresql: str) -> Iterator[PostgresqlDatabase]:
    """The database of one test after the other."""
    name = postgresql_cluster.create_database(template=migrated_postgresql)
    database = PostgresqlDatabase(postgresql_cluster.url(name))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database that is up to date, on each engine in turn."""
    if not needs_its_own(request):
        reused: SqliteFile | PostgresqlDatabase = request.getfixturevalue(f"reused_{request.param}")
        reused.make_new()
        yield reused.url
    elif request.param == "sqlite":
        path = tmp_path / "cpsa.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
    else:
        cluster = request.getfixturevalue("postgresql_cluster")
        name = cluster.create_database(template=request.getfixturevalue("migrated_postgresql"))
        yield cluster.url(name)
        cluster.drop_database(name)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests of one process."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def chosen_settings() -> dict[str, Any]:
    """Settings of the application that a test chooses otherwise: it has a fixture of this name."""
    return {}


@pytest.fixture(scope="session")
def reused_apps(
    compiled_templates: FileSystemBytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], ReusedApp]:
    """The web application of one test after the other, for each address of a database."""

    @functools.cache
    def make(url: str) -> ReusedApp:
        app = create_app(settings_for(tmp_path_factory.mktemp("service"), url))
        app.jinja_env.bytecode_cache = compiled_templates
        return ReusedApp(app)

    return make


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    reused_apps: Callable[[str], ReusedApp],
    compiled_templates: FileSystemBytecodeCache,
    chosen_settings: dict[str, Any],
) -> Iterator[Flask]:
    """The web application on that database. Nothing of it is switched off in tests; errors show themselves
    as the designed page.
    """
    if chosen_settings or needs_its_own(request):
        made = create_app(settings_for(tmp_path, database_url, **chosen_settings))
        made.jinja_env.bytecode_cache = compiled_templates
        yield made
        wait_for_the_background()
        with made.app_context():
            db.engine.dispose()
    else:
        reused = reused_apps(database_url)
        yield reused.app
        wait_for_the_background()
        reused.make_new()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app)


class Clock:
    """What the service takes for the time."""

    def __init__(self) -> None:
        self.time = clock.now()

    def goes_on(self, **duration: int) -> None:
        """Time passes."""
        self.time += timedelta(**duration)


@pytest.fixture
def clock_stands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock stands still unless a test lets it go on."""
    stands = Clock()
    monkeypatch.setattr(clock, "now", lambda: stands.time)
    return stands


SignIn = Callable[..., Visitor]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """`sign_in("KEN")` is a focal point of Kenya with a browser of their own; a second call is another
    person. Administrators, UNODC officers and partners have an authenticator app, and use it.
    """

    def make(
        country: str | None = "KEN",
        *,
        role: str = "focal_point",
        name: str = "",
        is_administrator: bool = False,
        is_unodc_officer: bool = False,
        provider: int | None = None,
    ) -> Visitor:
        with own_transaction(app):
            number = len(people.countries()) + people.count()
            user = people.add_user(
                name or f"Person {number}",
                f"person{number}@example.org",
                clock.now(),
                is_administrator=is_administrator,
            )
            if country:
                title = country_name(country) if is_country(country) else f"Invented country {country}"
                people.add_membership(
                    user, people.add_country(country, title, is_invented=not is_country(country)), role
                )
            user.is_unodc_officer, user.provider_id = is_unodc_officer, provider
            email, needs_code = user.email, is_administrator or is_unodc_officer or provider is not None
            if needs_code:
                give_authenticator(app, user)
            link = accounts.make_sign_in_link(user)
        visitor = Visitor(app)
        visitor.submit(visitor.get(link))
        if needs_code:
            give_code(visitor, code_of(app, email))
        return visitor

    return make
