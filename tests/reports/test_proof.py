"""What a report says of itself that can be proved, and the square that leads to the proof."""

from __future__ import annotations

import io
import re
from urllib.parse import unquote

import pypdf
import pytest
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from questionnaire.loading import published
from reports import charts, html, pdf, qr
from reports.content import Proof
from reports.content.audience import MINISTERS_BRIEF, UNODC, VARIANTS, VariantCode
from tests.reports.conftest import empty_sheet, report_on

HASH = "5f" * 32
ADDRESS = f"https://cpsa.example.org/reports/{HASH}"
SUBMITTED = Proof(submission=HASH, address=ADDRESS)
WITHOUT_ADDRESS = Proof(submission=HASH)
MILLIMETRES = 32


def drawn(address: str) -> list[list[bool]]:
    """The squares that the picture's path blackens."""
    svg = unquote(str(qr.picture(address, "words")).split(charts.ADDRESS)[1])
    side = int(re.findall(r'viewBox="0 0 (\d+) \d+"', svg)[0])
    rows = [[False] * side for _ in range(side)]
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", svg):
        for column in range(int(left), int(left) + int(width)):
            rows[int(top)][column] = True
    return rows


def test_the_picture_is_the_code_of_the_address_with_its_quiet_zone() -> None:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(ADDRESS)
    code.make(fit=True)
    rows = drawn(ADDRESS)
    assert rows == [[bool(dark) for dark in row] for row in code.get_matrix()]
    assert not any(any(row) for row in rows[:4] + rows[-4:])
    assert not any(any(row[:4] + row[-4:]) for row in rows)


@pytest.mark.parametrize("host", ["cpsa.un.org", "a-long-name." * 12 + "example.org"])
def test_the_code_without_its_quiet_zone_is_at_least_25_millimetres_wide(host: str) -> None:
    stylesheet = html.stylesheet(html.STYLESHEET)
    assert f"img.square {{ display: block; width: {MILLIMETRES}mm; height: {MILLIMETRES}mm; }}" in stylesheet
    side = len(drawn(f"https://{host}/reports/{HASH}"))
    assert MILLIMETRES * (side - 8) / side >= 25


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_version_of_a_submission_carries_the_code_with_its_words(variant: VariantCode) -> None:
    page = html.render(report_on(empty_sheet(published()), variant=variant, proof=SUBMITTED))
    assert page.count('class="square"') == 1
    place = ADDRESS if variant == MINISTERS_BRIEF else "the address beside it"
    assert f'alt="Code to scan; it leads to {place}"' in page
    assert "Submitted" in page
    assert f'<a class="hash" href="{ADDRESS}">{ADDRESS}</a>' in page
    assert "Draft, not submitted" not in page


@pytest.mark.parametrize("variant", VARIANTS)
def test_without_an_address_that_others_reach_there_is_no_code(variant: VariantCode) -> None:
    page = html.render(report_on(empty_sheet(published()), variant=variant, proof=WITHOUT_ADDRESS))
    assert 'class="square"' not in page
    if variant != MINISTERS_BRIEF:
        assert "There is no code to scan" in page
        assert HASH in page


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_draft_says_that_it_is_one_and_has_no_code(variant: VariantCode) -> None:
    page = html.render(report_on(empty_sheet(published()), variant=variant))
    assert "Draft, not submitted" in page
    assert 'class="square"' not in page


@pytest.mark.parametrize(("variant", "pages"), [(MINISTERS_BRIEF, 2), (UNODC, None)])
def test_the_code_goes_into_the_pdf_and_the_brief_keeps_to_two_pages(
    variant: VariantCode, pages: int | None
) -> None:
    report = report_on(empty_sheet(published()), variant=variant, proof=SUBMITTED)
    document = pdf.render(report)
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert pages in {None, len(reader.pages)}
    assert pdf.render(report) == document
