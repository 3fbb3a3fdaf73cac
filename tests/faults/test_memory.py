"""Many reports, one after the other: the service takes no more memory than after the first ones.

`CPSA_REPORTS=200 pytest -s tests/faults/test_memory.py` makes more and prints the figures.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from tests.faults.conftest import OpenOffice
from tests.faults.office import Desk
from tests.faults.test_rendering import ask, end_of_waiting
from tests.servers import renderer_of, started_by

REPORTS = int(os.environ.get("CPSA_REPORTS") or 6)
PER_WORKER = 2
# What the service may have grown by between the first reports and the last: caches that fill, and memory that
# the allocator keeps. The process that makes the reports grows by about a mebibyte with each, until another
# takes over.
ALLOWANCE_MIB = 40


def resident_mib(pid: int) -> float:
    """The memory of a process that is in use; none if it has ended, as renderers do after their share."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        status = Path(f"/proc/{pid}/status").read_text()
        for line in status.splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def test_many_reports_leave_the_service_as_large_as_it_was(open_office: OpenOffice) -> None:
    office = open_office(CPSA_DOCUMENTS_PER_WORKER=str(PER_WORKER))
    desk = Desk(office)
    lasting: list[float] = []
    makers: dict[int, list[float]] = {}
    for number in range(REPORTS):
        desk.save(f"text {number}")
        page = ask(desk, "PDF")
        assert "ready" in end_of_waiting(desk, page)
        maker = renderer_of(office.server)
        makers.setdefault(maker, []).append(resident_mib(maker))
        stays = {office.server.process.pid, *started_by(office.server.process.pid)} - {maker}
        lasting.append(sum(map(resident_mib, stays)))
    first, last = lasting[PER_WORKER - 1], max(lasting[-PER_WORKER:])
    peaks = [peak for sizes in makers.values() if (peak := max(sizes))]
    print(
        f"\n{REPORTS} reports by {len(makers)} processes; the largest of them {max(peaks):.0f} MiB; "
        f"what lasts: {first:.0f} MiB after {PER_WORKER} reports, {last:.0f} MiB at the end"
    )
    assert last - first <= ALLOWANCE_MIB
    assert max(peaks) - peaks[0] <= ALLOWANCE_MIB
    assert len(makers) >= REPORTS // PER_WORKER
