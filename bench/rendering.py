"""Renders one document in a process of its own, and says how long it took and what memory it needed."""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from bench import plain_text
from bench.invented import SAMPLES, Sample, report
from reports import html, pdf, preparing
from reports.content.audience import VARIANTS, WORKING_FILE, VariantCode


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


def of_its_words(sample: Sample, variant: VariantCode, pages: int) -> Rendering:
    """The words of that version as bare text on that many pages: every heading and cell a paragraph."""
    return _in_a_process_of_its_own("--sample", sample, "--variant", variant, "--words", str(pages))


def of_prose(pages: int) -> Rendering:
    """Prose of about as many words on that many pages: 36 lines a page, whatever the report holds."""
    return _in_a_process_of_its_own("--prose", str(pages))


def _in_a_process_of_its_own(*words: str) -> Rendering:
    done = subprocess.run([sys.executable, "-m", "bench.rendering", *words], check=True, capture_output=True)
    return msgspec.json.decode(done.stdout, type=Rendering)


def _made(asked: argparse.Namespace) -> Callable[[], bytes]:
    """What is timed: for a report, all from the answers on, in a process that is ready for it as the worker's
    are; for bare text, setting it in type alone.
    """
    if asked.prose:
        return partial(pdf.set_in_type, plain_text.prose(asked.prose), identifier=b"bare")
    if asked.words:
        texts = plain_text.paragraphs(html.render(report(asked.sample, asked.variant)))
        return partial(pdf.set_in_type, plain_text.document(texts, asked.words), identifier=b"bare")
    preparing.prepare()
    return lambda: pdf.render(report(asked.sample, asked.variant))


def main() -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", choices=SAMPLES, default="complete")
    parser.add_argument("--variant", choices=VARIANTS, default=WORKING_FILE)
    parser.add_argument("--words", type=int, help="that many pages of the words of the version alone")
    parser.add_argument("--prose", type=int, help="that many pages of prose instead")
    parser.add_argument("--keep", type=Path, help="where the document is kept")
    asked = parser.parse_args()
    make = _made(asked)
    started = time.perf_counter()
    document = make()
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
