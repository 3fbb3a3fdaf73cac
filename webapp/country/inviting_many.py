"""Inviting a list of people: first a look at what the list means, with a line per mistake; then, confirmed,
all of them at once.
"""

from __future__ import annotations

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp import audit, kept
from webapp.access import FOCAL_POINTS, open_to
from webapp.country.entered import blueprint, entered
from webapp.country.ground import Ground, ground_of
from webapp.country.people_list import ListRead, read_list, text_of_file
from webapp.invitations import deliver, issue, links_again
from webapp.records import institutions
from webapp.roles import country_role_choices, role_name
from webapp.spreadsheets import csv_file
from webapp.typed import FormError, visible
from webapp.wording import _

LARGEST_FILE = 256 * 1024


@blueprint.get("/people/invite/list")
@open_to(FOCAL_POINTS)
def invite_many(country: str) -> ResponseReturnValue:
    """Ask for the list."""
    form = kept.kept_form()
    ground = ground_of(entered(country))
    if form is None:
        return _page(ground, text="", assessment="")
    text, assessment = form.get("people", ""), form.get("assessment", "")
    return _page(ground, text=text, assessment=assessment, is_kept=True)


@blueprint.post("/people/invite/list")
@open_to(FOCAL_POINTS)
def look_through_list(country: str) -> ResponseReturnValue:
    """Show what the list means, or line by line what is wrong with it. Nothing is sent."""
    ground = ground_of(entered(country))
    text, problem = _text_sent()
    assessment = request.form.get("assessment", "")
    kept.forget_form()
    if request.form.get("then") == "change":
        return _page(ground, text=text, assessment=assessment)
    if problem:
        return _page(ground, text=text, assessment=assessment, errors=[FormError("file", problem)]), 422
    read = read_list(text, assessment, ground)
    if errors := _errors(read):
        return _page(ground, text=text, assessment=assessment, read=read, errors=errors), 422
    return _preview(ground, text, assessment, read)


@blueprint.post("/people/invite/list/send")
@open_to(FOCAL_POINTS)
def send_invitations(country: str) -> ResponseReturnValue:
    """Invite everybody of a list that was looked through; what has become wrong meanwhile is shown."""
    institutions.hold(country)
    ground = ground_of(entered(country))
    text, assessment = request.form.get("people", ""), request.form.get("assessment", "")
    read = read_list(text, assessment, ground)
    kept.forget_form()
    if errors := _errors(read):
        return _page(ground, text=text, assessment=assessment, read=read, errors=errors), 422
    if not read.new:
        return _preview(ground, text, assessment, read), 409
    return deliver(
        [issue(new) for new in read.new],
        url_for(".people_of", country=country),
        download=url_for(".download_links", country=country),
    )


@blueprint.post("/people/invitations/links")
@open_to(FOCAL_POINTS)
def download_links(country: str) -> ResponseReturnValue:
    """The links of a page that has just shown them, as a CSV file. Links of nobody else come back."""
    rows = [
        (one.invitation.name, one.invitation.email, role_name(one.invitation.role), one.link)
        for one in links_again(country, request.form.getlist("token"))
    ]
    audit.record(
        audit.Action.INVITATION_LINKS_DOWNLOADED,
        country=country,
        details={"people": ", ".join(email for _name, email, _role, _link in rows)},
    )
    response = make_response(csv_file([(_("Name"), _("E-mail address"), _("Role"), _("Link")), *rows]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="invitations.csv"'
    return response


def _text_sent() -> tuple[str, str]:
    """The list as pasted, or that of the file if one is chosen; and why the file cannot be read."""
    pasted = request.form.get("people", "")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return pasted, ""
    content = sent.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        return pasted, _("The file is too large for a list of people: at most 256 kB.")
    text = text_of_file(content)
    if text is None or "\x00" in text:
        return pasted, _(
            "The file is not a CSV file in Unicode. In the spreadsheet program, choose “Save as” and the "
            "kind “CSV UTF-8”; or copy the cells and paste them here."
        )
    return text, ""


def _errors(read: ListRead) -> list[FormError]:
    if read.mistake:
        return [FormError("people", read.mistake)]
    return [
        FormError("people", _("Line %(number)s: %(mistake)s", number=line.number, mistake=mistake))
        for line in read.wrong
        for mistake in line.mistakes
    ]


def _page(ground: Ground, *, text: str, assessment: str, **more: object) -> str:
    return render_template(
        "country/invite_list.html",
        ground=ground,
        text=visible(text),
        assessment=assessment,
        roles=country_role_choices(),
        **more,
    )


def _preview(ground: Ground, text: str, assessment: str, read: ListRead) -> str:
    return render_template(
        "country/invite_list_preview.html",
        ground=ground,
        text=text,
        assessment=assessment,
        read=read,
        draft=ground.draft(assessment),
        role_name=role_name,
    )
