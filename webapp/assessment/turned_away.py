"""Somebody who was a writer when they opened a unit and is none any more when they save: removed from the
team, or given another role. Why, and what they typed, to be copied; nothing that is the country's.
"""

from __future__ import annotations

import msgspec
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.instrument import Question
from webapp import kept
from webapp.access import TurnedAway, signed_in_user
from webapp.assessment.entrusted import FIELD, was_entrusted
from webapp.assessment.saving import sent_back
from webapp.assessment.steps import last_typed
from webapp.assessment.typed_words import typed_words
from webapp.errors import page_for
from webapp.records import assessments
from webapp.tables import Assessment
from webapp.typed import visible

PAGES_OF_UNITS = frozenset({"assessment.unit", "assessment.save_unit", "assessment.keep_as_remark"})


class OwnText(msgspec.Struct, frozen=True):
    """What somebody typed into a question that was theirs, in words."""

    question: Question
    words: str


def _page(problem: TurnedAway) -> ResponseReturnValue:
    """What was typed into questions that the person had been given; the page for everybody else otherwise."""
    parts = request.view_args or {}
    if request.endpoint not in PAGES_OF_UNITS:
        return page_for(problem)
    form = request.form if request.method == "POST" else kept.kept_form()
    proven = was_entrusted(parts["number"], form.get(FIELD, "")) if form else frozenset()
    row = assessments.assessment_in(parts["country"], parts["number"]) if proven else None
    found = _own_texts(row, parts["code"], proven) if row is not None else []
    if row is None or not found:
        return page_for(problem)
    return render_template(
        "assessment/turned_away.html",
        found=found,
        row=row,
        instrument=assessments.instrument_of(row),
        membership=signed_in_user().membership_in(row.country_code),
    ), 403


def _own_texts(row: Assessment, code: str, proven: frozenset[str]) -> list[OwnText]:
    instrument = assessments.instrument_of(row)
    form = last_typed(request.form if request.method == "POST" else kept.kept_form() or request.form)
    asked = [
        question
        for unit in instrument.units
        for question in unit.questions
        if unit.code == code and question.code in proven
    ]
    return [
        OwnText(one.question, visible(typed_words(instrument, one.question, one.typed)))
        for one in sent_back(instrument, asked, form)
        if one.is_touched
    ]


def init_app(app: Flask) -> None:
    """Gives the application this page."""
    app.register_error_handler(TurnedAway, _page)
