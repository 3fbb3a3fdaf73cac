"""What stands in the form of an action, as typed, what is wrong with it, and what it means."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import get_args

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.action_wire import CHOICES_AIMED_AT, clauses_open_to
from questionnaire.answers import Action, Aim, Answer, Answered, Choice, CostBand, Level, Selection
from questionnaire.answers_file import EARLIEST_YEAR, LATEST_YEAR
from questionnaire.instrument import TOP_LEVEL, Question
from questionnaire.wire import text_problem
from webapp.assessment.planned import About
from webapp.typed import FormError, lines, visible
from webapp.wording import _


class TypedAction(msgspec.Struct, frozen=True):
    """The fields of one action. An empty one is not decided."""

    text: str = ""
    aims: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    owner: str = ""
    start: str = ""
    end: str = ""
    cost: str = ""
    indicator: str = ""


def typed_for(action: Action) -> TypedAction:
    """The fields as they stand for an action that is saved or proposed."""
    return TypedAction(
        text=lines(action.text),
        aims=_aims_of(action.aim),
        clauses=action.clauses,
        owner=action.owner,
        start=action.start.isoformat() if action.start else "",
        end=action.end.isoformat() if action.end else "",
        cost=action.cost or "",
        indicator=lines(action.indicator),
    )


def read_action(form: MultiDict[str, str]) -> TypedAction:
    """The fields of the form."""
    return TypedAction(
        text=lines(form.get("text", "")),
        aims=tuple(aim for aim in form.getlist("aim") if aim),
        clauses=tuple(form.getlist("clauses")),
        owner=form.get("owner", ""),
        start=form.get("start", "").strip(),
        end=form.get("end", "").strip(),
        cost=form.get("cost", ""),
        indicator=lines(form.get("indicator", "")),
    )


def shown(typed: TypedAction) -> TypedAction:
    """The fields as a page can show them."""
    return msgspec.structs.replace(
        typed,
        text=visible(typed.text),
        start=visible(typed.start),
        end=visible(typed.end),
        indicator=visible(typed.indicator),
    )


def aims_offered(question: Question | None, answer: Answer, held: Aim | None) -> tuple[str, ...]:
    """What an action on the question may aim at: what lies beyond its answer, and what it aims at already."""
    if question is None:
        return ()
    kept = _aims_of(held)
    value = answer.value if isinstance(answer, Answered) else None
    if question.kind == "maturity":
        now = value.level if isinstance(value, Level) else 0
        return tuple(str(level) for level in range(1, TOP_LEVEL + 1) if level > now or str(level) in kept)
    if question.kind == "choice":
        is_partial = isinstance(value, Choice) and value.choice == "partial"
        return tuple(word for word in CHOICES_AIMED_AT if word == "yes" or not is_partial or word in kept)
    ticked = value.selected if isinstance(value, Selection) else ()
    return tuple(o.code for o in question.scored_options if o.code not in ticked or o.code in kept)


def action_errors(
    typed: TypedAction, subject: About, answer: Answer, offered: Collection[str], owners: Collection[str]
) -> list[FormError]:
    """What is wrong or missing, field by field."""
    found = []
    if not typed.text.strip():
        found.append(FormError("text", _("Write what will be done.")))
    found += [
        FormError(name, _("This text %(problem)s.", problem=problem))
        for name in ("text", "indicator")
        if (problem := text_problem(getattr(typed, name)))
    ]
    if not set(typed.aims) <= set(offered) or (
        len(typed.aims) > 1 and subject.question and subject.question.kind != "selection"
    ):
        found.append(FormError("aim", _("Choose one of the aims offered.")))
    elif subject.question and isinstance(answer, Answered) and not typed.aims:
        found.append(FormError("aim", _("Choose what the action aims at.")))
    if not set(typed.clauses) <= set(clauses_open_to(subject.unit, subject.question)):
        found.append(FormError("clauses", _("Tick only clauses that are offered.")))
    if typed.owner and typed.owner not in owners:
        found.append(FormError("owner", _("Choose one of the institutions offered.")))
    found += _day_errors(typed)
    if typed.cost not in {"", *get_args(CostBand)}:
        found.append(FormError("cost", _("Choose one of the cost bands offered.")))
    return found


def meant_by(typed: TypedAction, code: str, subject: About, *, taken_up: bool) -> Action:
    """The action that fields without errors mean."""
    return Action(
        code=code,
        unit=subject.unit.code,
        question=subject.question.code if subject.question else "",
        aim=_aim_meant(typed, subject.question),
        text=typed.text,
        clauses=tuple(
            clause for clause in clauses_open_to(subject.unit, subject.question) if clause in typed.clauses
        ),
        owner=typed.owner,
        start=_day(typed.start),
        end=_day(typed.end),
        cost=next((band for band in get_args(CostBand) if band == typed.cost), None),
        indicator=typed.indicator if typed.indicator.strip() else "",
        taken_up=taken_up,
    )


def _day_errors(typed: TypedAction) -> list[FormError]:
    found = [
        FormError(name, _("Write the day as year, month and day, such as 2027-03-01."))
        for name in ("start", "end")
        if getattr(typed, name) and _day(getattr(typed, name)) is None
    ]
    start, end = _day(typed.start), _day(typed.end)
    if start and end and end < start:
        found.append(FormError("end", _("The end is before the start. Change one of them.")))
    return found


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def _aims_of(aim: Aim | None) -> tuple[str, ...]:
    if aim is None:
        return ()
    if isinstance(aim, Level):
        return (str(aim.level),)
    return (aim.choice,) if isinstance(aim, Choice) else aim.selected


def _aim_meant(typed: TypedAction, question: Question | None) -> Aim | None:
    if question is None or not typed.aims:
        return None
    if question.kind == "maturity":
        return Level(int(typed.aims[0]))
    if question.kind == "choice":
        return Choice("partial" if typed.aims[0] == "partial" else "yes")
    return Selection(tuple(o.code for o in question.scored_options if o.code in typed.aims))
