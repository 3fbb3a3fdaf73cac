"""For donors and everybody: the needs that countries released openly, by type and region, without scores."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from xml.etree import ElementTree as ET

import msgspec
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from questionnaire.assistance.releases import PUBLIC
from questionnaire.assistance.status import BEFORE_DELIVERY
from questionnaire.loading import installed
from reports.register.records import Statement
from webapp import clock, register_files, register_words
from webapp.access import ANYONE, open_to
from webapp.desk.found import Asked, asked_in, choices_of, wanted_by
from webapp.looks import Looks
from webapp.records import released, released_needs
from webapp.records.released_exports import needs_taken
from webapp.records.released_needs import PAGE, NeedLine, Wanted
from webapp.register_files import NoFile
from webapp.wording import _

ATOM = "http://www.w3.org/2005/Atom"
# What the public can ask for: no search by status or age, which is between the country and UNODC.
OFFERED = ("region", "type", "unit")
# What anybody may cost the service: files for one address in a minute, and needs in a file.
FILES_PER_MINUTE = 10
MOST_IN_A_FILE = 10_000

blueprint = Blueprint("open_needs", __name__, url_prefix="/open-needs")


@blueprint.get("/")
@open_to(ANYONE)
def needs() -> ResponseReturnValue:
    """List the open needs that no support has met yet."""
    asked = _asked()
    page = max(1, min(request.args.get("page", 1, type=int), 100_000))
    found = released_needs.needs_found(PUBLIC, _wanted(asked), clock.now().date(), page=page)
    return render_template(
        "open_needs/needs.html",
        asked=asked,
        found=found,
        current=page,
        pages=-(-found.total // PAGE),
        choices=choices_of(OFFERED),
        offered=register_files.offered_to_the_public(),
        now=clock.now(),
        say=register_words,
    )


@blueprint.get("/<int:number>")
@open_to(ANYONE)
def need(number: int) -> ResponseReturnValue:
    """Show one open need as the country released it to everybody."""
    found = released.need_seen(PUBLIC, number, clock.now().date()) or abort(404)
    return render_template(
        "open_needs/need.html",
        found=found,
        instrument=installed(found.instrument, found.version),
        now=clock.now(),
        say=register_words,
    )


@blueprint.get("/needs.<any(csv, xlsx, json):ending>")
@open_to(ANYONE)
def download(ending: str) -> ResponseReturnValue:
    """Hand out the same list as a file, with everything that was released openly of each need.

    Behind a link and not a form, unlike the files for those who sign in: whoever takes it is not known, and
    what it holds is known to all, so there is nothing to record and programs of others can fetch it.
    """
    _refuse_haste()
    asked, now = _asked(), clock.now()
    wanted, statement = _wanted(asked), Statement(PUBLIC.audience, now)
    wished = register_files.wished_of(register_files.offered_to_the_public(), f"needs.{ending}") or abort(404)
    try:
        _refuse_too_many(wanted, now.date())
        with register_files.new_file() as file:
            records = needs_taken(PUBLIC, wanted, now.date())
            register_files.write_open_needs(file, wished.format, statement, records)
    except NoFile as problem:
        flash(str(problem))
        return redirect(f"{url_for('.needs')}?{asked.query}", 303)
    return register_files.hand_out_openly(file, statement, wished)


@blueprint.get("/feed.xml")
@open_to(ANYONE)
def feed() -> ResponseReturnValue:
    """The same list as an Atom feed, for whoever follows it from elsewhere."""
    found = released_needs.needs_found(PUBLIC, _wanted(_asked()), clock.now().date())
    return Response(_atom(found.lines), content_type="application/atom+xml; charset=utf-8")


def _refuse_haste() -> None:
    """Raises `TooManyRequests` for an address that takes files all the time: each costs more than a page."""
    looks: Looks = current_app.extensions["files of open needs"]
    minute = int(time.monotonic() // 60)
    if looks.are_too_many(request.remote_addr or "unknown", minute, most=FILES_PER_MINUTE):
        raise TooManyRequests(_("Too many files were asked for. Please wait a minute, then try again."))


def _refuse_too_many(wanted: Wanted, on: date) -> None:
    """Raises `NoFile` where a file for anybody would hold more than it may."""
    if released_needs.needs_found(PUBLIC, wanted, on).total > MOST_IN_A_FILE:
        raise NoFile(_("There are too many open needs for one file. Choose a region or a type first."))


def _asked() -> Asked:
    asked = asked_in(request.args)
    return Asked(**{name: getattr(asked, name) for name in OFFERED})


def _wanted(asked: Asked) -> Wanted:
    return msgspec.structs.replace(wanted_by(asked), statuses=BEFORE_DELIVERY)


def _atom(lines: list[NeedLine]) -> bytes:
    """An Atom feed (RFC 4287): what was last to move first said when it moved."""
    address = current_app.extensions["settings"].address
    root = ET.Element("feed", xmlns=ATOM)
    start_of_day = datetime.combine(clock.now().date(), time_of_day.min, UTC)
    latest = max((line.status_since for line in lines), default=start_of_day)
    _add(root, "id", f"{address}{url_for('.needs')}")
    _add(root, "title", _("Open needs for assistance against cybercrime"))
    _add(root, "updated", latest.isoformat(timespec="seconds"))
    ET.SubElement(root, "link", rel="self", href=f"{address}{url_for('.feed')}")
    _add(ET.SubElement(root, "author"), "name", "CPSA")
    for line in lines:
        entry, place = ET.SubElement(root, "entry"), f"{address}{url_for('.need', number=line.number)}"
        _add(entry, "id", place)
        _add(entry, "title", f"{line.country_name}: {line.title}")
        _add(entry, "updated", line.status_since.isoformat(timespec="seconds"))
        ET.SubElement(entry, "link", href=place)
        for code in (line.unit, line.assistance, *line.further):
            ET.SubElement(entry, "category", term=code)
        _add(entry, "summary", register_words.urgency_word(line.urgency))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def init_app(app: Flask) -> None:
    """Adds these pages."""
    app.extensions["files of open needs"] = Looks()
    app.register_blueprint(blueprint)
