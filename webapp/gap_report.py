"""The gap report as files: ask for one, wait for it in sight, download it. The worker makes it: `jobs.py`."""

from __future__ import annotations

import msgspec
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reports.content.audience import (
    MINISTERS_BRIEF,
    PUBLIC,
    UNODC,
    WORKING_FILE,
    VariantCode,
    audience,
)
from reports.content.wording import Wording
from reports.language import translations
from webapp import asked_documents, audit, clock, documents, standing_needs
from webapp.access import COUNTRY_READERS, open_to
from webapp.audit import Action
from webapp.config import Settings
from webapp.records import answer_sheets, assessments, renderings, submissions
from webapp.tables import SUBMITTED, Assessment, Rendering

SECONDS_BETWEEN_LOOKS = 2
LANGUAGE = "en"


class Offer(msgspec.Struct, frozen=True):
    """A version of the report and the forms in which it can be had, the usual one first."""

    variant: VariantCode
    formats: tuple[documents.Format, ...]


# The workbook is for calculating with everything: a version for others is read, or taken as data.
OFFERS = (
    Offer(WORKING_FILE, ("pdf", "docx", "xlsx", "json")),
    Offer(MINISTERS_BRIEF, ("pdf", "docx")),
    Offer(UNODC, ("pdf", "docx", "json")),
    Offer(PUBLIC, ("pdf", "docx", "json")),
)

blueprint = Blueprint(
    "gap_report", __name__, url_prefix="/countries/<country>/assessments/<int:number>/report"
)


def _assessment(country: str, number: int) -> Assessment:
    return assessments.assessment_in(country, number) or abort(404)


def _rendering(country: str, number: int, rendering_id: int) -> Rendering:
    found = renderings.find(country, number, rendering_id)
    # Other documents have pages of their own, with rights of their own.
    if found is None or documents.kind_of(found.content) != documents.GAP_REPORT:
        abort(404)
    return found


def content_for(
    assessment: Assessment, kind: documents.Format, variant: VariantCode = WORKING_FILE
) -> documents.GapReportContent:
    """What the report is made of: of a submission what was frozen, of any other the answers as they are; and
    the needs of the register that its readers may see today.
    """
    settings: Settings = current_app.extensions["settings"]
    content = documents.for_readers(_content(assessment, kind), variant, settings.public_address)
    today = clock.now().date()
    return documents.with_needs(
        content, standing_needs.standing_needs(assessment.country_code, variant, today)
    )


def _content(assessment: Assessment, kind: documents.Format) -> documents.GapReportContent:
    instrument = assessments.instrument_of(assessment)
    notice = _("This country and its answers are invented.") if assessment.country.is_invented else ""
    earlier = submissions.content_of_cycle_before(assessment)
    if assessment.status == SUBMITTED:
        frozen = submissions.submission_of(assessment).content
        return documents.content_of_submission(
            instrument, frozen, kind=kind, language=LANGUAGE, notice=notice, earlier=earlier
        )
    content = documents.content_of(
        instrument,
        answer_sheets.answer_sheet(assessment),
        kind=kind,
        language=LANGUAGE,
        country_name=assessment.country.name,
        title=assessment.title,
        notice=notice,
        generated_on=clock.now().date(),
    )
    return documents.compared_with(content, earlier)


@blueprint.get("")
@open_to(COUNTRY_READERS)
def choose(country: str, number: int) -> ResponseReturnValue:
    """Says what the report is, and in which forms it can be had."""
    wording = Wording(translations(LANGUAGE))
    return render_template(
        "gap_report/choose.html",
        assessment=_assessment(country, number),
        offers=[(offer, audience(offer.variant, wording)) for offer in OFFERS],
    )


@blueprint.post("")
@open_to(COUNTRY_READERS)
def ask(country: str, number: int) -> ResponseReturnValue:
    """Has the report made, unless it was made before."""
    assessment = _assessment(country, number)
    wanted = (request.form.get("variant"), request.form.get("format"))
    offered = ((offer.variant, kind) for offer in OFFERS for kind in offer.formats)
    found = next((each for each in offered if each == wanted), None)
    if found is None:
        abort(400)
    variant, kind = found
    content = content_for(assessment, kind, variant)
    rendering = asked_documents.ask_for(assessment, content)
    return redirect(url_for(".wait", country=country, number=number, rendering=rendering.id), 303)


@blueprint.get("/<int:rendering>")
@open_to(COUNTRY_READERS)
def wait(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Shows how far the report is. The page looks again by itself, without JavaScript, until there is an
    end.
    """
    wanted = _rendering(country, number, rendering)
    state, variant = asked_documents.state_of(wanted), documents.variant_of(wanted.content)
    page = Response(
        render_template(
            "gap_report/wait.html",
            rendering=wanted,
            state=state,
            assessment=wanted.assessment,
            variant=variant,
            audience=audience(variant, Wording(translations(LANGUAGE))),
        )
    )
    if state == renderings.QUEUED:
        page.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return page


@blueprint.post("/<int:rendering>/file")
@open_to(COUNTRY_READERS)
def download(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """The report itself, as a file to keep."""
    wanted = _rendering(country, number, rendering)
    if asked_documents.state_of(wanted) != renderings.READY:
        abort(404)
    variant, day = documents.variant_of(wanted.content), wanted.assessment.reference_date.isoformat()
    name = f"gap-report-{country}-{day}-{variant}.{wanted.format}"
    audit.record(
        Action.REPORT_DOWNLOADED,
        country=country,
        assessment=number,
        subject=wanted.assessment.title,
        details={"file": name},
    )
    return send_file(
        asked_documents.path_of(wanted),
        mimetype=documents.MEDIA_TYPES[wanted.format],
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
