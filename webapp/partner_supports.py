"""For a partner: the supports that countries released to their organisation by name, or to everybody."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp import clock, register_words
from webapp.access import PARTNERS, open_to
from webapp.partner_needs import onlooker
from webapp.records import desk, released_exports, released_records
from webapp.records.released_needs import PAGE

blueprint = Blueprint("partner_supports", __name__, url_prefix="/partner/supports")
HIGHEST = 2**31


@blueprint.get("/")
@open_to(PARTNERS)
def supports() -> ResponseReturnValue:
    """List the supports that the partner's organisation may see, its own among them, a page at a time."""
    viewer, today = onlooker(), clock.now().date()
    after = max(0, min(request.args.get("after", 0, type=int), HIGHEST))
    # One more than the page holds tells whether there is another page.
    numbers = released_records.numbers_seen(viewer, "support", today, after=after, most=PAGE + 1)
    provider = desk.provider(viewer.partner or 0)
    return render_template(
        "partner/supports.html",
        organisation=provider.name if provider else "",
        found=list(released_exports.supports_taken(viewer, today, numbers=numbers[:PAGE])),
        after=after,
        next_after=numbers[PAGE - 1] if len(numbers) > PAGE else None,
        say=register_words,
    )


@blueprint.get("/<int:number>")
@open_to(PARTNERS)
def support(number: int) -> ResponseReturnValue:
    """Show one support as it was released to the partner's organisation."""
    today = clock.now().date()
    found = next(released_exports.supports_taken(onlooker(), today, numbers=[number]), None) or abort(404)
    return render_template("partner/support.html", found=found, today=today, say=register_words)


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
