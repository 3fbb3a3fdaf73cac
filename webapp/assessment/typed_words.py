"""What stands in the fields of a question as plain text, whether or not it makes an answer: to be copied, or
kept as a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from questionnaire.instrument import Instrument, Question
from webapp.assessment.words import choice_words, grade_words
from webapp.forms import NONE_OF_THESE, STATES_BESIDE, state_words
from webapp.typed import Typed
from webapp.wording import _


def typed_words(instrument: Instrument, question: Question, typed: Typed) -> str:
    """All that was typed for the question, line by line."""
    return "\n".join([*_answer_lines(question, typed), *_lines_beside(instrument, question, typed)])


def _answer_lines(question: Question, typed: Typed) -> Iterator[str]:
    for picked in typed.picked:
        yield _picked_words(question, picked)
    for row, ticked in typed.rows.items():
        yield f"{question.row(row).text}: {', '.join(_option_words(question, ticked))}"
    for place, words in enumerate(_option_words(question, typed.ranked), start=1):
        yield f"{place}. {words}"
    for option, reason in typed.left_out.items():
        yield _("Does not apply: %(option)s (%(reason)s)", option=question.option(option).text, reason=reason)
    if typed.reason.strip():
        yield _("Why it does not apply: %(reason)s", reason=typed.reason)


def _lines_beside(instrument: Instrument, question: Question, typed: Typed) -> Iterator[str]:
    if typed.comment.strip():
        yield typed.comment
    for field in instrument.number_fields(question):
        if field.code in typed.numbers:
            yield f"{field.text}: {typed.numbers[field.code]}"
    if typed.grade in [str(grade) for grade in range(1, len(grade_words()))]:
        yield _("Evidence: %(grade)s", grade=grade_words()[int(typed.grade)])
    for item in typed.items:
        attached = _("file attached") if item.file else ""
        parts = (item.title, item.body, item.date, item.link, attached)
        yield ", ".join(part for part in parts if part.strip())


def _picked_words(question: Question, code: str) -> str:
    if code == NONE_OF_THESE:
        return _("None of these")
    if code in STATES_BESIDE:
        return state_words(code)
    if code in {"yes", "partial", "no"}:
        return choice_words(code)
    if question.levels and code in [str(level) for level in range(len(question.levels))]:
        return f"{code}: {question.levels[int(code)]}"
    return next(iter(_option_words(question, [code])))


def _option_words(question: Question, codes: Iterable[str]) -> list[str]:
    """The words of options; of what is no option, the code itself."""
    known = {option.code: option.text for option in question.options}
    return [known.get(code, code) for code in codes]
