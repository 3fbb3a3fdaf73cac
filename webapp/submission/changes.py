"""What has changed since a person's last look, and saying that they have seen it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from questionnaire.answers import UNANSWERED
from questionnaire.instrument import Question
from webapp.access import COUNTRY_READERS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.assessment.words import answer_lines
from webapp.records import action_revisions, answer_revisions, looks, plan_revisions
from webapp.records.action_revisions import SavedAction
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.looks import PlanChange
from webapp.submission.blueprint import blueprint
from webapp.submission.steps import STEPS, page_before
from webapp.wording import _


class AnswerChange(msgspec.Struct, frozen=True):
    """One answer that changed: what it was, what it is, and who saved it last. Where both read the same, what
    stands beside the answer has changed.
    """

    question: Question
    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    saved: SavedAnswer


class Changes(msgspec.Struct, frozen=True):
    """Everything that changed since `since`, which is None for who has never looked.

    `until` is the moment of the latest change that is listed or counted; None where nothing was ever saved.
    """

    since: datetime | None
    until: datetime | None
    answers: tuple[AnswerChange, ...] = ()
    plans: tuple[PlanChange, ...] = ()
    actions: tuple[SavedAction, ...] = ()
    saved_so_far: int = 0

    @property
    def is_something_new(self) -> bool:
        """Whether there is anything to say that one has seen it."""
        return bool(self.answers or self.plans or self.actions) or (
            self.since is None and self.until is not None
        )


def changes_for(here: Opened) -> Changes:
    """What changed in the assessment since the person who opened it looked last."""
    answers, plans = answer_revisions.saved_answers(here.row), plan_revisions.saved_plans(here.row)
    actions = action_revisions.saved_actions(here.row)
    moments = [saved.saved_at for saved in answers.values()] + [saved.saved_at for saved in plans.values()]
    moments += [saved.saved_at for saved in actions.values()]
    until = max((moment for moment in moments if moment), default=None)
    since = looks.last_look(here.row, signed_in_user())
    if since is None:
        return Changes(None, until, saved_so_far=len(answers))
    later = {code: saved for code, saved in answers.items() if saved.saved_at and saved.saved_at > since}
    earlier = answer_revisions.answers_as_of(here.row, since, list(later)) if later else {}
    return Changes(
        since,
        until,
        answers=tuple(_in_order(here, earlier, later)),
        plans=tuple(looks.plans_changed_since(here.row, since)),
        actions=tuple(saved for saved in actions.values() if saved.saved_at > since),
    )


@blueprint.post("/check/seen")
@open_to(COUNTRY_READERS)
def seen(country: str, number: int) -> ResponseReturnValue:
    """Note that the person has seen the changes that the page listed; later ones are not among them."""
    here = opened(country, number, to_write=True)
    try:
        until = datetime.fromisoformat(request.form.get("until", "")).astimezone(UTC)
    except ValueError:
        abort(400)
    changes = changes_for(here)
    if changes.until is None or until > changes.until:
        abort(400)
    looks.look(here.row, signed_in_user(), until)
    flash(_("Noted. From now on this page lists what changes after it."))
    step = next((step for step in STEPS if step.code == request.form.get("step")), None)
    return redirect(here.address(page_before(step)), 303)


def _in_order(
    here: Opened, earlier: dict[str, SavedAnswer], later: dict[str, SavedAnswer]
) -> list[AnswerChange]:
    return [
        AnswerChange(
            question=question,
            unit=unit.code,
            before=answer_lines(
                question, earlier[question.code].answer if question.code in earlier else UNANSWERED
            ),
            after=answer_lines(question, later[question.code].answer),
            saved=later[question.code],
        )
        for unit in here.units
        for question in unit.questions
        if question.code in later
    ]
