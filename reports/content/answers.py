"""Answers in words: value, what was typed and cited beside it, how it counts, and the next step."""

from __future__ import annotations

import msgspec

from questionnaire.answers import (
    Answer,
    Answered,
    Choice,
    Grid,
    Level,
    NotApplicable,
    Selection,
    Value,
    applicable_options,
)
from questionnaire.instrument import TOP_LEVEL, Branch, Question
from questionnaire.weighing import QuestionScore
from reports.content.gathered import Gathered
from reports.content.parts import AnswerEntry, EvidenceLine, NamedReason, NumberLine
from reports.content.wording import worth

EXCERPT = 320
EXCERPT_LINES = 6
# What counts nothing, and so has no thousands.
YEAR = "year"


def entries(gathered: Gathered) -> tuple[AnswerEntry, ...]:
    """Every question of the instrument, with its answer; those of modules switched off too."""
    return tuple(entry(gathered, question) for question in gathered.instrument.questions)


def entry(gathered: Gathered, question: Question) -> AnswerEntry:
    """One question with all that was answered, typed and cited."""
    words = gathered.wording
    answer = gathered.answer(question)
    score = gathered.outcome.scores.questions.get(question.code)
    value = answer.value if isinstance(answer, Answered) else None
    cut = excerpt(answer.comment)
    return AnswerEntry(
        code=question.code,
        unit=gathered.instrument.unit_of(question.code).code,
        text=question.text,
        kind=question.kind,
        weight=weight_words(gathered, question),
        restricted=question.restricted,
        module_on=score is not None,
        given=answer.state != "unanswered" or answer.has_words,
        state=answer.state,
        state_words=words.state(answer.state),
        value=value_words(gathered, question, value) if value is not None else (),
        codes=value_codes(value) if value is not None else (),
        left_out=left_out(question, value),
        reason=answer.reason if isinstance(answer, NotApplicable) else "",
        comment=answer.comment,
        excerpt=cut,
        excerpt_is_whole=cut == answer.comment,
        grade=answer.evidence.grade,
        grade_words=words.grade(answer.evidence.grade),
        given_by=gathered.sheet.given_by.get(question.code, ""),
        evidence=tuple(
            msgspec.structs.replace(line, reference=gathered.references[item])
            for line, item in zip(evidence_lines(gathered, answer), answer.evidence.items, strict=True)
        ),
        numbers=numbers(gathered, question, answer),
        counted=counted(gathered, question, answer, score),
        next_step=next_step(gathered, question, answer, score),
        low=score.low if score else None,
        high=score.high if score else None,
        substantiated=score.substantiated if score else None,
    )


def excerpt(text: str) -> str:
    """The text if it is short, else its beginning: a few lines at most, up to the end of a word."""
    start = "\n".join(text.split("\n")[:EXCERPT_LINES])
    if len(start) <= EXCERPT:
        return start
    start = start[:EXCERPT]
    cut = start.rfind(" ")
    return start[:cut] if cut > EXCERPT // 2 else start


def weight_words(gathered: Gathered, question: Question) -> str:
    """ "core, weight 2", "weight 1", or that it is recorded only."""
    _ = gathered.wording.gettext
    if not question.scored:
        return _("recorded, not scored")
    if question.core:
        return _("core question, weight {weight}").format(weight=question.weight)
    return _("weight {weight}").format(weight=question.weight)


def value_words(gathered: Gathered, question: Question, value: Value) -> tuple[str, ...]:
    """The value given, one line for each thing that was chosen."""
    _ = gathered.wording.gettext
    if isinstance(value, Level):
        return (_("Level {level} of {top}: {text}").format(
            level=value.level, top=TOP_LEVEL, text=question.levels[value.level]
        ),)  # fmt: skip
    if isinstance(value, Choice):
        return ({"yes": _("Yes"), "partial": _("Partial"), "no": _("No")}[value.choice],)
    if isinstance(value, Selection):
        return tuple(option.text for option in question.options if option.code in value.selected) or (
            _("None of the options"),
        )
    if isinstance(value, Grid):
        return tuple(
            _("{row}: {options}").format(
                row=question.row(row.row).text,
                options=", ".join(question.option(code).text for code in row.selected) or _("none ticked"),
            )
            for row in value.rows
        ) or (_("No row filled"),)
    return tuple(
        _("{place}. {text}").format(place=place, text=question.option(code).text)
        for place, code in enumerate(value.ranked, start=1)
    ) or (_("Nothing ranked"),)


def value_codes(value: Value) -> tuple[str, ...]:
    """The value in the codes of the questionnaire, one for each thing that was chosen."""
    if isinstance(value, Level):
        return (str(value.level),)
    if isinstance(value, Choice):
        return (value.choice,)
    if isinstance(value, Selection):
        return value.selected
    if isinstance(value, Grid):
        return tuple(f"{row.row}.{option}" for row in value.rows for option in row.selected)
    return value.ranked


def left_out(question: Question, value: Value | None) -> tuple[NamedReason, ...]:
    """The options marked as not applicable, with the reasons typed."""
    if not isinstance(value, Selection):
        return ()
    return tuple(NamedReason(question.option(mark.option).text, mark.reason) for mark in value.not_applicable)


def evidence_lines(gathered: Gathered, answer: Answer) -> tuple[EvidenceLine, ...]:
    """The documents cited, in the order given. Of a file only that there is one: its name may tell more than
    the report should.
    """
    attached = gathered.wording.gettext("File attached")
    return tuple(
        EvidenceLine(item.title, item.body, item.date, item.link, attached if item.file else "")
        for item in answer.evidence.items
    )


def numbers(gathered: Gathered, question: Question, answer: Answer) -> tuple[NumberLine, ...]:
    """The companion figures given, with what they count."""
    fields = {field.code: field for field in gathered.instrument.number_fields(question)}
    return tuple(
        NumberLine(
            text=fields[number.code].text,
            value=number_words(number.value, grouped=fields[number.code].unit != YEAR),
            unit=fields[number.code].unit,
            amount=number.value,
        )
        for number in answer.numbers
    )


def number_words(value: float, *, grouped: bool = False) -> str:
    """The figure as given: whole numbers without a decimal point, thousands set off if asked for."""
    if not float(value).is_integer():
        return f"{value:,}" if grouped else repr(value)
    return f"{int(value):,}" if grouped else str(int(value))


def counted(gathered: Gathered, question: Question, answer: Answer, score: QuestionScore | None) -> str:
    """How the answer counts, and why not if it does not."""
    _ = gathered.wording.gettext
    if score is None:
        module = gathered.instrument.module(gathered.instrument.unit_of(question.code).module)
        return _("Not counted, because the module {module} is not part of this assessment.").format(
            module=gathered.wording.module(module)
        )
    if score.branching != "asked":
        return branched_away(gathered, question, score)
    if not question.scored:
        return _("Recorded, not scored.")
    return in_the_score(gathered, question, answer, score)


def in_the_score(gathered: Gathered, question: Question, answer: Answer, score: QuestionScore) -> str:
    """What the answer to a scored question that was asked is worth."""
    _ = gathered.wording.gettext
    if score.state == "not_applicable":
        return _("Left out of the score as not applicable.")
    if score.capped:
        return limited(gathered, question, score)
    counts_as = _("Counts as {worth} of 1.").format(worth=worth(score.low or 0, score.high or 0))
    if isinstance(answer, NotApplicable):
        not_offered = _("This question does not offer “not applicable”; it counts as not answered.")
        return f"{not_offered} {counts_as}"
    return counts_as


def branched_away(gathered: Gathered, question: Question, score: QuestionScore) -> str:
    """Why a question was not asked, and what it counts as meanwhile."""
    _ = gathered.wording.gettext
    branch = question.applies
    if branch is None:
        raise ValueError(f"{question.code} has no branch")
    condition = condition_words(gathered, branch)
    if score.branching == "waiting":
        if not question.scored:
            return _("Not asked yet: it applies only if {condition}, which is not known.").format(
                condition=condition
            )
        return _("Counts as 0–1: it applies only if {condition}, which is not known.").format(
            condition=condition
        )
    if score.branching == "zero" and question.scored:
        return _(
            "Not counted by its own answer, because it applies only if {condition}; counts as 0."
        ).format(condition=condition)
    return _("Not counted, because it applies only if {condition}.").format(condition=condition)


def condition_words(gathered: Gathered, branch: Branch) -> str:
    """The condition on the parent question in words."""
    _ = gathered.wording.gettext
    if branch.level_at_least is not None:
        return _("{question} is at level {level} or higher").format(
            question=branch.question, level=branch.level_at_least
        )
    if branch.selected is not None:
        option = gathered.instrument.question(branch.question).option(branch.selected)
        return _("{question} ticks “{option}”").format(question=branch.question, option=option.text)
    return gathered.wording.ngettext(
        "{question} ticks at least {count} option", "{question} ticks at least {count} options",
        branch.selected_at_least or 0,
    ).format(question=branch.question, count=branch.selected_at_least)  # fmt: skip


def limited(gathered: Gathered, question: Question, score: QuestionScore) -> str:
    """How the safeguards hold the answer down."""
    _ = gathered.wording.gettext
    text = _("Counts as {worth} of 1 instead of {raw}: limited by {safeguards}.")
    if not score.capped_for_certain:
        text = _("Counts as {worth} of 1 instead of {raw}, as long as not all is known of {safeguards}.")
    return text.format(
        worth=worth(score.low or 0, score.high or 0),
        raw=worth(score.raw_low or 0, score.raw_high or 0),
        safeguards=gathered.wording.listed(question.safeguards),
    )


def next_step(gathered: Gathered, question: Question, answer: Answer, score: QuestionScore | None) -> str:
    """What the next level asks, in the words of the questionnaire; empty if nothing is left to reach."""
    _ = gathered.wording.gettext
    if not question.scored or score is None or score.state == "not_applicable":
        return ""
    if score.branching != "asked" and question.applies is not None:
        return _("First {question}.").format(question=question.applies.question)
    if gathered.wording.conceals and answer.state == "withheld":
        return ""
    if not isinstance(answer, Answered):
        asked_for = {"dont_know": _("Find out."), "withheld": _("Decide whether it can be disclosed.")}
        return asked_for.get(answer.state, _("Answer the question."))
    return beyond(gathered, question, answer.value)


def beyond(gathered: Gathered, question: Question, value: Value) -> str:
    """The level above, the full yes, or the options not ticked; empty if there is none."""
    _ = gathered.wording.gettext
    if isinstance(value, Level) and value.level < TOP_LEVEL:
        return _("Level {level}: {text}").format(level=value.level + 1, text=question.levels[value.level + 1])
    if isinstance(value, Choice) and value.choice != "yes":
        return _("A full yes.")
    if not isinstance(value, Selection):
        return ""
    exclusive = any(question.option(code).exclusive for code in value.selected)
    missing = [
        option.text
        for option in applicable_options(question, value)
        if exclusive or option.code not in value.selected
    ]
    return _("Add: {options}").format(options="; ".join(missing)) if missing else ""
