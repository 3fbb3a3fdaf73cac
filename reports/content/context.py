"""What is recorded and not scored: constraints by function, the digital gap, threats."""

from __future__ import annotations

from questionnaire.answers import Answered, Grid, Ranking
from questionnaire.instrument import Question
from reports.content.gathered import Gathered
from reports.content.parts import AnswerEntry
from reports.content.structure import ConstraintsGrid, Context, GridLine, Threat


def context(gathered: Gathered, answers: tuple[AnswerEntry, ...]) -> Context:
    """The chapter on context; `answers` are all entries, from which the others of those units are taken."""
    on = gathered.outcome.scores.questions
    constraints, threats = gathered.instrument.feeding("constraints"), gathered.instrument.feeding("threats")
    constraints = constraints if constraints and constraints.code in on else None
    threats = threats if threats and threats.code in on else None
    feeding = {question.code for question in (constraints, threats) if question}
    units = {gathered.instrument.unit_of(code).code for code in feeding}
    grid = constraints_grid(gathered, constraints) if constraints else None
    named = threats_named(gathered, threats) if threats else ()
    return Context(
        constraints=grid,
        constraints_sentence="" if grid else silence(gathered, constraints),
        others=tuple(entry for entry in answers if entry.unit in units and entry.code not in feeding),
        threats=named,
        threats_sentence="" if named else silence(gathered, threats),
    )


def silence(gathered: Gathered, question: Question | None) -> str:
    """Why there is nothing to show."""
    _ = gathered.wording.gettext
    if question is None:
        return _("This assessment does not ask.")
    return _("{question}: {state}.").format(
        question=question.code, state=gathered.wording.state(gathered.state(question)).lower()
    )


def constraints_grid(gathered: Gathered, question: Question) -> ConstraintsGrid | None:
    """Constraints by function with counts, or None if the grid was not answered."""
    answer = gathered.answer(question)
    if not isinstance(answer, Answered) or not isinstance(answer.value, Grid):
        return None
    ticked = {row.row: set(row.selected) for row in answer.value.rows}
    lines = []
    for option in question.options:
        marks = tuple(option.code in ticked.get(row.code, ()) for row in question.rows)
        lines.append(GridLine(option.text, marks, sum(marks)))
    limits = {option.code for option in question.options if not option.exclusive}
    return ConstraintsGrid(
        code=question.code,
        functions=tuple(row.text for row in question.rows),
        lines=tuple(lines),
        totals=tuple(len(ticked.get(row.code, set()) & limits) for row in question.rows),
    )


def threats_named(gathered: Gathered, question: Question) -> tuple[Threat, ...]:
    """The threats in the order in which they were named."""
    answer = gathered.answer(question)
    if not isinstance(answer, Answered) or not isinstance(answer.value, Ranking):
        return ()
    return tuple(
        Threat(rank, question.option(code).text, question.option(code).units)
        for rank, code in enumerate(answer.value.ranked, start=1)
    )
