"""The gap report as a page to read: the same object that the PDF is drawn from, in the site's own looks."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template
from flask.typing import ResponseReturnValue

from reports.content.audience import VARIANTS
from webapp import documents, gap_report
from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.opened import opened

blueprint = Blueprint("report_page", __name__)


@blueprint.get("/countries/<country>/assessments/<int:number>/report/read/<variant>")
@open_to(COUNTRY_READERS)
def read(country: str, number: int, variant: str) -> ResponseReturnValue:
    """Shows one version: of a submission from what was frozen, of any other from the answers as they are."""
    if variant not in VARIANTS:
        abort(404)
    here = opened(country, number)
    wanted = gap_report.content_for(here.row, "json", variant)
    # The draws take seconds, and a library that web processes do not load: they stand in the files.
    report = documents.report_of(wanted, draws=False)
    return render_template("gap_report/page.html", here=here, report=report)


def init_app(app: Flask) -> None:
    """Adds the page."""
    app.register_blueprint(blueprint)
