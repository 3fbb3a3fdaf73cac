"""The worker dies, or a document takes more than it may: the document comes or says that it cannot, and the
site lives.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import time
from pathlib import Path

from openpyxl import load_workbook

from tests.faults.conftest import OpenOffice
from tests.faults.office import Desk, Office
from tests.faults.strace import Tracer, needs_strace
from tests.servers import Ends, renderer_of, started_by, worker_of
from tests.webapp.pages import Page
from webapp.config import MEBIBYTE

# A finished document is given its name by one of these.
NAME = "link,linkat"
# What is given to the service itself; only a broken one needs it all.
SECONDS_TO_MAKE_A_DOCUMENT = 120


def ask(desk: Desk, kind: str) -> Page:
    """The page on which to wait for the report."""
    page = desk.visitor.get(f"{desk.assessment}report")
    return desk.visitor.follow(desk.visitor.submit(page, kind))


def end_of_waiting(desk: Desk, page: Page) -> str:
    """The heading of that page, once the waiting has an end."""
    ends_at = time.monotonic() + SECONDS_TO_MAKE_A_DOCUMENT
    while "Refresh" in (page := desk.visitor.get(page.path)).headers:
        assert time.monotonic() < ends_at, "the document does not come"
    return page.heading


def taken_by(process: int) -> int:
    """The memory that it has asked for, in bytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def file_of(desk: Desk, page: Page) -> bytes:
    """The document itself."""
    return desk.visitor.download(desk.visitor.get(page.path)).get_data()


@needs_strace
def test_killed_while_the_document_is_written_it_leaves_none_and_another_makes_it(
    sqlite_office: Office, tmp_path: Path
) -> None:
    desk = Desk(sqlite_office)
    renderer = renderer_of(sqlite_office.server)
    documents = sqlite_office.server.folder / "documents"
    # Other tests use this service too.
    before = set(documents.iterdir()) if documents.exists() else set()
    with (
        Ends([renderer]) as ends,
        Tracer(renderer, NAME, tmp_path / "trace", "-e", f"inject={NAME}:signal=SIGKILL"),
    ):
        page = ask(desk, "XLSX")
        ends.wait()
        left = [file.name for file in documents.iterdir() if file not in before]
    assert [name for name in left if not name.startswith("unfinished-")] == []
    assert len(left) == 1
    assert "ready" in end_of_waiting(desk, page)
    assert load_workbook(io.BytesIO(file_of(desk, page)), read_only=True).sheetnames


def test_the_whole_worker_killed_is_replaced_and_leaves_nobody_behind(sqlite_office: Office) -> None:
    desk = Desk(sqlite_office)
    renderer_of(sqlite_office.server)
    worker = worker_of(sqlite_office.server)
    with Ends([worker, *started_by(worker)]) as ends:
        os.kill(worker, signal.SIGKILL)
        ends.wait()
    assert "ready" in end_of_waiting(desk, ask(desk, "XLSX"))


def test_a_document_that_takes_too_long_is_given_up_with_the_process_that_made_it(
    open_office: OpenOffice,
) -> None:
    office = open_office(CPSA_RENDERING_SECONDS="1")
    desk = Desk(office)
    with Ends([renderer_of(office.server)]) as ends:
        page = ask(desk, "PDF")
        assert "could not be made" in end_of_waiting(desk, page)
        ends.wait()
    assert "your answers are safe" in desk.visitor.get(page.path).words
    desk.save("the site lives")


def test_a_document_that_takes_too_much_memory_is_given_up_and_others_come(open_office: OpenOffice) -> None:
    office = open_office(CPSA_RENDERING_MEBIBYTES="800")
    desk = Desk(office)
    renderer, worker = renderer_of(office.server), worker_of(office.server)
    assert resource.prlimit(renderer, resource.RLIMIT_AS) == (800 * MEBIBYTE, 800 * MEBIBYTE)
    # The report takes 120 more than that, the workbook 10; whoever replaces the renderer has no more.
    allowed = taken_by(renderer) + 60 * MEBIBYTE
    for process in (renderer, worker):
        resource.prlimit(process, resource.RLIMIT_AS, (allowed, allowed))
    assert "could not be made" in end_of_waiting(desk, ask(desk, "PDF"))
    assert "ready" in end_of_waiting(desk, ask(desk, "XLSX"))
    desk.save("the site lives")
