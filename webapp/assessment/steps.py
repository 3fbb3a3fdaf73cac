"""What a page sends in one or more steps, taken step by step.

With scripts a page saves while somebody types. When an answer got lost on the line, it sends that step again,
before what was typed since: each step is taken once, and the next builds on what it became. A form sent by
its button is the last step of its page.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.instrument import Question
from webapp.access import signed_in_user
from webapp.assessment.opened import Opened
from webapp.assessment.saving import Sent, Sorted, sent_back, sort_out
from webapp.records import answer_revisions
from webapp.records.answer_revisions import NewAnswer, SavedAnswer

MOST_STEPS = 10


class Taken(msgspec.Struct, frozen=True):
    """What became of the steps: by question what was sent last, the answers that stand now, and the rest."""

    found: Sorted
    sent: Mapping[str, Sent]
    latest: Mapping[str, SavedAnswer]
    # The revisions that hold what this page sent: the next step builds on them.
    held: Mapping[str, SavedAnswer]

    @property
    def waiting(self) -> list[Sent]:
        """What was sent last and is not saved, because of a mistake or another answer."""
        codes = {conflict.question.code for conflict in self.found.conflicts} | set(self.found.unsaved)
        return [self.found.unsaved.get(code, one) for code, one in self.sent.items() if code in codes]

    def building_on(self, one: Sent) -> Sent:
        """The same, based on what an earlier step of its page became."""
        held = self.held.get(one.question.code)
        return one if held is None else msgspec.structs.replace(one, based_on=held.revision)


def steps_in(form: MultiDict[str, str]) -> list[MultiDict[str, str]]:
    """The steps of a form in their order: the fields named `0~...`, `1~...`, and those without a number."""
    if not any(name[1:2] == "~" for name in form):
        return [form] if form else []
    numbered = [
        (int(name[0]) if name[1:2] == "~" and name[0].isdecimal() else MOST_STEPS, name, value)
        for name, value in form.items(multi=True)
    ]
    steps = groupby(sorted(numbered, key=lambda field: field[0]), key=lambda field: field[0])
    return [
        MultiDict((name if number == MOST_STEPS else name[2:], value) for _number, name, value in fields)
        for number, fields in steps
    ]


def last_typed(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """The fields of a form as if it had been sent in one step: of each question, those sent last."""
    fields: dict[str, list[tuple[str, str]]] = {}
    steps = steps_in(form)
    if len(steps) == 1:
        return steps[0]
    for step in steps:
        by_question: dict[str, list[tuple[str, str]]] = {}
        for name, value in step.items(multi=True):
            by_question.setdefault(name.partition("-")[0], []).append((name, value))
        fields |= by_question
    return MultiDict(field for group in fields.values() for field in group)


def take(
    here: Opened,
    questions: tuple[Question, ...],
    steps: list[MultiDict[str, str]],
    latest: Mapping[str, SavedAnswer],
    *,
    at: datetime,
) -> Taken:
    """Save what can be saved of the steps, one after the other."""
    taken = Taken(Sorted(), {}, latest, {})
    for form in steps:
        sent = [taken.building_on(one) for one in sent_back(here.instrument, questions, form)]
        taken = _take(here, taken, sent, at)
    return taken


def _take(here: Opened, before: Taken, sent: list[Sent], at: datetime) -> Taken:
    user = signed_in_user()
    look_up = functools.partial(answer_revisions.revisions_of, here.row)
    found = sort_out(here.instrument, sent, before.latest, look_up, writer=user.id)
    answer_revisions.append_answers(here.row, found.to_save, by=user, at=at)
    saved = {new.question: _as_saved(new, at) for new in found.to_save}
    return Taken(
        found=before.found.then(found, {one.question.code for one in sent}),
        sent={**before.sent, **{one.question.code: one for one in sent}},
        latest={**before.latest, **saved},
        held={**before.held, **found.already, **saved},
    )


def _as_saved(new: NewAnswer, at: datetime) -> SavedAnswer:
    user = signed_in_user()
    return SavedAnswer(new.question, new.based_on + 1, new.answer, user.name, user.id, at)
