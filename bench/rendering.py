"""Renders one document in a process of its own, and says how long it took and what memory it needed."""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from bench.invented import SAMPLES, Sample, report
from reports import pdf
from reports.content.audience import VARIANTS, WORKING_FILE, VariantCode

PARAGRAPHS_PER_PAGE = 6
PARAGRAPH = (
    "The ministry and the regulator agreed on a plan for two years, with a budget of its own and a report to "
    "parliament each spring; the figures for the regions come from the police, and the auditor checks them. "
) * 2


class Rendering(msgspec.Struct, frozen=True):
    """What one document took, in the process that did nothing else."""

    pages: int
    seconds: float
    peak_mb: float
    size: int


def of_sample(sample: Sample, variant: VariantCode, keep: Path | None = None) -> Rendering:
    """One version of the report on a sample; the file is kept there if asked for."""
    words = ["--sample", sample, "--variant", variant]
    return _in_a_process_of_its_own(*words, *(["--keep", str(keep)] if keep else []))


def of_bare_text(pages: int) -> Rendering:
    """Nothing but text on that many pages."""
    return _in_a_process_of_its_own("--bare", str(pages))


def _in_a_process_of_its_own(*words: str) -> Rendering:
    done = subprocess.run([sys.executable, "-m", "bench.rendering", *words], check=True, capture_output=True)
    return msgspec.json.decode(done.stdout, type=Rendering)


def _bare(pages: int) -> bytes:
    text = f"<p>{PARAGRAPH}</p>" * PARAGRAPHS_PER_PAGE
    page = f"<section style='break-after: page'>{text}</section>"
    html = (
        f"<!DOCTYPE html><html lang='en'><head><title>Bare</title></head><body>{page * pages}</body></html>"
    )
    return pdf.set_in_type(html, identifier=b"bare")


def main() -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", choices=SAMPLES, default="complete")
    parser.add_argument("--variant", choices=VARIANTS, default=WORKING_FILE)
    parser.add_argument("--bare", type=int, help="that many pages of nothing but text")
    parser.add_argument("--keep", type=Path, help="where the document is kept")
    asked = parser.parse_args()
    started = time.perf_counter()
    document = _bare(asked.bare) if asked.bare else pdf.render(report(asked.sample, asked.variant))
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    if asked.keep:
        asked.keep.write_bytes(document)
    found = Rendering(_pages(document), seconds, peak_mb, len(document))
    print(msgspec.json.encode(found).decode())


def _pages(document: bytes) -> int:
    """Counted after the memory was looked at, with a library that rendering does not need."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(document)).pages)


if __name__ == "__main__":
    main()
