"""Renders the samples in every version and prints what each took: `python -m bench.samples FOLDER`.

The documents stay in the folder, to be looked at.
"""

from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path

from bench import rendering
from bench.figures import columns
from bench.invented import SAMPLES
from bench.rendering import Rendering
from reports.content.audience import VARIANTS

HEAD = ("Sample", "Version", "Pages", "Seconds", "Bare text", "Ratio", "Peak memory", "Size")
# The text document of as many pages is the same for every sample.
bare = cache(rendering.of_bare_text)


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
            rows.append(_row(sample, variant, found, bare(found.pages)))
    print(columns(rows))


def _row(sample: str, variant: str, found: Rendering, text: Rendering) -> tuple[str, ...]:
    return (
        sample,
        variant,
        f"{found.pages}",
        f"{found.seconds:.2f}",
        f"{text.seconds:.2f}",
        f"{found.seconds / text.seconds:.2f} x",
        f"{found.peak_mb:.0f} MB",
        f"{found.size / 1000:,.0f} kB",
    )


if __name__ == "__main__":
    main()
