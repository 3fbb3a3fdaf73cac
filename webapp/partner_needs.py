"""For a partner: the needs that countries released to their organisation by name, or to everybody."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assistance.releases import Onlooker
from questionnaire.loading import installed
from reports.register.records import Statement
from webapp import clock, register_files, register_words
from webapp.access import PARTNERS, open_to, signed_in_user
from webapp.desk.found import Asked, asked_in, choices_of, wanted_by
from webapp.records import desk, released, released_needs
from webapp.records.released_exports import needs_taken
from webapp.records.released_needs import PAGE
from webapp.register_files import NoFile

blueprint = Blueprint("partner", __name__, url_prefix="/partner")


@blueprint.get("/")
@open_to(PARTNERS)
def needs() -> ResponseReturnValue:
    """List the needs that the partner's organisation may see."""
    asked = asked_in(request.args)
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    found = released_needs.needs_found(onlooker(), wanted_by(asked), clock.now().date(), page=page)
    return render_template(
        "partner/needs.html",
        organisation=organisation(),
        asked=asked,
        found=found,
        current=page,
        pages=-(-found.total // PAGE),
        choices=choices_of(Asked.__struct_fields__),
        offered=register_files.needs_offered_to_partners(),
        now=clock.now(),
        say=register_words,
    )


@blueprint.post("/files")
@open_to(PARTNERS)
def download() -> ResponseReturnValue:
    """Hand out the needs of a filter as a file, as they were released to the partner's organisation."""
    asked = asked_in(dict(parse_qsl(request.form.get("query", ""))))
    offered, button = register_files.needs_offered_to_partners(), request.form.get("file", "")
    wished = register_files.wished_of(offered, button) or abort(404)
    now, wanted = clock.now(), wanted_by(asked)
    statement = Statement(f"partner: {organisation()}", now)
    try:
        with register_files.new_file() as file:
            records = needs_taken(onlooker(), wanted, now.date())
            written = register_files.write_needs(file, wished.format, statement, records)
    except NoFile as problem:
        flash(str(problem))
        return redirect(f"{url_for('.needs')}?{asked.query}", 303)
    return register_files.hand_out(file, statement, wished, written, asked.query)


@blueprint.get("/needs/<int:number>")
@open_to(PARTNERS)
def need(number: int) -> ResponseReturnValue:
    """Show one need as it was released to the partner's organisation."""
    found = released.need_seen(onlooker(), number, clock.now().date()) or abort(404)
    return render_template(
        "partner/need.html",
        found=found,
        instrument=installed(found.instrument, found.version),
        now=clock.now(),
        today=clock.now().date(),
        say=register_words,
    )


def onlooker() -> Onlooker:
    """The organisation of the partner who is signed in."""
    return Onlooker("partner", signed_in_user().provider_id)


def organisation() -> str:
    """What that organisation is called."""
    provider = desk.provider(onlooker().partner or 0)
    return provider.name if provider else ""


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.register_blueprint(blueprint)
