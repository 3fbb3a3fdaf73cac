"""The page of a submission: what was handed in, by whom, and that it is still what it was."""

from __future__ import annotations

import msgspec
from flask import Response, render_template
from flask.typing import ResponseReturnValue

from questionnaire.frozen import ReadBack, freeze, hash_of, read_back
from webapp import asked_documents, audit, documents
from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.audit import Action
from webapp.records import answer_sheets, cycles, renderings, submissions
from webapp.records.submissions import HandedIn
from webapp.submission.blueprint import blueprint
from webapp.tables import SUBMITTED, Rendering


class Compared(msgspec.Struct, frozen=True):
    """Whether what was handed in is still what it was, and whether the pages show the same."""

    has_its_hash: bool
    shows_the_same: bool


@blueprint.get("/submission")
@open_to(COUNTRY_READERS, while_=(SUBMITTED,))
def submitted(country: str, number: int) -> ResponseReturnValue:
    """Show what was handed in, its hash and who answers for it."""
    here = opened(country, number)
    found = submissions.submission_of(here.row)
    handed_in, report = read_back(found.content, here.instrument), _report(here, found)
    return render_template(
        "submission/submitted.html",
        here=here,
        found=found,
        covering=handed_in.covering,
        compared=_compared(here, found, handed_in),
        report=report,
        report_state=asked_documents.state_of(report) if report else "",
        steps=submissions.steps_taken(country, number),
        successors=cycles.successors_of(here.row),
    )


@blueprint.post("/submission/content")
@open_to(COUNTRY_READERS, while_=(SUBMITTED,))
def download_content(country: str, number: int) -> ResponseReturnValue:
    """What was handed in, as a file with exactly the bytes that the hash is about."""
    here = opened(country, number)
    found = submissions.submission_of(here.row)
    audit.record(
        Action.SUBMISSION_DOWNLOADED,
        country=country,
        assessment=number,
        subject=here.row.title,
        details={"SHA-256": found.hash},
    )
    response = Response(found.content, mimetype="application/json")
    name = f"submission-{country}-{here.row.reference_date.isoformat()}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _compared(here: Opened, found: HandedIn, handed_in: ReadBack) -> Compared:
    # An institution may be called otherwise by now, which changes no answer.
    sheet = msgspec.structs.replace(answer_sheets.answer_sheet(here.row), given_by=handed_in.sheet.given_by)
    now = freeze(here.instrument, sheet, handed_in.covering)
    return Compared(
        has_its_hash=hash_of(found.content) == found.hash, shows_the_same=now.content == found.content
    )


def _report(here: Opened, found: HandedIn) -> Rendering | None:
    """The working file of this submission that was asked for last; the first was when it was handed in."""
    asked = renderings.latest_first(here.row, "pdf", found.at)
    return next((each for each in asked if documents.is_working_file_of(each.content, found.hash)), None)
