"""The service as real processes of its own, for tests of what only a real server shows."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from flask import Flask

from webapp import accounts, clock, create_app
from webapp.config import settings_from_environment
from webapp.countries import country_name, is_country
from webapp.database import db, own_transaction
from webapp.records import people

SECONDS_TO_END = 60


@dataclass(frozen=True)
class Server:
    """`cpsa serve` in a folder of its own, with these settings beside it."""

    address: str
    folder: Path
    first_use_link: str
    process: subprocess.Popen[str]
    settings: Mapping[str, str]
    log: Path

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    def stop(self) -> int:
        """Ends it as an administrator would; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """Ends it and all that it started at once, with nothing tidied up."""
        with self._held() as everything:
            for pid in everything.pids:
                _tell(pid, signal.SIGKILL)
            self._ended()

    def kill_starter(self) -> None:
        """Ends the process that started the others, with nothing tidied up; they end by themselves."""
        with self._held() as everything:
            self.process.kill()
            self._ended()
            for pid in everything.pids[1:]:
                _tell(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def _held(self) -> Iterator[Ends]:
        """Holds all its processes still, so that none starts another unseen; waits until they have ended."""
        held: list[int] = []
        while new := [pid for pid in (self.process.pid, *started_by(self.process.pid)) if pid not in held]:
            held += [pid for pid in new if _tell(pid, signal.SIGSTOP)]
        with Ends(held) as ends:
            yield ends
            ends.wait()

    def again(self) -> Server:
        """A new start of it at the same address, once the old one has ended."""
        return start_server(self.folder, port=self.port, settings=self.settings, log=self.log)

    def _ended(self) -> int:
        code = self.process.wait(SECONDS_TO_END)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    folder: Path,
    *,
    port: int | None = None,
    under: Sequence[str] = (),
    settings: Mapping[str, str] = types.MappingProxyType({}),
    log: Path = Path("/dev/stderr"),
) -> Server:
    """Starts the service as `make run` does, and waits until it says that it runs.

    `settings` are variables of its environment; `under` is a command that starts it, such as `setpriv`. What
    it logs is appended to `log`.
    """
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CPSA_")}
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*under, sys.executable, "-m", "webapp.cli", "serve", "--port", str(port)],
            env=environment | {"CPSA_FOLDER": str(folder)} | dict(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    else:
        raise RuntimeError(f"the server did not start; it said: {said!r}")
    link = re.search(r"http\S+/first-use/\S+", said)
    return Server(f"http://127.0.0.1:{port}", folder, link.group() if link else "", process, settings, log)


# --- Its processes ------------------------------------------------------------------------------------------


def _tell(pid: int, number: signal.Signals) -> bool:
    """Sends a signal; False if that process has ended meanwhile, as those do with which the renderer looks
    for its libraries while it is loaded.
    """
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


class Ends:
    """The ends of some processes, which need not be children of this one."""

    def __init__(self, pids: list[int]) -> None:
        self.pids = pids
        self._descriptors = [os.pidfd_open(pid) for pid in pids]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        for descriptor in self._descriptors:
            os.close(descriptor)

    def wait(self) -> None:
        """Until all of them have ended."""
        for descriptor in self._descriptors:
            ended, _, _ = select.select([descriptor], [], [], SECONDS_TO_END)
            assert ended, "a process has not ended"


def started_by(parent: int) -> list[int]:
    """The processes that this one has started, and those that they have started, and so on."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        children.setdefault(_parent(int(folder.name)), []).append(int(folder.name))
    found = [parent]
    for pid in found:
        found += children.get(pid, [])
    return found[1:]


def renderers(server: Server) -> list[int]:
    """The processes of the service that have loaded the renderer."""
    found = []
    for pid in started_by(server.process.pid):
        maps = Path(f"/proc/{pid}/maps")
        if maps.exists() and "libpango" in maps.read_text():
            found.append(pid)
    return found


def worker_of(server: Server) -> int:
    """The process that looks after those that make documents."""
    listening = _listening_socket(server.port)
    [found] = [
        pid
        for pid in started_by(server.process.pid)
        if _parent(pid) == server.process.pid and listening not in _open_files(pid)
    ]
    return found


def renderer_of(server: Server) -> int:
    """The process that makes the documents, as soon as it has looked what there is to do. On SQLite only."""
    ends_at = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < ends_at:
        for pid in started_by(worker_of(server)):
            if str(server.folder / "cpsa.db") in _open_files(pid):
                return pid
    raise LookupError("nobody makes documents")


def web_processes(server: Server) -> list[int]:
    """The processes that answer requests: those that hold the port, without the one that looks after them."""
    listening = _listening_socket(server.port)
    holding = [pid for pid in started_by(server.process.pid) if listening in _open_files(pid)]
    return [pid for pid in holding if _parent(pid) in holding]


def _listening_socket(port: int) -> str:
    """The socket that listens on the port of this machine, as the files of a process name it."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state, *_others, inode = line.split()[:10]
        if state == "0A" and int(local.rpartition(":")[2], 16) == port:
            return f"socket:[{inode}]"
    raise LookupError(f"nobody listens on port {port}")


def _open_files(pid: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(FileNotFoundError):  # Closed since it was listed.
            found.add(str(link.readlink()))
    return found


def _parent(pid: int) -> int:
    """The process that has started this one; 0 if it has ended since it was listed."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


# --- Its records --------------------------------------------------------------------------------------------

T = TypeVar("T")


class BehindTheScenes:
    """What a test prepares in the server's database, past its pages.

    In a thread of its own, because playwright keeps an event loop running in the test's thread, in which an
    application cannot be used.
    """

    def __init__(self, server: Server) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        settings = settings_from_environment(
            {"CPSA_FOLDER": str(server.folder), "CPSA_ADDRESS": server.address, **server.settings}
        )
        self._app: Flask = self._thread.submit(create_app, settings).result()

    def do(self, action: Callable[[], T]) -> T:
        """Does something with the records in a transaction, and returns what it returns."""

        def in_transaction() -> T:
            with own_transaction(self._app):
                return action()

        return self._thread.submit(in_transaction).result()

    def way_in(self, country: str, role: str = "focal_point") -> str:
        """A sign-in link for somebody new in that country."""
        return self.do(lambda: _way_in(country, role))

    def close(self) -> None:
        """Lets go of the database."""

        def let_go() -> None:
            db.engine.dispose()

        self.do(let_go)
        self._thread.shutdown()


def _way_in(country: str, role: str) -> str:
    number = people.count()
    user = people.add_user(f"Person {number}", f"person{number}@example.org", clock.now())
    name = country_name(country) if is_country(country) else f"Invented country {country}"
    people.add_membership(user, people.add_country(country, name, is_invented=not is_country(country)), role)
    return accounts.make_sign_in_link(user)
