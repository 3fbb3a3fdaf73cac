"""The rules that the marks of a version keep; each yields what is wrong and how to mend it.

Marks are promises about meaning. What a machine can see of a meaning is compared: kind, levels, options,
rows, clauses, branch, and whether it is scored. Weights may differ: the later ones count for both years.
"""

from __future__ import annotations

from collections.abc import Iterator

from questionnaire.instrument import Instrument, Question
from questionnaire.mistakes import Mistake, listed, repeated
from questionnaire.question_rules import TOP_FILE
from questionnaire.since import Since


def broken_marks(instrument: Instrument, former: tuple[Instrument, ...]) -> Iterator[Mistake]:
    """Every rule that the marks of the instrument break.

    `former` holds the versions before it, the latest first; there is at least the one that `since` names.
    """
    since, before = instrument.since, former[0]
    if since is None:
        return
    yield from _marked_once(instrument, since)
    yield from _known_before(instrument, since, before)
    yield from _all_accounted_for(since, before)
    yield from _never_used_again(instrument, former)
    for code, is_reworded in (
        *((code, False) for code in since.same),
        *((code, True) for code in since.reworded),
    ):
        if instrument.has_question(code) and before.has_question(code):
            now, then = instrument.question(code), before.question(code)
            yield from _keeps_its_meaning(now, then, since, is_reworded=is_reworded)


def _marked_once(instrument: Instrument, since: Since) -> Iterator[Mistake]:
    marked = (*since.kept, *(line.code for line in since.replaced), *since.new)
    for question in instrument.questions:
        if question.code not in marked:
            yield Mistake(
                TOP_FILE,
                question.code,
                f"is not marked against version {since.version}",
                "Write its code under same, reworded, replaced or new in [since]",
            )
    for code in repeated(marked):
        yield Mistake(TOP_FILE, code, "is marked twice in [since]", "Keep the one mark that is true")
    for code in dict.fromkeys(marked):
        if not instrument.has_question(code):
            yield Mistake(
                TOP_FILE,
                code,
                "is marked in [since], and no question has this code",
                f"Name a question of version {instrument.version}, or write the code under retired",
            )


def _known_before(instrument: Instrument, since: Since, before: Instrument) -> Iterator[Mistake]:
    named = (
        *((code, "marked as kept") for code in since.kept),
        *((line.instead_of, f"said to be replaced by {line.code}") for line in since.replaced),
        *((code, "retired") for code in since.retired),
    )
    for code, said in named:
        if not before.has_question(code):
            yield Mistake(
                TOP_FILE,
                code,
                f"is {said}, and version {before.version} has no such question",
                f"Use one of {listed(question.code for question in before.questions)}, or mark it as new",
            )
    for code in (*since.new, *(line.code for line in since.replaced)):
        if before.has_question(code) and instrument.has_question(code):
            yield Mistake(
                TOP_FILE,
                code,
                f"is marked as new or as a replacement, and version {before.version} has this code",
                "Mark it as same or reworded, or give it a new code",
            )


def _all_accounted_for(since: Since, before: Instrument) -> Iterator[Mistake]:
    for question in before.questions:
        if question.code not in (*since.kept, *since.gone):
            yield Mistake(
                TOP_FILE,
                question.code,
                f"is a question of version {before.version} that [since] does not speak of",
                "Mark it as same or reworded, name it in replaced, or write it under retired",
            )
    for code in repeated((*dict.fromkeys(since.kept), *since.gone)):
        yield Mistake(
            TOP_FILE, code, "is kept, replaced or retired all at once in [since]", "Say one of the three"
        )


def _never_used_again(instrument: Instrument, former: tuple[Instrument, ...]) -> Iterator[Mistake]:
    """A code that was given up means its old question for ever."""
    for version in (instrument, *former):
        for code in version.since.gone if version.since else ():
            if instrument.has_question(code):
                yield Mistake(
                    TOP_FILE,
                    code,
                    f"was given up in version {version.version} and is used again",
                    "Give the question a code that no version has had",
                )


def _keeps_its_meaning(
    now: Question, then: Question, since: Since, *, is_reworded: bool
) -> Iterator[Mistake]:
    mark = "reworded" if is_reworded else "same"
    differing = [
        name
        for name, own, other in (
            ("kind", now.kind, then.kind),
            ("clauses", set(now.clauses), set(then.clauses)),
            ("number of levels", len(now.levels), len(then.levels)),
            ("options", _options(now), _options(then)),
            ("rows", [row.code for row in now.rows], [row.code for row in then.rows]),
            ("branch", now.applies, then.applies),
            ("weight class", now.scored, then.scored),
        )
        if own != other
    ]
    for name in differing:
        yield Mistake(
            TOP_FILE,
            now.code,
            f"is marked {mark}, and its {name} is not that of version {since.version}",
            "Give the question a new code and name it in replaced",
        )
    if differing:
        return
    if not is_reworded and _words(now) != _words(then):
        yield Mistake(
            TOP_FILE,
            now.code,
            f"is marked same, and its words are not those of version {since.version}",
            "Mark it as reworded if it means the same, else give it a new code",
        )
    if is_reworded and _words(now) == _words(then):
        yield Mistake(
            TOP_FILE,
            now.code,
            f"is marked reworded, and reads as in version {since.version}",
            "Mark it as same",
        )


def _options(question: Question) -> set[tuple[object, ...]]:
    """What the options stand for, whatever their words and order."""
    return {
        (option.code, frozenset(option.clauses), option.scored, option.exclusive)
        for option in question.options
    }


def _words(question: Question) -> tuple[object, ...]:
    """All that is read before answering."""
    return (
        question.text,
        question.help,
        question.levels,
        {(option.code, option.text) for option in question.options},
        {(row.code, row.text) for row in question.rows},
        question.not_applicable_when,
    )
