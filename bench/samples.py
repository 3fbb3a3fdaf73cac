"""Renders the samples in every version and prints what each took: `python -m bench.samples FOLDER`.

The documents stay in the folder, to be looked at.
"""

from __future__ import annotations

import argparse
from functools import cache
from itertools import chain
from pathlib import Path

from bench import rendering
from bench.figures import columns
from bench.invented import SAMPLES
from bench.rendering import Rendering
from reports.content.audience import VARIANTS

HEAD = ("Sample", "Version", "Pages", "Seconds", "Its words", "Ratio", "Prose", "Ratio", "Memory", "Size")
# Prose on as many pages is the same for every sample.
prose = cache(rendering.of_prose)


def main() -> None:
    """All that is asked for, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", choices=SAMPLES, action="append", help="only this one; may be repeated")
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="only this one; may be repeated")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = [HEAD]
    for sample in asked.sample or SAMPLES:
        for variant in asked.variant or VARIANTS:
            found = rendering.of_sample(sample, variant, asked.folder / f"{sample}-{variant}.pdf")
            words = rendering.of_its_words(sample, variant, found.pages)
            rows.append(_row(sample, variant, found, words, prose(found.pages)))
    print(columns(rows))


def _row(sample: str, variant: str, found: Rendering, *bare: Rendering) -> tuple[str, ...]:
    ratios = [(f"{text.seconds:.2f}", f"{found.seconds / text.seconds:.2f} x") for text in bare]
    return (
        sample,
        variant,
        f"{found.pages}",
        f"{found.seconds:.2f}",
        *chain.from_iterable(ratios),
        f"{found.peak_mb:.0f} MB",
        f"{found.size / 1000:,.0f} kB",
    )


if __name__ == "__main__":
    main()
