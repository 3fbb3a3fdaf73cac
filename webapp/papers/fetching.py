"""Waiting in sight for a paper, and taking it home. The worker makes it: `jobs.py`."""

from __future__ import annotations

import msgspec
from flask import Response, abort, render_template, send_file
from flask.typing import ResponseReturnValue

from webapp import asked_documents, audit, documents
from webapp.access import COUNTRY_MEMBERS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.audit import Action
from webapp.documents import PaperContent
from webapp.evidence.names import shown_name
from webapp.papers.blueprint import blueprint
from webapp.papers.printed import ask_for_content
from webapp.records import renderings
from webapp.tables import Rendering
from webapp.wording import _

SECONDS_BETWEEN_LOOKS = 2


@blueprint.get("/<int:rendering>")
@open_to(COUNTRY_MEMBERS)
def wait(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Show how far the paper is. The page looks again by itself, without JavaScript, until there is an
    end.
    """
    here = opened(country, number)
    wanted, content = _paper(here, rendering)
    state = asked_documents.state_of(wanted)
    page = Response(
        render_template(
            "paper_pages/wait.html", here=here, rendering=wanted, state=state, title=_title(content)
        )
    )
    if state == renderings.QUEUED:
        page.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return page


@blueprint.post("/<int:rendering>/again")
@open_to(COUNTRY_MEMBERS)
def make_again(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """Have a paper made once more that could not be made, or whose file is gone."""
    here = opened(country, number)
    _wanted, content = _paper(here, rendering)
    return ask_for_content(here, msgspec.structs.replace(content, edition=documents.edition()))


@blueprint.post("/<int:rendering>/file")
@open_to(COUNTRY_MEMBERS)
def download(country: str, number: int, rendering: int) -> ResponseReturnValue:
    """The paper itself, as a file to print."""
    here = opened(country, number)
    wanted, content = _paper(here, rendering)
    if asked_documents.state_of(wanted) != renderings.READY:
        abort(404)
    name = file_name(country, content)
    audit.record(
        Action.PAPER_DOWNLOADED,
        country=country,
        assessment=number,
        subject=here.row.title,
        details={"file": name, "questions": " ".join(content.questions or ())},
    )
    return send_file(
        asked_documents.path_of(wanted),
        mimetype=documents.MEDIA_TYPES[wanted.format],
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


def file_name(country: str, content: PaperContent) -> str:
    """What the file is called: which paper, of which country, for whom or about which unit."""
    about = content.particulars
    units = {code.partition(".")[0] for code in content.questions or ()}
    parts = [
        _kind(content),
        country,
        about.reference_date.isoformat() if about.reference_date else "",
        about.institution or (units.pop() if len(units) == 1 else ""),
    ]
    name = "-".join(part for part in parts if part)
    # What stands before a separator of folders would be lost with the folder.
    return shown_name("-".join(name.replace("/", " ").replace("\\", " ").split()) + ".pdf")


def _paper(here: Opened, number: int) -> tuple[Rendering, PaperContent]:
    """The paper with that number, and what it is made of; a 404 for any other document, and for a paper that
    is not for this person.
    """
    found = renderings.find(here.row.country_code, here.row.id, number) or abort(404)
    content = documents.read_content(found.content)
    # The gap report has pages of its own, with rights of its own.
    if not isinstance(content, PaperContent) or not _is_for(here, content):
        abort(404)
    return found, content


def _is_for(here: Opened, content: PaperContent) -> bool:
    """What institutions are asked and sign is for focal points; a filled questionnaire is for those who may
    read the answers on it.
    """
    if content.kind != "questionnaire":
        return here.is_led
    if here.given is None:
        return True
    return content.questions is not None and here.given.issuperset(content.questions)


def _kind(content: PaperContent) -> str:
    if content.kind != "questionnaire":
        return content.kind
    return f"questionnaire-{'blank' if content.is_blank else 'filled'}"


def _title(content: PaperContent) -> str:
    name = {
        "questionnaire": _("Questionnaire, blank") if content.is_blank else _("Questionnaire, filled"),
        "request-slip": _("Request slip"),
        "sign-off-sheet": _("Sign-off sheet"),
    }[content.kind]
    institution = content.particulars.institution
    return _("%(paper)s: %(name)s", paper=name, name=institution) if institution else name
