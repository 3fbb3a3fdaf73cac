"""Actions in the words people read: what they aim at, what they cost, and why some move nothing."""

from __future__ import annotations

from questionnaire.answers import Action, Answered, AnswerSheet, Choice, Level
from questionnaire.instrument import Instrument
from questionnaire.outcome import Outcome
from questionnaire.plan import HeldBack, words_aimed_at
from webapp.assessment.words import worth_words
from webapp.wording import _


def cost_words() -> tuple[tuple[str, str, str], ...]:
    """The cost bands, each with what it means. They are no sums, so that they need no currency."""
    return (
        ("none", _("None"), _("Within present posts and budgets")),
        ("low", _("Low"), _("One body can pay it from its yearly budget")),
        ("medium", _("Medium"), _("It needs a line of its own in a budget, or several bodies")),
        ("high", _("High"), _("It needs a decision of the government or parliament, or funds from outside")),
    )


def cost_word(action: Action) -> str:
    """The cost band of an action; "" while it is not decided."""
    return next((name for code, name, _meaning in cost_words() if code == action.cost), "")


def aim_words(action: Action) -> str:
    """What the action aims at, in a few words."""
    if isinstance(action.aim, Level):
        return _("Level %(level)s", level=action.aim.level)
    if isinstance(action.aim, Choice):
        return _("A full yes") if action.aim.choice == "yes" else _("A partial yes")
    if action.aim is not None:
        return _("These options")
    return _("To be known") if action.question else ""


def step_words(proposal: Action) -> str:
    """A proposal as something to do: its text is a level's description, options, or the question itself."""
    if isinstance(proposal.aim, Choice):
        return _("Reach %(aim)s: %(question)s", aim=aim_words(proposal).lower(), question=proposal.text)
    if proposal.aim is None:
        return _("Find out: %(question)s", question=proposal.text)
    return proposal.text if isinstance(proposal.aim, Level) else _("Add: %(options)s", options=proposal.text)


def quoted(instrument: Instrument, action: Action) -> str:
    """The questionnaire's own words that the action would satisfy, where its text does not hold them."""
    words = "; ".join(words_aimed_at(instrument, action))
    return "" if words in action.text else words


def why_words(instrument: Instrument, sheet: AnswerSheet, outcome: Outcome, action: Action) -> str:
    """Why a step is proposed on a question that may not be short of its own target."""
    limited = [
        question.code
        for question in instrument.questions
        if action.question in question.safeguards
        and (score := outcome.scores.questions.get(question.code)) is not None
        and score.capped
    ]
    if limited:
        return _("A safeguard: it holds down %(codes)s.", codes=", ".join(limited))
    waiting = [
        question.code
        for question in instrument.questions
        if question.applies
        and question.applies.question == action.question
        and (score := outcome.scores.questions.get(question.code)) is not None
        and score.branching != "asked"
    ]
    if waiting and isinstance(sheet.answer_to(action.question), Answered):
        return _("%(codes)s depends on it.", codes=", ".join(waiting))
    return ""


def held_words(held: HeldBack) -> str:
    """Why an action moves no figure, or less than it aims at."""
    codes = ", ".join(held.limited_by)
    worth = worth_words(held.low or 0, held.high or 0)
    return {
        "whole-unit": _("It serves the unit as a whole; no single answer is raised by it."),
        "find-out": _("It finds out an answer. What will be found is not known, so the range stays."),
        "reached": _("The answer says so already."),
        "not-applicable": _("The question does not apply, or belongs to a module that is switched off."),
        "not-asked": _("The question counts only once %(codes)s is further.", codes=codes),
        "held": _(
            "Held back by a safeguard: the question counts for %(worth)s of 1 until %(codes)s is stronger.",
            worth=worth,
            codes=codes,
        ),
    }[held.reason]
