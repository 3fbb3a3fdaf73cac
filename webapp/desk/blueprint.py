"""Where the pages of the desk are, and what they share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, url_for

from questionnaire.assistance.releases import UNODC
from webapp import clock
from webapp.records import released
from webapp.records.released import NeedSeen
from webapp.tables import NeedRecord
from webapp.wording import _

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


def today() -> date:
    """The day on which releases must hold."""
    return clock.now().date()


def seen_by_unodc(number: int) -> NeedSeen:
    """The need with that number as UNODC may see it now; 404 if it may not."""
    return released.need_seen(UNODC, number, today()) or abort(404)


def held_by_unodc(number: int) -> NeedRecord:
    """The same need's row, held until the request ends; 404 if UNODC may not see it now."""
    return released.need_held(UNODC, number, today()) or abort(404)


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of the desk stands."""
    return [(url_for("desk.overview"), _("Desk")), *more]
