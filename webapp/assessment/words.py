"""Answers, scores and moments in the words people read. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import ceil, floor

from flask_babel import format_date, format_datetime, format_decimal, get_locale

from questionnaire.answers import (
    Answer,
    Answered,
    Choice,
    Grid,
    Level,
    NotApplicable,
    Ranking,
    Selection,
    Value,
)
from questionnaire.instrument import Branch, Instrument, Question, Unit
from questionnaire.scoring import TOLERANCE, Mean, Scores, UnitScore
from questionnaire.weighing import QuestionScore
from webapp.config import MEBIBYTE
from webapp.forms import state_words
from webapp.wording import _, ngettext

# Unicode's marks around words that run from left to right inside a line that does not.
ISOLATE, END_ISOLATE = "\u2066", "\u2069"


# Estimates shorter than this are said in minutes.
HALF_HOURS_FROM = 86


def moment_words(at: datetime) -> str:
    """A moment with its zone, such as 22 November 2026, 02:13 UTC."""
    return f"{format_datetime(at, 'd MMMM y, HH:mm', rebase=False)} UTC"


def minutes_words(minutes: int) -> str:
    """An estimate as coarse as it is: full five minutes, and from an hour and a half on, half hours."""
    if minutes < HALF_HOURS_FROM:
        return _("about %(minutes)s minutes", minutes=-(-minutes // 5) * 5)
    hours = ceil(minutes / 30) / 2
    return ngettext("about one hour", "about %(hours)s hours", ceil(hours), hours=format_decimal(hours))


def time_words(at: datetime) -> str:
    """The time of day of a moment with its zone, such as 02:13 UTC."""
    return f"{format_datetime(at, 'HH:mm', rebase=False)} UTC"


def date_words(day: date) -> str:
    """A day, such as 1 November 2026."""
    return str(format_date(day, "d MMMM y"))


def size_words(size: int) -> str:
    """How large a file is, such as 120 KB or 1.5 MB."""
    if size < MEBIBYTE:
        return _("%(number)s KB", number=max(1, round(size / 1024)))
    return _("%(number)s MB", number=format_decimal(size / MEBIBYTE, "0.#"))


def rating_names() -> tuple[tuple[str, str], ...]:
    """The ratings of a unit, each with what people call it."""
    return (
        ("importance", _("Importance")),
        ("threat", _("Threat")),
        ("readiness", _("Readiness")),
        ("cost", _("Cost")),
        ("time", _("Time")),
    )


def figure(value: float) -> str:
    """A score of 0 to 100 as printed: rounded once, halves upwards."""
    return str(floor(value + 0.5 + TOLERANCE))


def span(low: float, high: float) -> str:
    """One figure, or a range such as 53–73."""
    first, last = figure(low), figure(high)
    if first == last:
        return first
    words = f"{first}–{last}"
    return f"{ISOLATE}{words}{END_ISOLATE}" if get_locale().text_direction == "rtl" else words


def percent(share: float) -> str:
    """A share of 0..1 in per cent."""
    return _("%(share)s %%", share=figure(100 * share))


def band_words(band: int | None) -> str:
    """The name of a band, 1 to 5."""
    names = (_("Not yet begun"), _("Initial"), _("Developing"), _("Established"), _("Advanced"))
    return names[band - 1] if band else ""


def choice_words(choice: str) -> str:
    """Yes, partial or no."""
    return {"yes": _("Yes"), "partial": _("Partial"), "no": _("No")}[choice]


def grade_words() -> tuple[str, ...]:
    """The grades of evidence, 0 to 4."""
    return (
        _("No evidence"),
        _("Statement by a named office"),
        _("Document cited with title, date and issuing body"),
        _("Document attached or public link"),
        _("Independently verified"),
    )


def answer_lines(question: Question, answer: Answer) -> tuple[str, ...]:
    """What was answered, line by line, without what stands beside it."""
    if isinstance(answer, NotApplicable):
        return (_("Not applicable: %(reason)s", reason=answer.reason),)
    if not isinstance(answer, Answered):
        return (state_words(answer.state),)
    return _value_lines(question, answer.value)


def _value_lines(question: Question, value: Value) -> tuple[str, ...]:
    if isinstance(value, Level):
        return (f"{value.level}: {question.levels[value.level]}",)
    if isinstance(value, Choice):
        return (choice_words(value.choice),)
    if isinstance(value, Ranking):
        return tuple(
            f"{place}. {question.option(code).text}" for place, code in enumerate(value.ranked, start=1)
        )
    if isinstance(value, Grid):
        return tuple(
            f"{question.row(row.row).text}: {_option_words(question, row.selected)}" for row in value.rows
        )
    return _selection_lines(question, value)


def _selection_lines(question: Question, value: Selection) -> tuple[str, ...]:
    ticked = tuple(question.option(code).text for code in value.selected)
    left_out = tuple(
        _(
            "Does not apply: %(option)s (%(reason)s)",
            option=question.option(mark.option).text,
            reason=mark.reason,
        )
        for mark in value.not_applicable
    )
    return (ticked or (_("None of these"),)) + left_out


def _option_words(question: Question, codes: Iterable[str]) -> str:
    return ", ".join(question.option(code).text for code in codes)


def branch_words(instrument: Instrument, branch: Branch) -> str:
    """When a question does not have to be answered, and what it counts as then."""
    parent = branch.question
    if branch.level_at_least is not None:
        while_words = _(
            "while %(question)s is below level %(level)s", question=parent, level=branch.level_at_least
        )
    elif branch.selected is not None:
        option = instrument.question(parent).option(branch.selected).text
        while_words = _("while %(question)s does not tick “%(option)s”", question=parent, option=option)
    elif branch.selected_at_least == 1:
        while_words = _("while %(question)s ticks nothing", question=parent)
    else:
        while_words = _(
            "while %(question)s ticks fewer than %(number)s", question=parent, number=branch.selected_at_least
        )
    if branch.otherwise == "zero":
        return _("Counts as 0 %(while_words)s. You may leave it out then.", while_words=while_words)
    return _("Does not apply %(while_words)s. You may leave it out then.", while_words=while_words)


def score_words(score: UnitScore) -> str:
    """The score of a unit as it may be printed: no band where too little is known."""
    words = span(score.mean.low, score.mean.high)
    return words if score.mean.enough_known else _("not enough answers (range %(range)s)", range=words)


def reasons(unit: Unit, scores: Scores) -> list[str]:
    """Why the unit's score is what it is, one sentence each, naming the questions."""
    score = scores.units.get(unit.code)
    if score is None:
        return [
            _("No score: no question of this unit applies.")
            if unit.scored
            else _("Context only: no State can meet or miss it.")
        ]
    sentences = [
        _range_sentence(score.mean, [scores.questions[question.code] for question in unit.scored_questions])
    ]
    if not score.mean.enough_known:
        sentences.append(_("Less than two thirds is known, so no level is named."))
    sentences.extend(
        cap_words(question, scores.questions)
        for question in unit.questions
        if scores.questions[question.code].capped
    )
    return sentences


def _range_sentence(mean: Mean, questions: list[QuestionScore]) -> str:
    doubts = [
        (
            state,
            [found.code for found in questions if found.counts and not found.known and found.state == state],
        )
        for state in ("dont_know", "withheld", "unanswered")
    ]
    parts = [_doubt_words(state, codes) for state, codes in doubts if codes]
    words = span(mean.low, mean.high)
    if not parts:
        asked = sum(found.counts for found in questions)
        said = ngettext(
            "%(num)s question counts, and it is answered",
            "%(num)s questions count, and all are answered",
            asked,
        )
        return f"{words}: {said}."
    return f"{words}: {'; '.join(parts)}."


def _doubt_words(state: str, codes: list[str]) -> str:
    listed = ", ".join(codes)
    if state == "dont_know":
        return ngettext(
            "one answer not known (%(codes)s)",
            "%(num)s answers not known (%(codes)s)",
            len(codes),
            codes=listed,
        )
    if state == "withheld":
        return ngettext(
            "one answer withheld (%(codes)s)",
            "%(num)s answers withheld (%(codes)s)",
            len(codes),
            codes=listed,
        )
    return ngettext(
        "one question not answered (%(codes)s)",
        "%(num)s questions not answered (%(codes)s)",
        len(codes),
        codes=listed,
    )


def cap_words(question: Question, scores: dict[str, QuestionScore]) -> str:
    """Which safeguard holds a question down, and how far."""
    own = scores[question.code]
    guards = [scores[code] for code in question.safeguards if code in scores and scores[code].counts]
    weakest = min(guards, key=lambda guard: (guard.high or 0, guard.low or 0, guard.code))
    if not own.capped_for_certain:
        weakest = min(guards, key=lambda guard: (guard.low or 0, guard.high or 0, guard.code))
        return _(
            "Safeguard not known: %(question)s may be held down, because it counts for at most a quarter "
            "more than its safeguard %(guard)s, which is not known yet.",
            question=question.code,
            guard=weakest.code,
        )
    return _(
        "Safeguard imbalance: %(question)s is worth %(own)s of 1 by its own answer, but counts for "
        "%(capped)s, because its safeguard %(guard)s is worth %(worth)s; it may count for at most a quarter "
        "more.",
        question=question.code,
        own=worth_words(own.raw_low or 0, own.raw_high or 0),
        capped=worth_words(own.low or 0, own.high or 0),
        guard=weakest.code,
        worth=worth_words(weakest.low or 0, weakest.high or 0),
    )


def worth_words(low: float, high: float) -> str:
    """What a question is worth, 0 to 1, with two decimals, or its range."""
    first, last = f"{low:.2f}", f"{high:.2f}"
    return first if first == last else f"{first}–{last}"
