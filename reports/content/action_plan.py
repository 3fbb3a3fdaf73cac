"""The action plan: actions on a timeline, proposals beside them, and what they would change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from questionnaire.action_wire import in_order
from questionnaire.answers import Action, Aim, Choice, Level, Selection
from questionnaire.plan import is_reached, open_proposals, words_aimed_at
from reports.content.answers import excerpt
from reports.content.effect import effect
from reports.content.gathered import Gathered
from reports.content.plan_parts import CostBandLine, PlanChapter, PlanLine, PlanUnit
from reports.content.wording import DASH


def chapter(gathered: Gathered) -> PlanChapter:
    """Everything that the chapter says."""
    taken_up = planned(gathered)
    proposals = open_proposals(gathered.instrument, gathered.sheet, gathered.outcome)
    first, last = years(taken_up)
    counted = effect(gathered, taken_up, proposals)
    return PlanChapter(
        lead=lead(gathered, taken_up, proposals),
        planned=by_unit(gathered, taken_up, (first, last)),
        proposed=by_unit(gathered, proposals, (first, last)),
        axis_start=str(first) if taken_up and first else "",
        axis_end=str(last) if taken_up and last else "",
        costs=costs(gathered),
        counted=counted.sentence,
        totals=counted.totals,
        pillars=counted.pillars,
        units=counted.units,
        unmoved=counted.unmoved,
        held_back=counted.held_back,
    )


def planned(gathered: Gathered) -> tuple[Action, ...]:
    """The actions taken up, of the modules switched on, in the order of the instrument."""
    units = {unit.code for unit in gathered.units}
    taken = (action for action in gathered.sheet.actions.values() if action.taken_up and action.unit in units)
    return in_order(gathered.instrument, taken)


def first_action(gathered: Gathered, unit: str) -> Action | None:
    """The action of a unit that begins first and is not reached; those without a day come last."""
    open_ones = [
        action
        for action in planned(gathered)
        if action.unit == unit and not is_reached(gathered.instrument, gathered.sheet, action)
    ]
    return min(open_ones, key=lambda action: action.start or action.end or date.max, default=None)


def lead(gathered: Gathered, taken_up: tuple[Action, ...], proposals: tuple[Action, ...]) -> str:
    """How many actions there are, and how many proposals beside them."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if not taken_up and not proposals:
        return _("No unit is short of its target, and no action has been taken up.")
    if gathered.is_blank and not taken_up:
        return _("No action has been taken up yet, and before the first answers there is none to propose.")
    actions = several("{count} action has been taken up", "{count} actions have been taken up", len(taken_up))
    steps = several("{count} proposal has not", "{count} proposals have not", len(proposals))
    if not taken_up:
        actions = _("No action has been taken up yet")
        steps = several("{count} is proposed", "{count} are proposed", len(proposals))
    words = actions.format(count=len(taken_up))
    if not proposals:
        return f"{words}."
    return _("{actions}; {proposals}.").format(actions=words, proposals=steps.format(count=len(proposals)))


def by_unit(gathered: Gathered, actions: Iterable[Action], axis: tuple[int, int]) -> tuple[PlanUnit, ...]:
    """The actions unit by unit, in the order of priorities. What is proposed to be found out is named by its
    question alone.
    """
    found: dict[str, list[Action]] = {}
    for action in actions:
        found.setdefault(action.unit, []).append(action)
    ranked = {line.code: place for place, line in enumerate(gathered.outcome.priorities)}
    order = sorted(found, key=lambda code: ranked.get(code, len(ranked)))
    return tuple(
        PlanUnit(
            code=code,
            title=gathered.instrument.unit(code).title,
            lines=tuple(line(gathered, action, axis) for action in found[code] if not is_to_find_out(action)),
            find_out=tuple(action.question for action in found[code] if is_to_find_out(action)),
        )
        for code in order
    )


def is_to_find_out(action: Action) -> bool:
    """Whether it is a mere proposal to find an answer out."""
    return not action.taken_up and action.aim is None


def line(gathered: Gathered, action: Action, axis: tuple[int, int]) -> PlanLine:
    """One row of the timeline table."""
    _ = gathered.wording.gettext
    words = what_to_do(gathered, action)
    cut = excerpt(words)
    quote = "; ".join(words_aimed_at(gathered.instrument, action))
    return PlanLine(
        code=action.code,
        unit=action.unit,
        question=action.question,
        is_proposal=not action.taken_up,
        state=state(gathered, action),
        text=words,
        excerpt=cut,
        excerpt_is_whole=cut == words,
        aim=aim(gathered, action),
        quote="" if quote in words else quote,
        clauses=action.clauses,
        owner=action.owner,
        start=action.start.isoformat() if action.start else "",
        end=action.end.isoformat() if action.end else "",
        when=when(gathered, action),
        from_here=place(action.start, axis),
        to_here=place(action.end, axis),
        cost=next((band.name for code, band in bands(gathered) if code == action.cost), ""),
        indicator=action.indicator,
    )


def what_to_do(gathered: Gathered, action: Action) -> str:
    """What the action says; where its words are still a question or options, what to do about them."""
    _ = gathered.wording.gettext
    if not action.question:
        return action.text
    question = gathered.instrument.question(action.question)
    if action.text == question.text:
        return to_answer(gathered, action.aim).format(words=action.text)
    options = "; ".join(words_aimed_at(gathered.instrument, action))
    if isinstance(action.aim, Selection) and action.text == options:
        return _("Add: {words}").format(words=options)
    return action.text


def to_answer(gathered: Gathered, aim: Aim | None) -> str:
    """What is to be done about a question, whose `words` follow."""
    _ = gathered.wording.gettext
    if aim is None:
        return _("Find out: {words}")
    if isinstance(aim, Choice) and aim.choice == "partial":
        return _("Reach a partial yes: {words}")
    return _("Reach a yes: {words}")


def state(gathered: Gathered, action: Action) -> str:
    """Whether it is a proposal, part of the plan, or reached by now."""
    _ = gathered.wording.gettext
    if not action.taken_up:
        return _("Proposal")
    return _("Reached") if is_reached(gathered.instrument, gathered.sheet, action) else _("Action")


def aim(gathered: Gathered, action: Action) -> str:
    """The target level in a few words."""
    _ = gathered.wording.gettext
    if isinstance(action.aim, Level):
        return _("Level {level}").format(level=action.aim.level)
    if isinstance(action.aim, Choice):
        return _("Yes") if action.aim.choice == "yes" else _("Partial")
    if action.aim is not None:
        return _("Options ticked")
    return _("Known") if action.question else ""


def when(gathered: Gathered, action: Action) -> str:
    """From when to when, as far as it is decided."""
    _, day = gathered.wording.gettext, gathered.wording.short_day
    if action.start and action.end:
        return f"{day(action.start)} {DASH} {day(action.end)}"
    if action.start:
        return _("from {day}").format(day=day(action.start))
    return _("by {day}").format(day=day(action.end)) if action.end else _("not decided")


def years(actions: Iterable[Action]) -> tuple[int, int]:
    """The first and the last year in which an action begins or ends; 0 where no day is set."""
    days = [day for action in actions for day in (action.start, action.end) if day]
    return (min(days).year, max(days).year) if days else (0, 0)


def place(day: date | None, axis: tuple[int, int]) -> float | None:
    """Where a day lies between the beginning of the first and the end of the last year, 0..100."""
    if day is None or not axis[0]:
        return None
    first = date(axis[0], 1, 1).toordinal()
    return 100 * (day.toordinal() - first) / (date(axis[1], 12, 31).toordinal() - first)


def costs(gathered: Gathered) -> tuple[CostBandLine, ...]:
    """What the cost bands mean."""
    return tuple(band for _code, band in bands(gathered))


def bands(gathered: Gathered) -> tuple[tuple[str, CostBandLine], ...]:
    """The cost bands by code."""
    _ = gathered.wording.gettext
    return (
        ("none", CostBandLine(_("None"), _("within present posts and budgets"))),
        ("low", CostBandLine(_("Low"), _("one body can pay it from its yearly budget"))),
        ("medium", CostBandLine(_("Medium"), _("a line of its own in a budget, or several bodies"))),
        (
            "high",
            CostBandLine(_("High"), _("a decision of the government or parliament, or funds from outside")),
        ),
    )
