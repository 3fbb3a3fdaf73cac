"""The action plan: what is proposed for each gap, what the country takes up of it, and actions of its own."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.action_wire import clauses_open_to, in_order
from questionnaire.answers import Action
from questionnaire.gaps import Ranked, UnitGap
from questionnaire.instrument import Unit
from questionnaire.plan import is_reached, next_code
from webapp import clock, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.action_words import aim_words, cost_word, cost_words, quoted, why_words
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.planned import About, Planned, about, aim_code, planned_in
from webapp.assessment.result import gap_words
from webapp.assessment.typed_action import (
    TypedAction,
    action_errors,
    aims_offered,
    meant_by,
    read_action,
    shown,
    typed_for,
)
from webapp.assessment.words import answer_lines
from webapp.records import action_revisions
from webapp.records.action_revisions import NewAction, SavedAction
from webapp.tables import DRAFT
from webapp.wording import _, ngettext

OPEN_AT_FIRST = 3


class ActionLine(msgspec.Struct, frozen=True):
    """One action as it stands in the list: saved, or offered to be taken up."""

    action: Action
    saved: SavedAction | None
    is_reached: bool
    is_earlier: bool
    why: str

    @property
    def is_offered(self) -> bool:
        """Whether it waits to be taken up."""
        return self.saved is None


class UnitActions(msgspec.Struct, frozen=True):
    """The actions of one unit, with its place in the order of priorities."""

    unit: Unit
    place: int | None
    line: Ranked | None
    found: UnitGap | None
    actions: list[ActionLine]

    @property
    def offered(self) -> int:
        """How many wait to be taken up."""
        return sum(line.is_offered for line in self.actions)

    @property
    def planned(self) -> int:
        """How many are part of the plan."""
        return sum(line.saved is not None and line.action.taken_up for line in self.actions)


@blueprint.get("/countries/<country>/assessments/<int:number>/actions")
@open_to(COUNTRY_READERS)
def actions(country: str, number: int) -> ResponseReturnValue:
    """List the actions unit by unit, in the order of priorities, and offer to take up what is proposed."""
    here = opened(country, number)
    planned = planned_in(here)
    return render_template(
        "assessment/actions.html",
        here=here,
        planned=planned,
        units=_by_unit(here, planned),
        open_at_first=OPEN_AT_FIRST,
        just_saved=planned.saved.get(request.args.get("saved", "")),
        ticked=_ticked(kept.kept_form() if here.may_plan else None),
        new_code=lambda subject: next_code(planned.sheet, subject),
        quoted=quoted,
        aim_words=aim_words,
        aim_code=aim_code,
        cost_word=cost_word,
        gap_words=gap_words,
    )


@blueprint.post("/countries/<country>/assessments/<int:number>/actions")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def take_up(country: str, number: int) -> ResponseReturnValue:
    """Take up what was ticked, as the page offered it; what is offered otherwise by now is left and said."""
    here = opened(country, number, to_write=True)
    planned = planned_in(here)
    kept.forget_form()
    ticked = [value.partition("@") for value in request.form.getlist("take")]
    as_seen = {
        code
        for code, _at, seen in ticked
        if code in planned.offered and aim_code(planned.offered[code]) == seen
    }
    new = [
        NewAction(msgspec.structs.replace(action, taken_up=True))
        for code, action in planned.offered.items()
        if code in as_seen
    ]
    action_revisions.append_actions(here.row, new, by=signed_in_user(), at=clock.now())
    already = {action.code for action in planned.taken_up}
    missed = [code for code, _at, _seen in ticked if code not in as_seen | already]
    if new:
        flash(ngettext("One action was taken up.", "%(num)s actions were taken up.", len(new)))
    if missed:
        flash(_("Not taken up, because the proposal has changed: %(codes)s.", codes=", ".join(missed)))
    return redirect(here.address("assessment.actions"), 303)


@blueprint.get("/countries/<country>/assessments/<int:number>/actions/<code>")
@open_to(COUNTRY_READERS)
def action(country: str, number: int, code: str) -> ResponseReturnValue:
    """Show one action: saved, proposed, or an empty form for the country's own."""
    here = opened(country, number)
    subject, planned = about(here, code), planned_in(here)
    beginning = _beginning(planned, subject, code) or abort(404)
    form = kept.kept_form() if here.may_plan else None
    saved = planned.saved.get(code)
    return _page(
        here,
        planned,
        subject,
        beginning,
        typed=typed_for(beginning) if form is None else read_action(form),
        based_on=(saved.revision if saved else 0) if form is None else _based_on(form),
        is_kept=form is not None,
    )


@blueprint.post("/countries/<country>/assessments/<int:number>/actions/<code>")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def save_action(country: str, number: int, code: str) -> ResponseReturnValue:
    """Keep one action, or say what is wrong, or that somebody else was faster."""
    here = opened(country, number, to_write=True)
    subject, planned = about(here, code), planned_in(here)
    beginning = _beginning(planned, subject, code) or abort(404)
    typed, based_on = read_action(request.form), _based_on(request.form)
    kept.forget_form()
    answer = planned.sheet.answer_to(beginning.question)
    offered = aims_offered(subject.question, answer, beginning.aim)
    owners = planned.owners(beginning.owner)
    if errors := action_errors(typed, subject, answer, offered, owners):
        return _page(here, planned, subject, beginning, typed=typed, based_on=based_on, errors=errors), 422
    meant = meant_by(typed, code, subject, taken_up=request.form.get("then") != "drop")
    saved = planned.saved.get(code)
    if saved is not None and meant != saved.action and based_on != saved.revision:
        if based_on or "own" not in request.form:
            # What somebody else saved is shown beside; sending the page again then replaces it knowingly.
            seen = saved.revision
            return _page(here, planned, subject, beginning, typed=typed, based_on=seen, is_conflict=True), 409
        # Somebody else has added another action meanwhile: that is no version of this one.
        meant, saved = msgspec.structs.replace(meant, code=next_code(planned.sheet, subject.code)), None
    if saved is None or meant != saved.action:
        new = NewAction(meant, saved.revision if saved else 0)
        action_revisions.append_actions(here.row, [new], by=signed_in_user(), at=clock.now())
    return redirect(here.address("assessment.actions", saved=meant.code, _anchor=meant.code), 303)


def _page(
    here: Opened, planned: Planned, subject: About, beginning: Action, *, typed: TypedAction, **more: object
) -> str:
    answer = planned.sheet.answer_to(beginning.question)
    return render_template(
        "assessment/action.html",
        here=here,
        subject=subject,
        action=beginning,
        saved=planned.saved.get(beginning.code),
        is_offered=beginning.code in planned.offered,
        is_earlier=beginning.code in planned.earlier,
        typed=shown(typed),
        answer_now=answer_lines(subject.question, answer) if subject.question else (),
        may_find_out=answer.state != "answered",
        aims=aims_offered(subject.question, answer, beginning.aim),
        clauses=[here.instrument.clause(code) for code in clauses_open_to(subject.unit, subject.question)],
        owners=planned.owners(beginning.owner),
        costs=cost_words(),
        why=why_words(here.instrument, planned.sheet, planned.outcome, beginning),
        aim_words=aim_words,
        cost_word=cost_word,
        **more,
    )


def _beginning(planned: Planned, subject: About, code: str) -> Action | None:
    """What the form begins with: what is saved, what is offered, or nothing yet; None for any other code."""
    if code in planned.saved:
        return planned.saved[code].action
    if code in planned.offered:
        return planned.offered[code]
    if code != next_code(planned.sheet, subject.code):
        return None
    question = subject.question.code if subject.question else ""
    return Action(code, subject.unit.code, question, taken_up=False)


def _by_unit(here: Opened, planned: Planned) -> list[UnitActions]:
    """The units in the order of priorities; after them those that have actions and no place in it."""
    ranked = {line.code: place for place, line in enumerate(planned.outcome.priorities, start=1)}
    every: Mapping[str, list[ActionLine]] = {unit.code: [] for unit in here.rated_units}
    known = [saved.action for saved in planned.saved.values() if saved.action.unit in every]
    for each in in_order(here.instrument, [*known, *planned.offered.values()]):
        every[each.unit].append(
            ActionLine(
                action=each,
                saved=planned.saved.get(each.code),
                is_reached=is_reached(here.instrument, planned.sheet, each),
                is_earlier=each.code in planned.earlier,
                why=why_words(here.instrument, planned.sheet, planned.outcome, each) if each.question else "",
            )
        )
    units = [unit for unit in here.rated_units if unit.code in ranked or every[unit.code]]
    units.sort(key=lambda unit: ranked.get(unit.code, len(ranked) + 1))
    return [
        UnitActions(
            unit=unit,
            place=ranked.get(unit.code),
            line=planned.outcome.priorities[ranked[unit.code] - 1] if unit.code in ranked else None,
            found=planned.outcome.gaps.get(unit.code),
            actions=every[unit.code],
        )
        for unit in units
    ]


def _ticked(form: MultiDict[str, str] | None) -> frozenset[str]:
    return frozenset(form.getlist("take")) if form else frozenset()


def _based_on(form: MultiDict[str, str]) -> int:
    text = form.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
