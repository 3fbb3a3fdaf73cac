"""A real server for each test that does something to it, on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.office import Office
from tests.postgresql import Cluster
from tests.servers import start_server

OpenOffice = Callable[..., Office]


@pytest.fixture
def open_office(tmp_path: Path, migrated_sqlite: Path) -> Iterator[OpenOffice]:
    """`open_office(CPSA_X="1")` starts the service on SQLite with that setting."""
    with ExitStack() as stack:

        def make(folder: Path = tmp_path / "served", under: tuple[str, ...] = (), **settings: str) -> Office:
            folder.mkdir(mode=0o700, exist_ok=True)
            if "CPSA_DATABASE" not in settings:
                shutil.copyfile(migrated_sqlite, folder / "cpsa.db")
            server = start_server(folder, under=under, settings=settings, log=tmp_path / "log")
            return stack.enter_context(Office(server))

        yield make


@pytest.fixture
def postgresql_url(postgresql_cluster: Cluster, migrated_postgresql: str) -> Iterator[str]:
    """A PostgreSQL database of the test's own, up to date."""
    name = postgresql_cluster.create_database(template=migrated_postgresql)
    yield postgresql_cluster.url(name)
    postgresql_cluster.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, open_office: OpenOffice) -> Office:
    """The service on each engine in turn, to be killed."""
    if request.param == "sqlite":
        return open_office()
    return open_office(CPSA_DATABASE=request.getfixturevalue("postgresql_url"))


@pytest.fixture(scope="session")
def sqlite_office(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Office]:
    """The service on SQLite, for all tests that leave it in order. A save waits one second for another."""
    folder = tmp_path_factory.mktemp("shared")
    shutil.copyfile(migrated_sqlite, folder / "cpsa.db")
    settings = {"CPSA_LOCK_WAIT_SECONDS": "1"}
    with Office(start_server(folder, settings=settings, log=folder / "log")) as office:
        yield office


@pytest.fixture(scope="session")
def postgresql_office(
    tmp_path_factory: pytest.TempPathFactory, postgresql_cluster: Cluster, migrated_postgresql: str
) -> Iterator[Office]:
    """The same on PostgreSQL."""
    name = postgresql_cluster.create_database(template=migrated_postgresql)
    settings = {"CPSA_DATABASE": postgresql_cluster.url(name), "CPSA_LOCK_WAIT_SECONDS": "1"}
    folder = tmp_path_factory.mktemp("shared")
    with Office(start_server(folder, settings=settings, log=folder / "log")) as office:
        yield office


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_office(request: pytest.FixtureRequest) -> Office:
    """The service on each engine in turn, for all tests that leave it in order."""
    found: Office = request.getfixturevalue(f"{request.param}_office")
    return found
