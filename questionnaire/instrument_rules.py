"""What makes an instrument sound: the rules that no single file can check on its own.

Each rule yields a `Mistake` with file, code and cure; `broken_rules` gathers them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questionnaire.check_rules import broken_checks
from questionnaire.instrument import Instrument, Question, Unit
from questionnaire.mistakes import Mistake, listed, repeated
from questionnaire.question_rules import QUESTION_RULES, TOP_FILE
from questionnaire.sources import occurrences


def broken_rules(instrument: Instrument) -> list[Mistake]:
    """Every rule that the instrument breaks, in no particular order."""
    found = [*_double_codes(instrument), *_top_is_filled_in(instrument)]
    for unit in instrument.units:
        for unit_rule in UNIT_RULES:
            found += unit_rule(instrument, unit)
        for question in unit.questions:
            for rule in QUESTION_RULES:
                found += (
                    Mistake(f"{unit.code}.toml", question.code, *said) for said in rule(instrument, question)
                )
    found += [*_feeds(instrument), *broken_checks(instrument)]
    return found


def _double_codes(instrument: Instrument) -> Iterator[Mistake]:
    lists = (
        ("modules", [item.code for item in instrument.modules]),
        ("pillars", [item.code for item in instrument.pillars]),
        ("assistance_types", [item.code for item in instrument.assistance_types]),
        ("bodies", [item.code for item in instrument.bodies]),
        ("sources", [item.code for item in instrument.sources]),
        ("maturity_numbers", [item.code for item in instrument.maturity_numbers]),
    )
    for name, codes in lists:
        for code in repeated(codes):
            yield Mistake(TOP_FILE, code, f"stands twice among the {name}", "Give each its own code")
    for code in repeated(unit.code for unit in instrument.units):
        yield Mistake(TOP_FILE, code, "is listed twice among the units", "List each unit once")
    for unit in instrument.units:
        for code in repeated(clause.code for clause in unit.clauses):
            yield Mistake(
                f"{unit.code}.toml", code, "is the code of two clauses", "Give each clause its own code"
            )
        for code in repeated(question.code for question in unit.questions):
            yield Mistake(
                f"{unit.code}.toml", code, "is the code of two questions", "Give each question its own code"
            )


def _top_is_filled_in(instrument: Instrument) -> Iterator[Mistake]:
    if not instrument.title.strip():
        yield Mistake(TOP_FILE, "", "title is empty", "Give the questionnaire a title")
    for name, items in (
        ("modules", instrument.modules),
        ("pillars", instrument.pillars),
        ("bodies", instrument.bodies),
        ("sources", instrument.sources),
    ):
        if not items:
            yield Mistake(TOP_FILE, "", f"has no {name}", f"Add a [[{name}]] table for each")
    for source in instrument.sources:
        parts = (("title", source.title), ("body", source.body), ("date", source.date))
        for name, text in (*parts, ("non_endorsement", source.non_endorsement)):
            if not text.strip():
                yield Mistake(TOP_FILE, f"source {source.code}", f"{name} is empty", f"Fill in {name}")


def _unit_is_filled_in(instrument: Instrument, unit: Unit) -> Iterator[Mistake]:
    file = f"{unit.code}.toml"
    for name in ("title", "addressed_to", "official_text"):
        if not getattr(unit, name).strip():
            yield Mistake(file, unit.code, f"{name} is empty", f"Fill in {name}")
    known = (
        ("module", unit.module, {module.code for module in instrument.modules}),
        ("pillar", unit.pillar, {pillar.code for pillar in instrument.pillars}),
        ("source document", unit.source.document, {source.code for source in instrument.sources}),
    )
    for name, code, codes in known:
        if code not in codes:
            yield Mistake(
                file, unit.code, f"{name} {code!r} is not in {TOP_FILE}", f"Use one of {listed(codes)}"
            )
    if not unit.clauses:
        yield Mistake(
            file, unit.code, "has no clauses", "Add a [[clauses]] table for each idea of the official text"
        )
    if not unit.questions:
        yield Mistake(file, unit.code, "has no questions", "Add [[questions]] that ask about its clauses")
    for code in (*(clause.code for clause in unit.clauses), *(question.code for question in unit.questions)):
        if not code.startswith(f"{unit.code}."):
            yield Mistake(file, code, f"does not begin with {unit.code}.", f"Name it {unit.code}.x")


def _quotes_are_official(_: Instrument, unit: Unit) -> Iterator[Mistake]:
    file = f"{unit.code}.toml"
    for clause in unit.clauses:
        if not clause.quote:
            yield Mistake(
                file, clause.code, "has no quote", "Quote the exact words of the official text it stands for"
            )
        for piece in clause.quote:
            places = len(occurrences(unit.official_text, piece))
            if places == 0:
                yield Mistake(
                    file,
                    clause.code,
                    f"quote {piece!r} is not in the official text",
                    "Copy the words exactly as printed",
                )
            elif places > 1:
                yield Mistake(
                    file,
                    clause.code,
                    f"quote {piece!r} stands {places} times in the official text",
                    "Quote more words",
                )


def _clauses_are_asked(instrument: Instrument, unit: Unit) -> Iterator[Mistake]:
    for clause in unit.clauses:
        if not instrument.questions_on(clause.code):
            yield Mistake(
                f"{unit.code}.toml",
                clause.code,
                "is a clause that no question asks about",
                "Name it in a question's clauses",
            )


UNIT_RULES: tuple[Callable[[Instrument, Unit], Iterator[Mistake]], ...] = (
    _unit_is_filled_in,
    _quotes_are_official,
    _clauses_are_asked,
)


def _feeds(instrument: Instrument) -> Iterator[Mistake]:
    """The two context questions that feed needs and priorities."""
    kinds = {"constraints": "grid", "threats": "ranking"}
    for purpose, kind in kinds.items():
        feeding = [question for question in instrument.questions if question.feeds == purpose]
        for question in feeding:
            file = f"{instrument.unit_of(question.code).code}.toml"
            if question.kind != kind:
                yield Mistake(
                    file, question.code, f"feeds {purpose} but is a {question.kind}", f"Make it a {kind}"
                )
            if len(feeding) > 1:
                yield Mistake(
                    file, question.code, f"is one of several that feed {purpose}", "Let one question feed it"
                )
            yield from _option_links(instrument, question, file)


def _option_links(instrument: Instrument, question: Question, file: str) -> Iterator[Mistake]:
    types = {item.code for item in instrument.assistance_types}
    units = {unit.code for unit in instrument.units}
    for option in question.options:
        for code in (*(set(option.assistance) - types), *(set(option.units) - units)):
            yield Mistake(
                file,
                question.code,
                f'option "{option.code}" is linked to {code}, which does not exist',
                "Mend it",
            )
