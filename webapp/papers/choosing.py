"""The page from which all papers start, and asking for the questionnaire, blank or filled."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.instrument import Question
from webapp import clock
from webapp.access import COUNTRY_MEMBERS, open_to
from webapp.assessment.opened import Opened, opened
from webapp.papers.blueprint import blueprint
from webapp.papers.bodies import BodyAsked, bodies_asked
from webapp.papers.printed import answers_that_count, ask_for_paper, particulars_of, questions_of
from webapp.tables import DRAFT
from webapp.wording import _

BLANK, FILLED = "blank", "filled"


class Part(msgspec.Struct, frozen=True):
    """A part of the questionnaire that can be printed by itself; `value` stands for it in the form."""

    value: str
    words: str
    codes: tuple[str, ...]
    institution: str = ""


@blueprint.get("")
@open_to(COUNTRY_MEMBERS)
def choose(country: str, number: int) -> ResponseReturnValue:
    """Say which papers there are, and offer them."""
    here = opened(country, number)
    bodies = _bodies(here)
    return render_template(
        "paper_pages/choose.html",
        here=here,
        parts=_parts(here, bodies),
        bodies=bodies,
        may_ask=here.row.status == DRAFT,
    )


@blueprint.post("")
@open_to(COUNTRY_MEMBERS)
def print_questionnaire(country: str, number: int) -> ResponseReturnValue:
    """Have that part of the questionnaire made, blank or filled; a contributor only what was given to
    them.
    """
    here = opened(country, number)
    wanted, fill = request.form.get("part", ""), request.form.get("fill")
    if fill not in {BLANK, FILLED}:
        abort(400)
    part = next((part for part in _parts(here, _bodies(here)) if part.value == wanted), None) or abort(404)
    sheet = answers_that_count(here) if fill == FILLED else None
    # A blank one is the same paper on whichever day it is printed.
    particulars = particulars_of(here, clock.now().date() if sheet else None, institution=part.institution)
    return ask_for_paper(here, "questionnaire", sheet, particulars, part.codes)


def _bodies(here: Opened) -> list[BodyAsked]:
    """Contributors are asked themselves: what others are asked is not theirs to print."""
    return bodies_asked(here) if here.may_read_all else []


def _parts(here: Opened, bodies: Iterable[BodyAsked]) -> list[Part]:
    """What can be printed; nothing for a contributor to whom nothing was given."""
    whole = questions_of(here)
    if not whole:
        return []
    all_words = _("All questions") if here.may_read_all else _("All that was given to you")
    return [
        Part("", all_words, _codes(whole)),
        *(Part(unit.code, f"{unit.code} {unit.title}", _codes(here.questions(unit))) for unit in here.units),
        *(
            Part(
                f"institution-{body.institution.number}",
                _("What %(name)s is asked", name=body.institution.name),
                body.codes,
                body.institution.name,
            )
            for body in bodies
        ),
    ]


def _codes(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(question.code for question in questions)
