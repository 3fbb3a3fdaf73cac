"""Who answered, what is not known by unit and institution, and what the reader is asked to decide."""

from __future__ import annotations

from questionnaire.instrument import Question
from reports.content.gathered import Gathered
from reports.content.parts import Counts
from reports.content.structure import (
    Decision,
    GivenLine,
    InstitutionLine,
    IssuerLine,
    UnknownLine,
    WhoAnswered,
)
from reports.content.wording import percent


def who_answered(gathered: Gathered) -> WhoAnswered:
    """The institutions expected to lead, those named as issuers of evidence, and the decisions asked."""
    questions = asked(gathered)
    counts = gathered.counts(questions)
    return WhoAnswered(
        counts=counts,
        sentence=answered_sentence(gathered, counts),
        given_by=given_by(gathered, questions),
        given_by_sentence=given_by_sentence(gathered, questions),
        institutions=institutions(gathered, questions),
        issuers=issuers(gathered),
        decisions=decisions(gathered),
    )


def answered_sentence(gathered: Gathered, counts: Counts) -> str:
    """How many questions are answered, and what became of the others."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if gathered.is_blank:
        return _(
            "No question has an answer yet: all {asked} are open. Until the first ones are answered, this "
            "report can say what is asked, and of whom, but not where the country stands."
        ).format(asked=counts.asked)
    first = several(
        "{answered} of {asked} questions is answered",
        "{answered} of {asked} questions are answered",
        counts.answered,
    ).format(answered=counts.answered, asked=counts.asked)
    unknown, withheld = counts.dont_know, counts.withheld
    aside, still_open = counts.not_applicable, counts.unanswered
    others = (
        (unknown, several("{count} is answered “don’t know”", "{count} are answered “don’t know”", unknown)),
        (withheld, several("{count} is withheld", "{count} are withheld", withheld)),
        (aside, several("{count} does not apply", "{count} do not apply", aside)),
        (still_open, several("{count} is not answered", "{count} are not answered", still_open)),
    )
    rest = [words.format(count=count) for count, words in others if count]
    return f"{first}; {gathered.wording.listed(rest)}." if rest else f"{first}."


def asked(gathered: Gathered) -> tuple[Question, ...]:
    """The questions of the modules switched on."""
    return tuple(question for unit in gathered.units for question in unit.questions)


def given_by(gathered: Gathered, questions: tuple[Question, ...]) -> tuple[GivenLine, ...]:
    """The institutions for which answers were given, those with most answers first."""
    given: dict[str, list[Question]] = {}
    for question in questions:
        name = gathered.sheet.given_by.get(question.code)
        if name:
            given.setdefault(name, []).append(question)
    lines = [
        GivenLine(
            name,
            gathered.counts(tuple(own)),
            tuple(dict.fromkeys(gathered.instrument.unit_of(question.code).code for question in own)),
        )
        for name, own in given.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.counts.asked, line.name.casefold(), line.name)))


def given_by_sentence(gathered: Gathered, questions: tuple[Question, ...]) -> str:
    """How many answers say for which institution they were given."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    given = [question for question in questions if gathered.answer(question).state != "unanswered"]
    named = [question for question in given if question.code in gathered.sheet.given_by]
    if gathered.is_blank:
        return _("None yet.")
    if not named:
        return _("The answers do not say for which institution they were given.")
    left = len(given) - len(named)
    if not left:
        return _("Every answer says for which institution it was given.")
    return several(
        "{count} answer does not say for which institution it was given.",
        "{count} answers do not say for which institution they were given.",
        left,
    ).format(count=left)


def institutions(gathered: Gathered, questions: tuple[Question, ...]) -> tuple[InstitutionLine, ...]:
    """The kinds of institution that lead on a question, those with most questions first."""
    led: dict[str, list[Question]] = {}
    for question in questions:
        if question.bodies:
            led.setdefault(question.bodies[0], []).append(question)
    lines = [
        InstitutionLine(code, gathered.instrument.body(code).title, gathered.counts(tuple(own)))
        for code, own in led.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.counts.asked, line.title)))


def issuers(gathered: Gathered) -> tuple[IssuerLine, ...]:
    """The bodies named as issuers of evidence, in alphabetical order."""
    found: dict[str, list[str]] = {}
    for question in gathered.instrument.questions:
        unit = gathered.instrument.unit_of(question.code).code
        for item in gathered.answer(question).evidence.items:
            if item.body.strip():
                found.setdefault(item.body.strip(), []).append(unit)
    return tuple(
        IssuerLine(name, len(units), tuple(dict.fromkeys(units)))
        for name, units in sorted(found.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
    )


def unknown_units(gathered: Gathered) -> tuple[UnknownLine, ...]:
    """The states of the answers, unit by unit."""
    return tuple(
        UnknownLine(unit.code, unit.title, gathered.counts(unit.questions)) for unit in gathered.units
    )


def unknown_sentence(gathered: Gathered) -> str:
    """How much of the assessment is known, and that silence never raises a score."""
    _ = gathered.wording.gettext
    counts = gathered.counts(asked(gathered))
    if gathered.is_blank:
        return _(
            "Nothing is known yet: no question has an answer. Not answered is work to do; it leaves every "
            "range at 0–100 and raises no score."
        )
    known = (counts.answered + counts.not_applicable) / counts.asked if counts.asked else 0.0
    return _(
        "{known} of the questions are answered or do not apply. “Don’t know” is a finding, withheld is a "
        "choice, not answered is work to do; each widens the ranges of this report, and none of them raises "
        "a score."
    ).format(known=percent(known))


def decisions(gathered: Gathered) -> tuple[Decision, ...]:
    """What the reader is asked to decide, each resting on a part of the report."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    outcome = gathered.outcome
    found = [whom_to_ask(gathered)] if gathered.is_blank else []
    unconfirmed = [code for code, gap in outcome.gaps.items() if not gap.gap.confirmed]
    if unconfirmed:
        text = several(
            "Confirm or change the suggested target of 75 for {count} unit: {units}.",
            "Confirm or change the suggested target of 75 for {count} units: {units}.",
            len(unconfirmed),
        )
        found.append(
            Decision(
                text.format(count=len(unconfirmed), units=", ".join(unconfirmed)),
                "scoreboard",
                _("Scoreboard"),
            )
        )
    found.extend(on_safeguards(gathered))
    first = [line.code for line in outcome.priorities if line.group != "find-out-first"][:5]
    if first:
        text = _("Approve the order of work, which begins with {units}, and name an owner for each.")
        found.append(
            Decision(text.format(units=gathered.wording.listed(first)), "priorities", _("Priorities"))
        )
    return (*found, *open_questions(gathered))


def whom_to_ask(gathered: Gathered) -> Decision:
    """The decision that comes before all others while no question has an answer."""
    _ = gathered.wording.gettext
    text = _("Give the {count} questions to the institutions expected to lead on them, and say by when.")
    return Decision(
        text.format(count=len(asked(gathered))), "who", _("Response by institution expected to lead")
    )


def on_safeguards(gathered: Gathered) -> tuple[Decision, ...]:
    """The decisions on safeguards: on those that limit powers, and on those that nobody knows."""
    _ = gathered.wording.gettext
    scores = gathered.outcome.scores.units
    flagged = [
        score
        for line in gathered.outcome.priorities
        if line.group == "imbalance" and (score := scores[line.code]) is not None
    ]
    texts = (
        (
            False,
            _("Decide which safeguards to strengthen first: in {units} they limit what powers count for."),
        ),
        (True, _("Find out how strong the safeguards of {units} are: until then powers count for less.")),
    )
    return tuple(
        Decision(text.format(units=gathered.wording.listed(units)), "safeguards", _("Rights and safeguards"))
        for only_unknown, text in texts
        if (units := [score.code for score in flagged if score.imbalance_only_unknown == only_unknown])
    )


def open_questions(gathered: Gathered) -> tuple[Decision, ...]:
    """The decisions on what is not known, not rated, and on draft needs."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    outcome, found = gathered.outcome, []
    counts = gathered.counts(asked(gathered))
    open_ones = counts.dont_know + counts.unanswered
    if open_ones and not gathered.is_blank:
        text = several(
            "Name the institution that finds out the answer to {count} open question.",
            "Name the institutions that find out the answers to {count} open questions.",
            open_ones,
        )
        found.append(Decision(text.format(count=open_ones), "unknown", _("What is not known")))
    unrated = [code for code, gap in outcome.gaps.items() if gap.ratings.unrated]
    if unrated:
        text = several(
            "Rate importance, threat and feasibility of {count} unit that nobody has rated in full.",
            "Rate importance, threat and feasibility of {count} units that nobody has rated in full.",
            len(unrated),
        )
        found.append(Decision(text.format(count=len(unrated)), "priorities", _("Priorities")))
    drafts = sum(len(needs) for needs in gathered.offered_needs.values())
    if drafts:
        text = several(
            "Decide whether {count} draft assistance need becomes a need.",
            "Decide which of {count} draft assistance needs become needs.",
            drafts,
        )
        found.append(Decision(text.format(count=drafts), "draft-needs", _("Draft assistance needs")))
    return tuple(found)
