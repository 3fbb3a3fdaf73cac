"""Support that countries receive, as far as they released it to a partner or to everybody."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import PUBLIC, Onlooker
from webapp import clock, register_words
from webapp.access import ANYONE, PARTNERS, open_to
from webapp.partner_needs import onlooker
from webapp.records import desk, released_exports, released_records
from webapp.records.released_needs import PAGE

blueprint = Blueprint("released_supports", __name__)
HIGHEST = 2**31


@blueprint.get("/partner/supports/")
@open_to(PARTNERS)
def for_partners() -> ResponseReturnValue:
    """List the supports that the partner's organisation may see, its own among them."""
    viewer = onlooker()
    provider = desk.provider(viewer.partner or 0)
    return _list(viewer, provider.name if provider else "")


@blueprint.get("/partner/supports/<int:number>")
@open_to(PARTNERS)
def read_by_partners(number: int) -> ResponseReturnValue:
    """Show one support as it was released to the partner's organisation."""
    return _read(onlooker(), number)


@blueprint.get("/open-supports/")
@open_to(ANYONE)
def for_everybody() -> ResponseReturnValue:
    """List the supports that were released to everybody."""
    return _list(PUBLIC)


@blueprint.get("/open-supports/<int:number>")
@open_to(ANYONE)
def read_by_everybody(number: int) -> ResponseReturnValue:
    """Show one support as it was released to everybody."""
    return _read(PUBLIC, number)


def _list(viewer: Onlooker, organisation: str = "") -> ResponseReturnValue:
    """A page of what may be seen; `organisation` is the name of the partner's, "" for everybody."""
    today = clock.now().date()
    after = max(0, min(request.args.get("after", 0, type=int), HIGHEST))
    # One more than the page holds tells whether there is another page.
    numbers = released_records.numbers_seen(viewer, "support", today, after=after, most=PAGE + 1)
    return render_template(
        "released_supports/supports.html",
        is_public=viewer == PUBLIC,
        organisation=organisation,
        found=list(released_exports.supports_taken(viewer, today, numbers=numbers[:PAGE])),
        after=after,
        next_after=numbers[PAGE - 1] if len(numbers) > PAGE else None,
        say=register_words,
    )


def _read(viewer: Onlooker, number: int) -> ResponseReturnValue:
    today = clock.now().date()
    found = next(released_exports.supports_taken(viewer, today, numbers=[number]), None) or abort(404)
    return render_template(
        "released_supports/support.html",
        is_public=viewer == PUBLIC,
        found=found,
        today=today,
        say=register_words,
    )


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
