"""Whoever waits for a report waits for the report alone: what every one needs is loaded before."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: this one has loaded everything.
MAKES_A_REPORT = """
import sys
from bench.invented import report
from reports import preparing
preparing.prepare()
before = set(sys.modules)
from reports import pdf, workbook
made = report("half", "working-file")
workbook.render(made)
pdf.render(made)
print(*sorted(set(sys.modules) - before))
"""


def test_a_prepared_process_loads_nothing_for_a_report_but_what_it_needs_of_fonts_and_messages() -> None:
    done = subprocess.run([sys.executable, "-c", MAKES_A_REPORT], check=True, capture_output=True, text=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert {name for name in loaded if not name.startswith(("font", "manimgx_fonts"))} <= {"email"}
