"""The gap report as files: ask for one, wait for it in sight, download it. The worker makes it: `jobs.py`."""

from __future__ import annotations

from typing import cast

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

from webapp import clock, documents, jobs
from webapp.access import COUNTRY_READERS, open_to, signed_in_user
from webapp.config import Settings
from webapp.database import after_commit
from webapp.records import assessments, renderings
from webapp.tables import Assessment, Rendering

SECONDS_BETWEEN_LOOKS = 2
LANGUAGE = "en"

blueprint = Blueprint(
    "gap_report", __name__, url_prefix="/countries/<country>/assessments/<int:number>/report"
)


def _assessment(country: str, number: int) -> Assessment:
    return assessments.assessment_in(country, number) or abort(404)


def _rendering(country: str, number: int, rendering_id: int) -> Rendering:
    return renderings.find(country, number, rendering_id) or abort(404)


def _folder() -> documents.DocumentFolder:
    settings: Settings = current_app.extensions["settings"]
    return documents.DocumentFolder(settings.folder)


@blueprint.get("")
@open_to(COUNTRY_READERS)
def choose(country: str, number: int) -> ResponseReturnValue:
    """Says what the report is, and in which forms it can be had."""
    return render_template("gap_report/choose.html", assessment=_assessment(country, number))


@blueprint.post("")
@open_to(COUNTRY_READERS)
def ask(country: str, number: int) -> ResponseReturnValue:
    """Has the report made from the answers as they are now, unless it was made before."""
    assessment = _assessment(country, number)
    kind = request.form.get("format")
    if kind not in documents.MEDIA_TYPES:
        abort(400)
    content = documents.content_of(
        assessments.instrument_of(assessment),
        assessments.answer_sheet(assessment),
        kind=cast("documents.Format", kind),
        language=LANGUAGE,
        country_name=assessment.country.name,
        title=assessment.title,
        notice=_("This country and its answers are invented.") if assessment.country.is_invented else "",
        generated_on=clock.now().date(),
    )
    rendering = _asked_for(assessment, content)
    return redirect(url_for(".wait", country=country, number=number, rendering=rendering.id), 303)


def _asked_for(assessment: Assessment, content: documents.DocumentContent) -> Rendering:
    """The rendering of that content; the worker is woken if it is still to be made."""
    rendering = renderings.with_content(assessment, content.hash)
    if rendering is None:
        rendering = renderings.ask(
            assessment,
            content=content.as_json(),
            content_hash=content.hash,
            kind=content.format,
            language=content.language,
            by=signed_in_user().id,
            moment=clock.now(),
        )
    elif rendering.state == renderings.FAILED or not _is_there(rendering):
        renderings.ask_again(rendering, clock.now())
    if rendering.state == renderings.QUEUED:
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # outlives the request
        after_commit(lambda: jobs.ask_worker(app, rendering.id))
    return rendering


def _is_there(rendering: Rendering) -> bool:
    return _folder().path(rendering.content_hash, rendering.format).exists()


@blueprint.get("/<int:rendering>")
@open_to(COUNTRY_READERS)
def wait(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Shows how far the report is. The page looks again by itself, without JavaScript, until there is an
    end.
    """
    wanted = _rendering(country, number, rendering)
    state = wanted.state
    if state == renderings.READY and not _is_there(wanted):
        state = renderings.FAILED
    page = Response(
        render_template("gap_report/wait.html", rendering=wanted, state=state, assessment=wanted.assessment)
    )
    if state == renderings.QUEUED:
        page.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return page


@blueprint.get("/<int:rendering>/file")
@open_to(COUNTRY_READERS)
def download(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """The report itself, as a file to keep."""
    wanted = _rendering(country, number, rendering)
    if wanted.state != renderings.READY or not _is_there(wanted):
        abort(404)
    return send_file(
        _folder().path(wanted.content_hash, wanted.format),
        mimetype=documents.MEDIA_TYPES[wanted.format],
        as_attachment=True,
        download_name=f"gap-report-{country}-{wanted.assessment.reference_date.isoformat()}.{wanted.format}",
        max_age=0,
    )


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
