"""Support that countries receive, as far as they released it to a partner or to everybody."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import PUBLIC, Onlooker
from reports.register.records import Statement
from webapp import clock, register_files, register_words
from webapp.access import ANYONE, PARTNERS, open_to
from webapp.partner_needs import onlooker, organisation
from webapp.records import released_exports, released_records
from webapp.records.released_needs import PAGE
from webapp.register_files import NoFile

blueprint = Blueprint("released_supports", __name__)
HIGHEST = 2**31


@blueprint.get("/partner/supports/")
@open_to(PARTNERS)
def for_partners() -> ResponseReturnValue:
    """List the supports that the partner's organisation may see, its own among them."""
    return _list(onlooker(), organisation())


@blueprint.post("/partner/supports/files")
@open_to(PARTNERS)
def download() -> ResponseReturnValue:
    """Hand out all of them as a file, as they were released to the partner's organisation."""
    offered, button = register_files.supports_offered_to_partners(), request.form.get("file", "")
    wished, now = register_files.wished_of(offered, button) or abort(404), clock.now()
    statement = Statement(f"partner: {organisation()}", now)
    try:
        with register_files.new_file() as file:
            records = released_exports.supports_taken(onlooker(), now.date())
            written = register_files.write_supports(file, wished.format, statement, records)
    except NoFile as problem:
        flash(str(problem))
        return redirect(url_for(".for_partners"), 303)
    return register_files.hand_out(file, statement, wished, written, "")


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


def _list(viewer: Onlooker, own_name: str = "") -> ResponseReturnValue:
    """A page of what may be seen; `own_name` is that of the partner's organisation, "" for everybody."""
    today = clock.now().date()
    after = max(0, min(request.args.get("after", 0, type=int), HIGHEST))
    # One more than the page holds tells whether there is another page.
    numbers = released_records.numbers_seen(viewer, "support", today, after=after, most=PAGE + 1)
    return render_template(
        "released_supports/supports.html",
        is_public=viewer == PUBLIC,
        organisation=own_name,
        offered=register_files.supports_offered_to_partners(),
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
