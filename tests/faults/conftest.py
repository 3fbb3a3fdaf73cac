"""A real server for each test that does something to it, on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.office import Office
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
            return stack.enter_context(Office(start_server(folder, under=under, settings=settings)))

        yield make


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL database of the test's own, up to date."""
    cluster = request.getfixturevalue("postgresql_cluster")
    name = cluster.create_database(template=request.getfixturevalue("migrated_postgresql"))
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, open_office: OpenOffice) -> Office:
    """The service on each engine in turn."""
    if request.param == "sqlite":
        return open_office()
    return open_office(CPSA_DATABASE=request.getfixturevalue("postgresql_url"))
