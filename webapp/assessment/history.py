"""Every revision of an answer. Those that one person saved in one sitting stand together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import msgspec
from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import FOCAL_POINTS_AND_REVIEWERS, open_to
from webapp.assessment.opened import blueprint, opened
from webapp.assessment.words import answer_lines, grade_words
from webapp.records import answer_revisions
from webapp.records.answer_revisions import PastAnswer

# Each pause in typing saves a revision. Whoever saves again so soon has not stopped working on the answer.
LONGEST_PAUSE = timedelta(minutes=15)


class Sitting(msgspec.Struct, frozen=True):
    """The revisions that one person saved one after the other without a long pause, the latest first."""

    revisions: tuple[PastAnswer, ...]

    @property
    def last(self) -> PastAnswer:
        """What the answer was afterwards."""
        return self.revisions[0]

    @property
    def first(self) -> PastAnswer:
        """With what it began."""
        return self.revisions[-1]


def sittings(revisions: Iterable[PastAnswer]) -> list[Sitting]:
    """All these revisions of an answer, the latest first, by sittings."""
    found: list[list[PastAnswer]] = []
    for one in revisions:
        if found and _is_same_sitting(one, found[-1][-1]):
            found[-1].append(one)
        else:
            found.append([one])
    return [Sitting(tuple(group)) for group in found]


def _is_same_sitting(one: PastAnswer, after: PastAnswer) -> bool:
    """Whether somebody who saved `one` was still at it with the revision after it."""
    return (one.saved_by_id, one.institution, one.to_confirm) == (
        after.saved_by_id,
        after.institution,
        after.to_confirm,
    ) and after.saved_at - one.saved_at <= LONGEST_PAUSE


@blueprint.get("/countries/<country>/assessments/<int:number>/questions/<code>/history")
@open_to(FOCAL_POINTS_AND_REVIEWERS)
def history(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show every revision of an answer: who, when, from what."""
    here = opened(country, number)
    asked = here.question(code)
    return render_template(
        "assessment/history.html",
        here=here,
        asked=asked,
        unit=here.instrument.unit_of(code),
        sittings=sittings(answer_revisions.history_of(here.row, code)),
        answer_lines=answer_lines,
        grades=grade_words(),
    )
