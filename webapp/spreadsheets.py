"""Tables that spreadsheet programs open: as CSV, in which nothing that people typed is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reports.register.delimited import inert


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a CSV file in UTF-8 with its mark, which spreadsheet programs need to see it as such. A
    cell that would begin a formula gets an apostrophe in front, which makes it text.
    """
    written = io.StringIO()
    csv.writer(written).writerows([inert(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")
