"""One question as boxes and lines: what was answered is ticked and printed, the rest is left to write on."""

from __future__ import annotations

from string import ascii_uppercase

from questionnaire.answers import (
    TOP_GRADE,
    UNANSWERED,
    Answer,
    Answered,
    Choice,
    Evidence,
    Grid,
    Level,
    NotApplicable,
    Ranking,
    Selection,
)
from questionnaire.instrument import CHOICES, Option, Question
from reports.content.answers import condition_words, evidence_lines, number_words
from reports.content.gathered import Gathered
from reports.content.parts import NumberLine
from reports.papers.structure import Box, GridLine, LeftOutBox, QuestionForm, RankedLine

BLANK_COMMENT_LINES = 3
BLANK_EVIDENCE_ROWS = 2
SPARE_EVIDENCE_ROWS = 1
# Kinds whose boxes take the whole breadth, and how many boxes and lines stand side by side.
TALL = ("grid", "ranking")
MOST_BESIDE = 9
# What is printed beside an answer makes a question too long to be held together on a sheet.
MOST_SHORT = 1500


def form(gathered: Gathered, question: Question) -> QuestionForm:
    """The question with its answer on the sheet, if there is one."""
    answer = gathered.answer(question)
    is_open = answer.state == "unanswered"
    evidence = evidence_lines(gathered, answer)
    return QuestionForm(
        code=question.code,
        text=question.text,
        kind=question.kind,
        marks=marks(gathered, question),
        restricted=question.restricted,
        guidance=guidance(gathered, question),
        proof=question.evidence,
        how=how(gathered, question),
        boxes=boxes(gathered, question, answer),
        grid=grid(question, answer),
        letters=letters(question),
        ranked=ranked(question, answer),
        left_out=left_out(question, answer),
        not_applicable_when=question.not_applicable_when,
        states=states(gathered, question, answer),
        asks_reason=question.not_applicable == "question",
        reason=answer.reason if isinstance(answer, NotApplicable) else "",
        numbers=numbers(gathered, question, answer),
        comment=answer.comment,
        comment_lines=comment_lines(gathered, question, answer),
        comment_beside=stands_beside(question, answer),
        grades=grades(gathered, answer),
        evidence=evidence,
        evidence_rows=BLANK_EVIDENCE_ROWS if is_open else SPARE_EVIDENCE_ROWS * (not evidence),
        is_short=written_length(answer) <= MOST_SHORT,
    )


def marks(gathered: Gathered, question: Question) -> tuple[str, ...]:
    """How the question counts, where that is worth a word."""
    _ = gathered.wording.gettext
    recorded = _("Recorded, not scored")
    if not question.scored:
        return () if question.help.startswith(recorded) else (recorded,)
    return (_("Core question: counts double"),) if question.core else ()


def guidance(gathered: Gathered, question: Question) -> tuple[str, ...]:
    """What helps to answer: the questionnaire's own help, the condition, who knows, what proves it."""
    _ = gathered.wording.gettext
    condition = ""
    if question.applies is not None:
        condition = _("Answer only if {condition}.").format(
            condition=condition_words(gathered, question.applies)
        )
    bodies = gathered.wording.listed(gathered.instrument.body(code).title for code in question.bodies)
    known = _("Usually known to: {bodies}.").format(bodies=bodies)
    proof = _("Evidence may be: {examples}.").format(examples=question.evidence)
    return tuple(part for part in (question.help, condition, f"{known} {proof}") if part)


def how(gathered: Gathered, question: Question) -> str:
    """How the boxes or lines are to be filled in."""
    _ = gathered.wording.gettext
    if question.kind == "ranking":
        return _("Write the letter and words of up to {count}, the most important first.").format(
            count=places(question)
        )
    return {
        "maturity": _("Tick the highest level reached today; each level presumes those below it."),
        "choice": _("Tick one."),
        "selection": _("Tick all that apply."),
        "grid": _("Tick all that apply on each line."),
    }[question.kind]


def boxes(gathered: Gathered, question: Question, answer: Answer) -> tuple[Box, ...]:
    """The boxes of a level, a choice or a selection; none for other kinds."""
    _ = gathered.wording.gettext
    value = answer.value if isinstance(answer, Answered) else None
    if question.kind == "maturity":
        return tuple(
            Box(text, isinstance(value, Level) and value.level == level, number=str(level))
            for level, text in enumerate(question.levels)
        )
    if question.kind == "choice":
        words = {"yes": _("Yes"), "partial": _("Partial"), "no": _("No")}
        asides = {"partial": _("say in the comment what is in place and what is missing")}
        return tuple(
            Box(
                words[choice],
                isinstance(value, Choice) and value.choice == choice,
                aside=asides.get(choice, ""),
            )
            for choice in reversed(CHOICES)
        )
    if question.kind == "selection":
        return option_boxes(gathered, question, value if isinstance(value, Selection) else None)
    return ()


def option_boxes(gathered: Gathered, question: Question, value: Selection | None) -> tuple[Box, ...]:
    """The options of a selection, and "None of these" where no option says it."""
    _ = gathered.wording.gettext
    found = tuple(
        Box(option.text, value is not None and option.code in value.selected) for option in question.options
    )
    nothing_ticked = value is not None and not value.selected
    if nothing_ticked or not any(option.exclusive for option in question.options):
        return (*found, Box(_("None of these"), nothing_ticked))
    return found


def grid(question: Question, answer: Answer) -> tuple[GridLine, ...]:
    """The lines of a grid; none for other kinds."""
    value = answer.value if isinstance(answer, Answered) else None
    ticked = {row.row: row.selected for row in value.rows} if isinstance(value, Grid) else {}
    return tuple(
        GridLine(
            row.text,
            tuple(Box(option.text, option.code in ticked.get(row.code, ())) for option in question.options),
        )
        for row in question.rows
    )


def letters(question: Question) -> tuple[Box, ...]:
    """The options of a ranking, each with a letter; none for other kinds."""
    if question.kind != "ranking":
        return ()
    return tuple(Box(option.text, number=letter(question, option)) for option in question.options)


def letter(question: Question, option: Option) -> str:
    """The letter by which the option is named on a numbered line: A to Z, then AA."""
    rounds, place = divmod(question.options.index(option), len(ascii_uppercase))
    return ascii_uppercase[place] * (rounds + 1)


def ranked(question: Question, answer: Answer) -> tuple[RankedLine, ...]:
    """The numbered lines of a ranking; none for other kinds."""
    if question.kind != "ranking":
        return ()
    value = answer.value if isinstance(answer, Answered) else None
    given = value.ranked if isinstance(value, Ranking) else ()
    options = [question.option(code) for code in given]
    words = [f"{letter(question, option)}  {option.text}" for option in options]
    words += [""] * (places(question) - len(words))
    return tuple(RankedLine(number, text) for number, text in enumerate(words, start=1))


def places(question: Question) -> int:
    """How many options may be ranked."""
    return question.at_most or len(question.options)


def left_out(question: Question, answer: Answer) -> tuple[LeftOutBox, ...]:
    """A line for each option that may not apply; none where every option does."""
    if question.not_applicable != "option":
        return ()
    value = answer.value if isinstance(answer, Answered) else None
    given = value.not_applicable if isinstance(value, Selection) else ()
    reasons = {mark.option: mark.reason for mark in given}
    return tuple(
        LeftOutBox(option.text, option.code in reasons, reason=reasons.get(option.code, ""))
        for option in question.scored_options
    )


def states(gathered: Gathered, question: Question, answer: Answer) -> tuple[Box, ...]:
    """What can be said instead of an answer."""
    offered = ["dont_know", "withheld"]
    if question.not_applicable == "question" or answer.state == "not_applicable":
        offered.append("not_applicable")
    return tuple(
        Box(gathered.wording.state(state), answer.state == state)
        for state in ("dont_know", "withheld", "not_applicable")
        if state in offered
    )


def numbers(gathered: Gathered, question: Question, answer: Answer) -> tuple[NumberLine, ...]:
    """A line for each companion figure, empty where none was given."""
    given = {number.code: number_words(number.value) for number in answer.numbers}
    return tuple(
        NumberLine(field.text, given.get(field.code, ""), field.unit)
        for field in gathered.instrument.number_fields(question)
    )


def grades(gathered: Gathered, answer: Answer) -> tuple[Box, ...]:
    """The grades of evidence by number; the one given is ticked and said in words."""
    is_given = isinstance(answer, Answered) or answer.evidence != Evidence()
    return tuple(
        Box(
            gathered.wording.grade_meaning(grade) if is_given and answer.evidence.grade == grade else "",
            is_given and answer.evidence.grade == grade,
            number=str(grade),
        )
        for grade in range(TOP_GRADE + 1)
    )


def stands_beside(question: Question, answer: Answer) -> bool:
    """Whether the lines for a comment stand beside the boxes: where both are short."""
    return not answer.comment and question.kind not in TALL and len(question.options) <= MOST_BESIDE


def comment_lines(gathered: Gathered, question: Question, answer: Answer) -> int:
    """How many lines there are for a comment: beside the boxes, as many as take their height."""
    if answer.comment:
        return BLANK_COMMENT_LINES if answer.state == "unanswered" else 0
    if stands_beside(question, answer):
        taken = 1 + len(gathered.instrument.number_fields(question))
        return max(BLANK_COMMENT_LINES, len(question.levels or question.options) - taken)
    return BLANK_COMMENT_LINES


def written_length(answer: Answer) -> int:
    """How many characters were typed beside the answer; every line break counts for half a line."""
    if answer == UNANSWERED:
        return 0
    texts = [answer.comment, answer.reason if isinstance(answer, NotApplicable) else ""]
    texts += [
        text for item in answer.evidence.items for text in (item.title, item.body, item.date, item.link)
    ]
    if isinstance(answer, Answered) and isinstance(answer.value, Selection):
        texts += [mark.reason for mark in answer.value.not_applicable]
    return sum(len(text) + 50 * text.count("\n") for text in texts)
