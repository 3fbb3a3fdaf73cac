"""Priorities in order, with owner and first step."""

from __future__ import annotations

from math import ceil

from questionnaire.answers import Answered, Choice, Rating
from questionnaire.gaps import Group, Importance
from questionnaire.instrument import Question, Unit
from reports.content.action_plan import first_action, what_to_do
from reports.content.answers import excerpt, next_step
from reports.content.audience import MINISTERS_BRIEF, WORKING_FILE
from reports.content.gathered import Gathered
from reports.content.structure import PriorityLine, RatedLine
from reports.content.wording import CUT_SHORT, DASH, decimals

# How many lines the second page of the minister's brief has room for, however long they are.
BRIEF_LINES = 10
BRIEF_STEP = 100


def lines(gathered: Gathered) -> tuple[PriorityLine, ...]:
    """Imbalances, certain gaps, then what to find out first, as the method orders them."""
    return tuple(line(gathered, place) for place in range(len(gathered.outcome.priorities)))


def shown(gathered: Gathered) -> int:
    """How many priorities this version prints."""
    count = len(gathered.outcome.priorities)
    return min(count, BRIEF_LINES) if gathered.variant == MINISTERS_BRIEF else count


def more(gathered: Gathered) -> str:
    """How many priorities are not printed here, and where they are; empty if all are."""
    count = len(gathered.outcome.priorities) - shown(gathered)
    if not count:
        return ""
    return gathered.wording.ngettext(
        "And {count} more: see the working file.", "And {count} more: see the working file.", count
    ).format(count=count)


def rated_without_gap(gathered: Gathered) -> tuple[RatedLine, ...]:
    """What was rated of the units that have no gap, so that no rating and no reason for one is lost."""
    ranked = {line.code for line in gathered.outcome.priorities}
    unit_gaps = ((unit, gathered.outcome.gaps.get(unit.code)) for unit in gathered.units)
    return tuple(
        RatedLine(unit.code, unit.title, words, reason(gathered, found.ratings))
        for unit, found in unit_gaps
        if found is not None
        and unit.code not in ranked
        and gathered.sheet.ratings.get(unit.code, Rating()) != Rating()
        and (words := rating_words(gathered, found.ratings))
    )


def scale(lines_: tuple[PriorityLine, ...]) -> float:
    """The end of the axis that the intervals are drawn on: the next ten above the largest, at least 20."""
    return max(20.0, 10.0 * ceil(max((line.high for line in lines_), default=0.0) / 10))


def line(gathered: Gathered, place: int) -> PriorityLine:
    """The line at that place of the order, 0 the first."""
    ranked = gathered.outcome.priorities[place]
    found = gathered.outcome.gaps[ranked.code]
    unit = gathered.instrument.unit(ranked.code)
    owner, code, step = owner_and_first_step(gathered, unit)
    return PriorityLine(
        place=place + 1,
        code=unit.code,
        title=unit.title,
        group=ranked.group,
        group_title=group_title(gathered, ranked.group),
        low=found.priority.low,
        middle=found.priority.middle,
        high=found.priority.high,
        figure=decimals(found.priority.low, found.priority.high),
        gap=gathered.wording.gap(found.gap),
        ratings=rating_words(gathered, found.ratings),
        reason=reason(gathered, found.ratings),
        tied_with=ranked.tied_with,
        owner=in_the_room_there_is(gathered, owner),
        first_step=f"{code} {DASH} {in_the_room_there_is(gathered, step)}" if step else "",
    )


def owner_and_first_step(gathered: Gathered, unit: Unit) -> tuple[str, str, str]:
    """Who answers for the first step on a unit, the code of the step, and its words.

    They are those of the first action of the plan, or where there is none, what the next level asks of the
    body expected to lead.
    """
    action = first_action(gathered, unit.code)
    question = pivotal(gathered, unit)
    expected = gathered.instrument.body(question.bodies[0]).title if question.bodies else ""
    if action is not None:
        return action.owner or expected, action.code, excerpt(what_to_do(gathered, action))
    return expected, question.code, step_on(gathered, question)


def step_on(gathered: Gathered, question: Question) -> str:
    """The next step on a question, in words that tell what it is about."""
    _ = gathered.wording.gettext
    answer, score = gathered.answer(question), gathered.outcome.scores.questions[question.code]
    step = next_step(gathered, question, answer, score)
    if not step or score.branching != "asked":
        return step
    asks = {
        "dont_know": _("Find out: {words}"),
        "withheld": _("Decide whether to disclose: {words}"),
        "unanswered": _("Answer: {words}"),
    }.get(answer.state)
    if isinstance(answer, Answered) and isinstance(answer.value, Choice):
        asks = _("Reach a yes: {words}")
    return asks.format(words=question.text) if asks else step


def in_the_room_there_is(gathered: Gathered, words: str) -> str:
    """The words of a step or owner, or on the two pages of the brief their beginning."""
    if gathered.variant != MINISTERS_BRIEF or len(words) <= BRIEF_STEP:
        return words
    start = words[:BRIEF_STEP]
    return f"{start[: max(start.rfind(' '), BRIEF_STEP // 2)].rstrip(' ;,')}{CUT_SHORT}"


def group_title(gathered: Gathered, group: Group) -> str:
    """The heading of a group of priorities."""
    _ = gathered.wording.gettext
    flagged = [unit for unit in gathered.outcome.scores.units.values() if unit is not None and unit.imbalance]
    imbalances = _("Safeguard imbalances, before anything else")
    if all(unit.imbalance_only_unknown for unit in flagged):
        imbalances = _("Safeguards not known, before anything else")
    elif any(unit.imbalance_only_unknown for unit in flagged):
        imbalances = _("Safeguard imbalances, and safeguards not known, before anything else")
    return {
        "imbalance": imbalances,
        "certain": _("Certain gaps"),
        "find-out-first": _("Find out first: the target may be reached or not"),
    }[group]


def pivotal(gathered: Gathered, unit: Unit) -> Question:
    """The question that keeps the unit furthest from full worth; limiting safeguards come first."""
    scores = gathered.outcome.scores.questions
    counting = [question for question in unit.scored_questions if scores[question.code].counts]
    limiting = {code for question in counting if scores[question.code].capped for code in question.safeguards}
    guards = [question for question in counting if question.code in limiting]

    def lost(question: Question) -> float:
        own = scores[question.code]
        return question.weight * (1 - ((own.raw_low or 0) + (own.raw_high or 0)) / 2)

    # Of several, the first in the order of the questionnaire: the same answers give the same step.
    return max(guards or counting, key=lost)


def rating_words(gathered: Gathered, ratings: Importance) -> str:
    """The ratings behind the priority, and which of them nobody gave: for the working file."""
    _ = gathered.wording.gettext
    if gathered.variant != WORKING_FILE:
        return ""
    names = {
        "importance": _("importance"),
        "threat": _("threat"),
        "readiness": _("readiness"),
        "cost": _("cost"),
        "time": _("time"),
    }
    given = {
        "importance": ratings.importance,
        "threat": ratings.threat,
        "readiness": ratings.readiness,
        "cost": ratings.cost,
        "time": ratings.time,
    }
    rated = [f"{names[name]} {value}" for name, value in given.items() if name not in ratings.unrated]
    words = ", ".join(rated)
    if ratings.threat_from not in {"rating", "unrated"}:
        words += " " + _("(threat from {question})").format(question=ratings.threat_from)
    if len(ratings.unrated) == len(names):
        words = _("not rated: 3 throughout")
    elif ratings.unrated:
        words += "; " + _("not rated, taken as 3: {names}").format(
            names=", ".join(names[name] for name in given if name in ratings.unrated)
        )
    return words


def reason(gathered: Gathered, ratings: Importance) -> str:
    """What whoever rated gave as the reason: for the working file."""
    return ratings.reason if gathered.variant == WORKING_FILE else ""
