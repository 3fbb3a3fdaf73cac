"""kill -9 while people save: what was acknowledged is there, once, and in order.

`CPSA_KILLS=200 pytest -s tests/faults/test_killed.py` kills longer and prints the figures.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.conftest import OpenOffice
from tests.faults.office import Desk, Office
from tests.faults.strace import Tracer, needs_strace
from tests.servers import web_processes
from tests.webapp.over_http import NO_ANSWER

# Everybody writes on a unit of their own, all in one assessment.
UNITS = ("R01", "R02", "R05", "R10")
WAYS = ("the process that answers", "everything", "the process that started the others")
KILLS = int(os.environ.get("CPSA_KILLS") or len(WAYS))
SAVES_BETWEEN_KILLS = (1, 40)
ALPHABET = "abc åß语言العربية\N{COMBINING ACUTE ACCENT}\N{GRINNING FACE}'\"<&\n"


class Writer(Desk):
    """Somebody who types one text after the other, and sends each again until it is acknowledged."""

    def __init__(self, office: Office, assessment: str, unit: str, seed: int) -> None:
        super().__init__(office, f"{unit}.1", assessment)
        self.unanswered = 0
        self._random = random.Random(seed)

    def write_until(
        self, is_over: threading.Event, is_up: threading.Event, done: threading.Semaphore
    ) -> None:
        """Saves text after text; the last one is acknowledged like all others."""
        while not is_over.is_set():
            self.write(is_up)
            done.release()

    def write_some(self) -> None:
        """Saves ten texts to a service that nobody kills."""
        for _ in range(10):
            self.save(self._text())

    def write(self, is_up: threading.Event) -> None:
        """Saves one text, sent again as long as there is no answer, when the service is up."""
        text = self._text()
        while True:
            try:
                return self.save(text)
            except NO_ANSWER:
                self.unanswered += 1
                assert is_up.wait(60), "the service does not come back"

    def _text(self) -> str:
        length = self._random.choice((10, 300, 20_000))
        return f"{len(self.saved)} {''.join(self._random.choices(ALPHABET, k=length)).strip()}."


def kill(office: Office, way: str, is_up: threading.Event) -> None:
    """Ends the processes of the service in one of the `WAYS`, and sees that it runs again."""
    if way == "the process that answers":
        for pid in web_processes(office.server):
            os.kill(pid, signal.SIGKILL)
        return  # Another one is started by itself.
    is_up.clear()
    if way == "everything":
        office.server.kill()
    else:
        office.server.kill_starter()
    office.start_again()
    is_up.set()


def write_and_kill(office: Office, kills: int) -> list[Writer]:
    """Lets everybody write while the service is killed so often; returns the writers."""
    assessment = office.start_assessment(office.sign_in())
    writers = [Writer(office, assessment, unit, seed) for seed, unit in enumerate(UNITS)]
    is_over, is_up, saves = threading.Event(), threading.Event(), threading.Semaphore(0)
    is_up.set()
    chance = random.Random(5)
    with ThreadPoolExecutor(len(writers)) as threads:
        writing = [threads.submit(writer.write_until, is_over, is_up, saves) for writer in writers]
        try:
            for way in itertools.islice(itertools.cycle(WAYS), kills):
                for _ in range(chance.randint(*SAVES_BETWEEN_KILLS)):
                    assert saves.acquire(timeout=60), [done.exception(0) for done in writing if done.done()]
                kill(office, way, is_up)
        finally:
            is_over.set()
            is_up.set()
        for done in writing:
            done.result()
    return writers


def test_every_acknowledged_save_is_found_once_and_whole(office: Office) -> None:
    writers = write_and_kill(office, KILLS)
    found = sum(len(office.revisions(writer.assessment, writer.question)) for writer in writers)
    acknowledged = sum(len(writer.saved) for writer in writers)
    unanswered = sum(writer.unanswered for writer in writers)
    print(
        f"\n{KILLS} kills; {acknowledged} saves acknowledged, {found} found; "
        f"{unanswered} requests without an answer, sent again"
    )
    for writer in writers:
        writer.assert_all_found()
    office.assert_intact()


@needs_strace
def test_each_save_is_on_the_disk_before_it_is_acknowledged(open_office: OpenOffice, tmp_path: Path) -> None:
    """Seen from the kernel: at every moment, at least as many commits were synced as saves acknowledged."""
    office = open_office()
    assessment = office.start_assessment(office.sign_in())
    writers = [Writer(office, assessment, unit, seed) for seed, unit in enumerate(UNITS[:2])]
    [web] = web_processes(office.server)
    tracer = Tracer(web, "fsync,fdatasync,sendto", tmp_path / "trace")
    with tracer, ThreadPoolExecutor(len(writers)) as threads:
        list(threads.map(Writer.write_some, writers))
    synced = acknowledged = 0
    for moment in tracer.moments():
        if moment.name == "sendto" and '"HTTP/1.1 303 ' in moment.given and not moment.has_ended:
            acknowledged += 1
            assert synced >= acknowledged, f"{acknowledged} saves acknowledged, only {synced} synced"
        elif moment.has_ended and moment.result == "0" and "/cpsa.db" in moment.given:
            synced += 1
    print(f"\n{acknowledged} saves acknowledged, {synced} syncs of the database")
    assert acknowledged == sum(len(writer.saved) for writer in writers)
