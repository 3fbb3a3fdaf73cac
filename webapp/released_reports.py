"""Gap reports that countries released, as pages to read: for UNODC in its version, for partners and everybody
in the public one.
"""

from __future__ import annotations

import time

from flask import Blueprint, Flask, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from questionnaire.assistance.releases import PUBLIC, UNODC, Onlooker
from reports.content.audience import VariantCode
from reports.content.variants import parts_of
from webapp import clock, gap_report, report_page
from webapp.access import ANYONE, PARTNERS, UNODC_OFFICERS, open_to, signed_in_user
from webapp.looks import Looks
from webapp.records import released_records
from webapp.wording import _

# What anybody may cost the service: each of these pages is made of the whole submission.
REPORTS_PER_MINUTE = 20

blueprint = Blueprint("released_reports", __name__)


@blueprint.get("/desk/reports")
@open_to(UNODC_OFFICERS)
def for_unodc() -> ResponseReturnValue:
    """List the reports that were released to UNODC."""
    return _list(UNODC, ".read_by_unodc")


@blueprint.get("/desk/reports/<int:number>")
@open_to(UNODC_OFFICERS)
def read_by_unodc(number: int) -> ResponseReturnValue:
    """Show one of them in the version for UNODC."""
    return _read(UNODC, number, "unodc")


@blueprint.get("/partner/reports")
@open_to(PARTNERS)
def for_partners() -> ResponseReturnValue:
    """List the reports that were released to the partner's organisation, or to everybody."""
    return _list(Onlooker("partner", signed_in_user().provider_id), ".read_by_partners")


@blueprint.get("/partner/reports/<int:number>")
@open_to(PARTNERS)
def read_by_partners(number: int) -> ResponseReturnValue:
    """Show one of them in the public version."""
    return _read(Onlooker("partner", signed_in_user().provider_id), number, "public")


@blueprint.get("/open-reports")
@open_to(ANYONE)
def for_everybody() -> ResponseReturnValue:
    """List the reports that were released to everybody."""
    return _list(PUBLIC, ".read_by_everybody")


@blueprint.get("/open-reports/<int:number>")
@open_to(ANYONE)
def read_by_everybody(number: int) -> ResponseReturnValue:
    """Show one of them in the public version."""
    looks: Looks = current_app.extensions["looks at open reports"]
    minute = int(time.monotonic() // 60)
    if looks.are_too_many(request.remote_addr or "unknown", minute, most=REPORTS_PER_MINUTE):
        raise TooManyRequests(_("Too many reports were asked for. Please wait a minute, then try again."))
    return _read(PUBLIC, number, "public")


def _list(onlooker: Onlooker, view: str) -> ResponseReturnValue:
    return render_template(
        "released_reports/reports.html",
        onlooker=onlooker,
        reports=released_records.reports_seen(onlooker, clock.now().date()),
        view=view,
    )


def _read(onlooker: Onlooker, number: int, variant: VariantCode) -> ResponseReturnValue:
    row = released_records.report_seen(onlooker, number, clock.now().date()) or abort(404)
    report = report_page.report_to_read(gap_report.content_for(row, "json", variant))
    return render_template(
        "released_reports/read.html",
        onlooker=onlooker,
        report=report,
        # A chapter of this version that a worker makes, and has not made yet.
        can_be_drawn="robustness" in parts_of(report.variant) and not report.has("robustness"),
    )


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
    app.extensions["looks at open reports"] = Looks()
