"""The disk is full, the database busy or read-only: the page says so and keeps the text; nothing is harmed,
and all is well again when the cause is gone.
"""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.faults.conftest import OpenOffice
from tests.faults.office import Desk, Office
from tests.servers import Ends, web_processes
from webapp.database import sqlite_library

NOT_WRITTEN = "The service could not write to its storage: it may be full, or busy."
LONG = "a long text that somebody thought about. " * 1000
NO_ROOM = f"no room for this: {LONG}"


def assert_refused(desk: Desk, text: str) -> None:
    """The save fails, says why, and leaves the text on the screen; what was saved can still be read."""
    page = desk.send(text)
    assert page.status == 500
    assert "was not saved" in page.words
    assert NOT_WRITTEN in page.words
    assert text in [(area.text or "").removeprefix("\n") for area in page.all("textarea")]
    # What people type does not belong into a log.
    assert text[:15] not in desk.office.server.log.read_text()
    desk.assert_reads()


def assert_well_again(desk: Desk, text: str) -> None:
    """The same text is saved by the same server, and nothing else has come or gone."""
    desk.save(text)
    desk.assert_all_found()
    desk.office.assert_intact()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own that is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)],
        check=False,
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"nobody may mount a disk here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Leaves no room on the disk; returns the file to remove again."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            pass
    return ballast


def test_disk_full(open_office: OpenOffice, small_disk: Path) -> None:
    desk = Desk(open_office(small_disk / "served"))
    desk.save("while there is room")
    ballast = fill(small_disk)
    # Files that are there already have some room inside.
    while desk.send(f"{len(desk.saved)} {LONG}").status == 303:
        pass
    assert_refused(desk, NO_ROOM)
    ballast.unlink()
    assert_well_again(desk, NO_ROOM)


def test_disk_that_does_not_take_what_is_written(sqlite_office: Office) -> None:
    desk = Desk(sqlite_office)
    desk.save("before")
    [web] = web_processes(desk.office.server)
    _usual, most = resource.prlimit(web, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    assert_refused(desk, LONG)
    resource.prlimit(web, resource.RLIMIT_FSIZE, (most, most))
    assert_well_again(desk, LONG)


def test_database_locked_for_longer_than_a_save_waits(sqlite_office: Office) -> None:
    desk = Desk(sqlite_office)
    desk.save("before")
    with closing(
        sqlite_library().connect(sqlite_office.server.folder / "cpsa.db", isolation_level=None)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_refused(desk, "typed meanwhile")
        other.execute("ROLLBACK")
    assert_well_again(desk, "typed meanwhile")


def test_row_locked_on_postgresql_for_longer_than_a_save_waits(postgresql_office: Office) -> None:
    desk = Desk(postgresql_office)
    desk.save("before")
    with psycopg.connect(_url(postgresql_office)) as other:
        other.execute("SELECT id FROM assessments FOR UPDATE")
        assert_refused(desk, "typed meanwhile")
        other.rollback()
    assert_well_again(desk, "typed meanwhile")


def test_database_that_became_read_only(open_office: OpenOffice) -> None:
    # Root may write anything: it is started without that privilege.
    under = ("setpriv", "--bounding-set", "-dac_override") if os.geteuid() == 0 else ()
    desk = Desk(open_office(under=under))
    desk.save("before")
    folder = desk.office.server.folder
    files = [folder, *folder.glob("cpsa.db*")]
    for path in files:
        path.chmod(0o500 if path == folder else 0o400)
    # What is open already can still be written.
    with Ends(web_processes(desk.office.server)) as ends:
        for pid in ends.pids:
            os.kill(pid, 9)
        ends.wait()
    assert_refused(desk, "typed meanwhile")
    for path in files:
        path.chmod(0o700 if path == folder else 0o600)
    assert_well_again(desk, "typed meanwhile")


def test_postgresql_that_became_read_only(postgresql_office: Office) -> None:
    desk = Desk(postgresql_office)
    desk.save("before")
    with psycopg.connect(_url(postgresql_office), autocommit=True) as other:
        change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
        name = other.info.dbname
        other.execute(change.format(sql.Identifier(name), sql.Literal("on")))
        # What is open already can still be written; this is as when the server is started again.
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = %s",
            (name,),
        )
        assert_refused(desk, "typed meanwhile")
        other.execute("SET default_transaction_read_only = off")
        other.execute(change.format(sql.Identifier(name), sql.Literal("off")))
    assert_well_again(desk, "typed meanwhile")


def _url(office: Office) -> str:
    return office.server.settings["CPSA_DATABASE"].replace("postgresql+psycopg://", "postgresql://")
