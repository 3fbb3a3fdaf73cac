"""The gap report as pages to read: the same object that the PDF is drawn from, in the site's own looks."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from reports.content.audience import VARIANTS, VariantCode
from reports.content.structure import GapReport
from reports.content.variants import parts_of
from webapp import documents, gap_report
from webapp.access import COUNTRY_READERS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.config import Settings

blueprint = Blueprint(
    "report_page", __name__, url_prefix="/countries/<country>/assessments/<int:number>/report/read"
)


@blueprint.get("/<variant>")
@open_to(COUNTRY_READERS)
def read(country: str, number: int, variant: str) -> ResponseReturnValue:
    """Shows one version: of a submission from what was frozen, of any other from the answers as they are."""
    here = opened(country, number)
    report = _report(here, _known(variant))
    can_be_drawn = "robustness" in parts_of(report.variant) and not report.has("robustness")
    return render_template("gap_report/page.html", here=here, report=report, can_be_drawn=can_be_drawn)


@blueprint.get("/<variant>/answers/<unit>")
@open_to(COUNTRY_READERS)
def answers(country: str, number: int, variant: str, unit: str) -> ResponseReturnValue:
    """Shows the annex with all answers, the answers of one unit; 404 where the version has no such annex."""
    here = opened(country, number)
    report = _report(here, _known(variant))
    codes = [section.code for section in report.units]
    if not report.has("annex-answers") or unit not in codes:
        abort(404)
    place = codes.index(unit)
    return render_template(
        "gap_report/answers.html",
        here=here,
        report=report,
        unit=report.units[place],
        entries=[entry for entry in report.answers if entry.unit == unit],
        before=report.units[place - 1] if place else None,
        after=report.units[place + 1] if place + 1 < len(codes) else None,
    )


def _known(variant: str) -> VariantCode:
    return next((code for code in VARIANTS if code == variant), None) or abort(404)


def _report(here: Opened, variant: VariantCode) -> GapReport:
    return report_to_read(gap_report.content_for(here.row, "json", variant))


def report_to_read(wanted: documents.GapReportContent) -> GapReport:
    """The report with its draws, if a worker has made them: they take seconds, and a library that web
    processes do not load.
    """
    settings: Settings = current_app.extensions["settings"]
    drawn = documents.DocumentFolder(settings.folder).drawn_before(wanted)
    return documents.report_of(wanted, draws=drawn or False)


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
