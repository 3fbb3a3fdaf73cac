"""A private PostgreSQL cluster in a temporary folder, gone when the tests are."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

SUPERUSER = "postgres"


def _programs() -> Path:
    """The folder of the newest PostgreSQL of this machine."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not versions:
        raise RuntimeError("PostgreSQL is not installed: `make test` installs it, see scripts/setup")
    return versions[-1].parent


class Cluster:
    """A server that listens on a socket in its own folder only. It refuses to run as root, so root lends it
    a user.
    """

    def __init__(self) -> None:
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="cpsa-postgresql-"))
        self._numbers = itertools.count()
        self._is_started = False

    def start(self) -> None:
        """Creates the cluster and starts it. Nothing is synced to disk: nobody needs it after a crash."""
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )
        settings = " ".join(
            f"-c {name}={value}"
            for name, value in (
                ("listen_addresses", ""),
                ("unix_socket_directories", self._folder),
                ("fsync", "off"),
                ("full_page_writes", "off"),
            )
        )
        self._run("pg_ctl", "--wait", f"--log={self._folder / 'log'}", f"--options={settings}", "start")
        self._is_started = True

    def stop(self) -> None:
        """Stops it and removes its folder."""
        if self._is_started:
            self._run("pg_ctl", "--wait", "--mode=immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database in the words of SQLAlchemy."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self._folder}"

    def create_database(self, template: str = "template0") -> str:
        """A new database like the template; returns its name."""
        name = f"cpsa_{next(self._numbers)}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(
            host=str(self._folder), user=SUPERUSER, dbname=SUPERUSER, autocommit=True
        ) as connection:
            connection.execute(statement)

    def _run(self, program: str, *words: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._folder / 'data'}", *words]
        if os.geteuid() == 0:
            command = ["runuser", "--user=postgres", "--", *command]
        subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            timeout=120,
        )
