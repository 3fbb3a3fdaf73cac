"""Renders one document in a process of its own, and says how long it took and what memory it needed."""

from __future__ import annotations

import io
import json
import resource
import sys
import time
from datetime import date

from pypdf import PdfReader

from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet
from reports import content, pdf

PARAGRAPHS_PER_PAGE = 6
PARAGRAPH = (
    "The ministry and the regulator agreed on a plan for two years, with a budget of its own and a report to "
    "parliament each spring; the figures for the regions come from the police, and the auditor checks them. "
) * 2


def full() -> bytes:
    """The whole gap report on a complete assessment."""
    instrument = published()
    sheet = random_sheet(instrument, seed=1, complete=True)
    report = content.build(
        instrument,
        sheet,
        outcome_of(instrument, sheet),
        country_name="Invented",
        language="en",
        heading=content.Heading(generated_on=date(2026, 11, 1)),
    )
    return pdf.render(report)


def bare(pages: int) -> bytes:
    """Nothing but text on that many pages."""
    text = f"<p>{PARAGRAPH}</p>" * PARAGRAPHS_PER_PAGE
    page = f"<section style='break-after: page'>{text}</section>"
    html = (
        f"<!DOCTYPE html><html lang='en'><head><title>Bare</title></head><body>{page * pages}</body></html>"
    )
    return pdf.set_in_type(html, identifier=b"bare")


def main() -> None:
    """Prints the figures as JSON."""
    started = time.perf_counter()
    document = full() if sys.argv[1] == "full" else bare(int(sys.argv[2]))
    seconds = time.perf_counter() - started
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"seconds": seconds, "peak_mib": peak_mib, "pages": len(PdfReader(io.BytesIO(document)).pages)}
        )
    )


if __name__ == "__main__":
    main()
