"""The rules that every question of an instrument keeps; each yields what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questionnaire.instrument import TOP_LEVEL, Branch, Instrument, Option, Question
from questionnaire.mistakes import listed, repeated

MOST_WORDS = 22
TOP_FILE = "instrument.toml"

# What is wrong, and the cure.
Said = tuple[str, str]


def _wording(_: Instrument, question: Question) -> Iterator[Said]:
    if not question.text.strip():
        yield ("text is empty", "Write the question")
    if (words := len(question.text.split())) > MOST_WORDS:
        yield (f"text has {words} words", f"Say it in at most {MOST_WORDS}")
    if not question.evidence.strip():
        yield ("evidence is empty", "Give an example of evidence")


def _links(instrument: Instrument, question: Question) -> Iterator[Said]:
    clauses = {clause.code for clause in instrument.clauses}
    if not question.clauses:
        yield ("names no clause", "Say which clauses it asks about")
    for code in question.clauses:
        if code not in clauses:
            yield (f"names clause {code}, which does not exist", "Name a clause of the instrument")
    for code in repeated(question.clauses):
        yield (f"names clause {code} twice", "Name it once")
    for kind, named, known in (
        ("body", question.bodies, {body.code for body in instrument.bodies}),
        ("assistance type", question.assistance, {item.code for item in instrument.assistance_types}),
    ):
        for code in named:
            if code not in known:
                yield (f"names {kind} {code}, which {TOP_FILE} does not have", f"Use one of {listed(known)}")
    if not question.bodies:
        yield ("names no body", "Say which institution leads on the answer")


def _shape(_: Instrument, question: Question) -> Iterator[Said]:
    """Levels, options and rows as the kind needs them."""
    if question.kind == "maturity" and len(question.levels) != TOP_LEVEL + 1:
        yield (f"has {len(question.levels)} levels", f"Describe each of the levels 0 to {TOP_LEVEL}")
    if any(not level.strip() for level in question.levels):
        yield ("has a level without words", "Describe each level")
    if question.kind != "maturity" and question.levels:
        yield (f"is a {question.kind} question with levels", "Remove levels, or make it a maturity question")
    needs_options = question.kind in ("selection", "grid", "ranking")
    if needs_options and not question.options:
        yield ("has no options", "Add options")
    if not needs_options and question.options:
        yield (f"is a {question.kind} question with options", "Remove the options, or make it a selection")
    if (question.kind == "grid") != bool(question.rows):
        yield ("rows and kind do not agree", "A grid needs rows; no other kind has them")
    if (question.kind == "ranking") != (question.at_most is not None):
        yield ("at_most and kind do not agree", "A ranking needs at_most; no other kind has it")
    if question.kind in ("grid", "ranking") and question.scored:
        yield (f"is a scored {question.kind}", "Give it weight 0: grids and rankings are context only")
    if question.kind == "selection" and question.scored and not question.scored_options:
        yield ("is scored but none of its options is", "Let an option score, or give the question weight 0")


def _weights(_: Instrument, question: Question) -> Iterator[Said]:
    allowed = (2,) if question.core else (0, 1)
    if question.weight not in allowed:
        yield (
            f"has weight {question.weight} and core = {str(question.core).lower()}",
            "Core questions weigh 2, other scored ones 1, context 0",
        )


def _options(_: Instrument, question: Question) -> Iterator[Said]:
    for code in repeated(option.code for option in question.options):
        yield (f'option "{code}" stands twice', "Give each option its own code")
    for code in repeated(row.code for row in question.rows):
        yield (f'row "{code}" stands twice', "Give each row its own code")
    for code in repeated(number.code for number in question.numbers):
        yield (f'number "{code}" stands twice', "Give each number its own code")
    for option in question.options:
        yield from _option(question, option)


def _option(question: Question, option: Option) -> Iterator[Said]:
    for code in option.clauses:
        if code not in question.clauses:
            unit = question.code.partition(".")[0]
            yield (
                f'option "{option.code}" is tied to clause {code}, which {question.code} does not ask about',
                f"Tie it to one of {listed(question.clauses)}, or add {code} to the clauses if {unit} has it",
            )
    if option.exclusive and option.scored:
        yield (
            f'option "{option.code}" is exclusive and scores',
            "Set scored = false, or let it stand beside others",
        )


def _not_applicable(_: Instrument, question: Question) -> Iterator[Said]:
    if question.not_applicable == "option" and question.kind != "selection":
        yield (
            "lets options be not applicable but is no selection",
            'Use not_applicable = "question" or "never"',
        )
    if (question.not_applicable == "never") == bool(question.not_applicable_when.strip()):
        yield (
            "not_applicable and not_applicable_when do not agree",
            "Say when it is not applicable, exactly if it may be",
        )


def _branches(instrument: Instrument, question: Question) -> Iterator[Said]:
    branch = question.applies
    if branch is None:
        return
    order = [other.code for other in instrument.questions]
    if branch.question not in order:
        yield (f"branches on {branch.question}, which does not exist", "Branch on an earlier question")
        return
    if order.index(branch.question) >= order.index(question.code):
        yield (f"branches on {branch.question}, which comes later", "Branch on an earlier question")
    parent = instrument.question(branch.question)
    yield from _condition(branch, parent)
    if question.scored and not parent.scored:
        yield (f"is scored but branches on {parent.code}, which is context", "Branch on a scored question")
    yield from _same_module(instrument, question, parent.code, "branch on")


def _condition(branch: Branch, parent: Question) -> Iterator[Said]:
    given = [branch.level_at_least, branch.selected_at_least, branch.selected]
    if sum(condition is not None for condition in given) != 1:
        yield (
            "its branch has no condition, or several",
            "Give one of level_at_least, selected_at_least, selected",
        )
    elif branch.level_at_least is not None and parent.kind != "maturity":
        yield (
            f"level_at_least needs a maturity question; {parent.code} is a {parent.kind}",
            "Use another condition",
        )
    elif branch.level_at_least is None and parent.kind != "selection":
        yield (f"selected needs a selection; {parent.code} is a {parent.kind}", "Use level_at_least")
    elif branch.selected is not None and branch.selected not in {option.code for option in parent.options}:
        yield (f'{parent.code} has no option "{branch.selected}"', "Name one of its options")


def _safeguards(instrument: Instrument, question: Question) -> Iterator[Said]:
    for code in question.safeguards:
        if not instrument.has_question(code):
            yield (f"names safeguard {code}, which does not exist", "Name a question of the instrument")
            continue
        guard = instrument.question(code)
        if guard.safeguards:
            yield (f"has safeguard {code}, which has safeguards itself", "Safeguards have no safeguards")
        if guard.not_applicable != "never":
            yield (f"has safeguard {code}, which may be not applicable", "A safeguard always applies")
        if not guard.scored:
            yield (f"has safeguard {code}, which is context only", "A safeguard is a scored question")
        yield from _same_module(instrument, question, code, "lean on")
    if question.safeguards and not question.scored:
        yield ("is context only and has safeguards", "Only a scored question can be capped")


def _same_module(instrument: Instrument, question: Question, other: str, verb: str) -> Iterator[Said]:
    own_module, its_module = (instrument.unit_of(code).module for code in (question.code, other))
    optional = {module.code for module in instrument.modules if module.optional}
    if its_module != own_module and its_module in optional:
        yield (
            f"cannot {verb} {other}: its module {its_module} may be switched off",
            "Lean on a question of the same module or of one that is always on",
        )


QUESTION_RULES: tuple[Callable[[Instrument, Question], Iterator[Said]], ...] = (
    _wording,
    _links,
    _shape,
    _weights,
    _options,
    _not_applicable,
    _branches,
    _safeguards,
)
