"""Two machines serve one PostgreSQL and share a folder; one dies while people work. Nothing is lost."""

from __future__ import annotations

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.faults.office import Office
from tests.faults.test_killed import Writer
from tests.faults.test_rendering import ask, end_of_waiting, file_of
from tests.postgresql import Cluster
from tests.servers import SECONDS_TO_END, Server, start_server, started_by, web_processes, worker_of
from tests.webapp.over_http import NO_ANSWER
from tests.webapp.pages import Page
from webapp.database import db
from webapp.tables import Rendering

UNITS = ("R01", "R02", "R05")
# Saves by everybody together before somebody asks for reports.
SAVES = 15
# As many as there are workers. How each begins.
KINDS = {"XLSX": b"PK", "JSON": b"{"}


class Traveller(Writer):
    """Somebody whose every request goes to another machine, as they are sent there by what stands before
    them. What a dead machine does not answer is sent to the other one.
    """

    def __init__(self, office: Office, machines: list[Server], assessment: str, unit: str) -> None:
        super().__init__(office, assessment, unit, seed=len(unit))
        self._next = itertools.cycle(machines)

    def travel(self) -> None:
        """The same browser, at the other machine."""
        self.stay_at(next(self._next))

    def stay_at(self, machine: Server) -> None:
        """The same browser, at that machine."""
        self.visitor.client = self.visitor.client.another(machine.address)

    def save_somewhere(self) -> None:
        """Saves one text, sent again as long as there is no answer."""
        text = self._text()
        while True:
            self.travel()
            try:
                return self.save(text)
            except NO_ANSWER:
                self.unanswered += 1

    def ask_somewhere(self, kind: str) -> Page:
        """Asks for the report as it is now, again as long as there is no answer."""
        while True:
            self.travel()
            try:
                return ask(self, kind)
            except NO_ANSWER:
                self.unanswered += 1


class Work:
    """Everybody writes, and asks for reports, until it is over."""

    def __init__(self, people: list[Traveller]) -> None:
        self.people = people
        self.asked: list[tuple[str, Page]] = []
        self._saves = threading.Semaphore(0)
        self._is_over = threading.Event()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """While this lasts, they work; at its end they have all ended in order."""
        with ThreadPoolExecutor(len(self.people)) as threads:
            working = [threads.submit(self._work, person) for person in self.people]
            try:
                yield
            finally:
                self._is_over.set()
        for done in working:
            done.result()

    def _work(self, person: Traveller) -> None:
        while not self._is_over.is_set():
            person.save_somewhere()
            self._saves.release()

    def go_on(self, asking: Traveller) -> None:
        """Some more saves, then the report as it is by then, in each form."""
        for _ in range(SAVES):
            assert self._saves.acquire(timeout=SECONDS_TO_END)
        self.asked += [(kind, asking.ask_somewhere(kind)) for kind in KINDS]


@pytest.fixture
def machines(tmp_path: Path, postgresql_cluster: Cluster) -> Iterator[list[Server]]:
    """Two, started at the same moment on an empty database and in an empty folder."""
    name = postgresql_cluster.create_database()
    settings = {"CPSA_DATABASE": postgresql_cluster.url(name), "CPSA_PROCESSES": "2"}
    folder = tmp_path / "shared"

    def start(number: int) -> Server:
        return start_server(folder, settings=settings, log=tmp_path / f"log-{number}")

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(start, range(2)))
    yield found
    for machine in found:
        if machine.process.poll() is None:
            machine.kill()
    postgresql_cluster.drop_database(name)


def wait_for_two_web_processes(machine: Server) -> None:
    """The first of them may answer before the other one is there."""
    ends_at = time.monotonic() + SECONDS_TO_END
    while len(web_processes(machine)) < 2:
        assert time.monotonic() < ends_at, "only one process answers"


def in_the_making(office: Office) -> dict[int, str]:
    """The documents that are asked for and not yet there, each with whoever makes it."""
    asked = sa.select(Rendering.id, Rendering.claimed_by).where(Rendering.state == "queued")
    return office.records.do(lambda: {number: holder or "" for number, holder in db.session.execute(asked)})


def kill_while_it_makes_a_document(office: Office, machine: Server) -> int | None:
    """Ends the machine's server and worker at once, in the middle of a document; returns its number. None if
    the other machine has made all there was.
    """
    worker = worker_of(machine)
    while in_the_making(office):
        if made_by(worker, office) is None:
            continue
        # Held still, or it could finish between the look and the kill.
        with standing_still([worker, *started_by(worker)]):
            number = made_by(worker, office)
            if number is not None:
                machine.kill()
                return number
    return None


def made_by(worker: int, office: Office) -> int | None:
    """The document that this worker makes."""
    holders = in_the_making(office)
    return next((number for number, holder in holders.items() if str(worker) in holder.split()), None)


@contextmanager
def standing_still(processes: list[int]) -> Iterator[None]:
    """Meanwhile these processes do nothing, as far as they are alive."""
    tell(processes, signal.SIGSTOP)
    try:
        yield
    finally:
        tell(processes, signal.SIGCONT)


def tell(processes: list[int], number: signal.Signals) -> None:
    """Sends the signal to those of them that are alive."""
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


def test_a_machine_dies_with_its_server_and_its_worker_and_nothing_is_lost(machines: list[Server]) -> None:
    dying, staying = machines
    assert len({machine.first_use_link.rpartition("/")[2] for machine in machines}) == 1
    for machine in machines:
        wait_for_two_web_processes(machine)
    with Office(staying) as office:
        assessment = office.start_assessment(office.sign_in())
        work = Work([Traveller(office, machines, assessment, unit) for unit in UNITS])
        # Somebody who only asks; what they read is what the others have saved.
        asking = Traveller(office, machines, assessment, "R10")
        with work.under_way():
            interrupted = None
            while interrupted is None:
                work.go_on(asking)
                interrupted = kill_while_it_makes_a_document(office, dying)
            work.go_on(asking)
        for person in (*work.people, asking):
            person.stay_at(staying)
        for kind, page in work.asked:
            assert "ready" in end_of_waiting(asking, page)
            assert file_of(asking, page).startswith(KINDS[kind])
        for person in work.people:
            person.assert_all_found()
        made = office.records.do(lambda: db.session.get_one(Rendering, interrupted).attempts)
        assert made == 2, "another worker has begun it anew"
        left = {path.name for path in staying.folder.iterdir()}
    acknowledged = sum(len(person.saved) for person in work.people)
    unanswered = sum(person.unanswered for person in (*work.people, asking))
    print(f"\n{acknowledged} saves, {len(work.asked)} reports; {unanswered} requests went to a dead machine")
    assert left == {"secret-key", "documents"}, "nothing but files is kept beside the database"
