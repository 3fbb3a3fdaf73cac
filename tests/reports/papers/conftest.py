"""Papers that several tests look at, each set in type once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from re import sub

import msgspec
import pypdf
import pytest

from questionnaire.loading import published
from questionnaire.samples import random_sheet
from reports.papers import (
    Paper,
    Particulars,
    printing,
    questionnaire,
    request_slip,
    sign_off_sheet,
)
from tests.reports.conftest import squeeze, the_listener
from tests.reports.trying import PAYLOADS, trying_sheet

PARTICULARS = Particulars(
    country_name="Azuria (invented)",
    assessment_title="National self-assessment 2026",
    reference_date=date(2026, 11, 1),
    institution="Office of the Director of Public Prosecutions",
    asked_by="Amina Otieno, national coordination",
    return_to="Amina Otieno\nHarambee Avenue 1\nfocal.point@interior.example",
    return_by=date(2026, 12, 4),
    notice="This country is invented.",
    approver="Wanjiru Kamau",
    generated_on=date(2026, 10, 20),
)
ARABIC = "جمهورية أزوريا (مخترعة)"
# One question of each kind, in three units; R16.3 is restricted.
ASKED = ("R04.1", "R04.4", "R04.7", "R16.1", "R16.3")
TRIED = tuple(
    f"{unit}.{number}" for unit in ("R01", "R02", "R04", "R05", "R06", "R10") for number in (1, 2, 3)
)


class Printed:
    """A paper, its PDF, and the words that can be read out of it."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document = printing.render(paper)
        self.reader = pypdf.PdfReader(io.BytesIO(self.document))
        self.pages = [page.extract_text() for page in self.reader.pages]
        # Heads and feet stand in the middle of texts that run over a page; they are extracted last.
        running = len(paper.front.running.foot) + len(paper.front.running.head) + 2
        bodies = ("\n".join(page.splitlines()[:-running]) for page in self.pages)
        # So are the marks before the lines of a list.
        self._squeezed = squeeze("".join(bodies)).replace("•", "")

    def holds(self, text: str) -> bool:
        """Whether the text, or each of its words if it is cut somewhere, can be read out of the PDF."""
        if squeeze(text) in self._squeezed:
            return True
        return all(sub(r"^\W+|\W+$", "", word) in self._squeezed for word in text.split())

    def holds_whole(self, text: str) -> bool:
        """Whether the text can be read out of the PDF as it is, white space aside."""
        return squeeze(text) in self._squeezed

    def crosses(self) -> int:
        """How many boxes are ticked."""
        return self._squeezed.count("×")


def _paper(name: str) -> Paper:
    instrument = published()
    prosecution = tuple(question.code for question in instrument.questions if "PROS" in question.bodies)
    trying = trying_sheet(the_listener().port)
    hostile = msgspec.structs.replace(
        PARTICULARS, country_name=ARABIC, institution=payload(0), approver=payload(1), message=payload(2)
    )
    makers: dict[str, Callable[[], Paper]] = {
        "blank": lambda: questionnaire(instrument, None, Particulars()),
        "part": lambda: questionnaire(instrument, None, PARTICULARS, questions=ASKED),
        "filled": lambda: questionnaire(
            instrument, random_sheet(instrument, seed=3, complete=True), PARTICULARS
        ),
        "half": lambda: questionnaire(
            instrument, random_sheet(instrument, seed=5), PARTICULARS, questions=TRIED
        ),
        "slip": lambda: request_slip(instrument, None, PARTICULARS, questions=ASKED),
        "sign-off": lambda: sign_off_sheet(
            instrument, random_sheet(instrument, seed=3), PARTICULARS, questions=prosecution
        ),
        "trying": lambda: questionnaire(instrument, trying, hostile, questions=TRIED),
        "trying slip": lambda: request_slip(instrument, trying, hostile, questions=TRIED[1:5]),
        "trying sign-off": lambda: sign_off_sheet(instrument, trying, hostile, questions=TRIED[1:]),
    }
    return makers[name]()


def payload(number: int) -> str:
    """Something that must stay text, pointing at the listener."""
    return PAYLOADS[number].format(port=the_listener().port)


@cache
def _printed(name: str) -> Printed:
    return Printed(_paper(name))


@pytest.fixture(scope="session")
def paper_by_name() -> Callable[[str], Paper]:
    """The content of a paper: blank, part, filled, half, slip, sign-off, trying, and so on."""
    return cache(_paper)


@pytest.fixture(scope="session")
def printed() -> Callable[[str], Printed]:
    """A paper of that name as PDF, set in type once in a test run."""
    return _printed
