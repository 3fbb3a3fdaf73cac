"""The minister's brief has two pages, whatever it says."""

from __future__ import annotations

import io

import msgspec
import pypdf
import pytest

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from reports import pdf
from reports.content import GapReport, Proof
from reports.content.audience import MINISTERS_BRIEF
from reports.content.priorities import BRIEF_STEP
from reports.content.wording import CUT_SHORT
from tests.reports.canaries import Marked, marked
from tests.reports.conftest import empty_sheet, report_on


@pytest.fixture(scope="module")
def canaries() -> Marked:
    return marked()


def longest(report: GapReport) -> GapReport:
    """The brief with every text as long as it can be."""
    instrument = published()
    title = max((unit.title for unit in instrument.units), key=len)
    owner = max((body.title for body in instrument.bodies), key=len)
    lines = tuple(
        msgspec.structs.replace(
            line,
            title=title,
            owner=owner,
            first_step=f"R00.0 – {('Without exception, members ' * 4)[:BRIEF_STEP]}{CUT_SHORT}",
            figure="11.1–22.2",
            gap="10–75",
            tied_with=tuple(f"R{number:02}" for number in range(1, 17)),
        )
        for line in report.priorities
    )
    summary = report.summary
    gap = "33–67 of 100, 33 substantiated. Suggested target 75, not confirmed: between reached and 42 points "
    gap += "short; find out first. 9 clauses of the text are not met."
    every = tuple(unit.code for unit in instrument.units)
    return msgspec.structs.replace(
        report,
        imbalance_sentence=f"Safeguard imbalance: {', '.join(every)}. Flagged only because a safeguard "
        f"is not known: {', '.join(every)}.",
        priorities=lines,
        summary=msgspec.structs.replace(
            summary,
            findings=(
                *summary.findings,
                (
                    "On matched questions, 48–52 on 30 September 2026 and 48–53 on 30 September 2028: no "
                    "certain change (−4 to +5). Or: no overall change since then is printed, for a reason."
                ),
            ),
            gaps=tuple(msgspec.structs.replace(found, title=title, text=gap) for found in summary.gaps),
            strengths=tuple(
                msgspec.structs.replace(found, title=title, text="75, 75 substantiated; suggested target 75.")
                for found in summary.gaps[:2]
            ),
            strengths_more="9 more in the working file",
            assistance=tuple(msgspec.structs.replace(line, units=every) for line in summary.assistance),
            pillars=tuple(
                msgspec.structs.replace(
                    pillar,
                    score=msgspec.structs.replace(
                        pillar.score,
                        figure="20–100",
                        reading="Developing to Established",
                        enough_known=True,
                    ),
                )
                for pillar in summary.pillars
            ),
        ),
        cover=msgspec.structs.replace(
            report.cover,
            proof=Proof(submission="5f" * 32, address=f"https://cpsa.example.org/reports/{'5f' * 32}"),
            state="Submitted",
            title="Long title " * 40,
            country="Länder " * 60,
            notice="This country and its answers are invented.",
        ),
    )


@pytest.mark.parametrize("name", ["empty", "complete", "canaries", "longest"])
def test_the_brief_has_two_pages_whatever_it_says(name: str, canaries: Marked) -> None:
    instrument = published()
    sheet = {
        "empty": empty_sheet(instrument),
        "complete": random_sheet(instrument, seed=3, complete=True),
    }.get(name, canaries.sheet)
    report = report_on(sheet, variant=MINISTERS_BRIEF, notice="This country and its answers are invented.")
    if name == "longest":
        report = longest(report)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.render(report))).pages]
    assert len(pages) == 2
    assert "Summary" in pages[0]
    assert pages[1].lstrip().startswith("Priorities") or "Priorities" in pages[1].splitlines()[0:4]
    assert report.priorities_more in " ".join(pages[1].split())


def test_what_the_brief_has_no_room_for_is_counted(canaries: Marked) -> None:
    whole, brief = report_on(canaries.sheet), report_on(canaries.sheet, variant=MINISTERS_BRIEF)
    missing = len(whole.priorities) - len(brief.priorities)
    assert missing > 0
    assert brief.priorities_more == f"And {missing} more: see the working file."
    shown = len(brief.summary.gaps)
    assert brief.summary.gaps_more == f"{len(whole.priorities) - shown} more in the working file"
