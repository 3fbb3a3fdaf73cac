"""The section of each unit: the official text with its clauses marked, where it stands, what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from questionnaire.clause_status import ClauseStatus
from questionnaire.instrument import Source, Unit
from questionnaire.scoring import UnitScore
from questionnaire.sources import Segment, marked_text
from reports.content import findings
from reports.content.gathered import Gathered
from reports.content.parts import (
    AnswerEntry,
    ClauseLine,
    ClauseMark,
    Counts,
    Finding,
    SourceNote,
    TextPiece,
    UnitSection,
)
from reports.content.structure import CoverageCount, CoverageLine
from reports.content.wording import percent
from reports.rounding import whole

# Where clauses share words, the words look like the clause that is furthest from being met.
GRAVITY: tuple[ClauseStatus, ...] = ("not_met", "partly", "not_known", "met", "not_applicable", "context")
COUNTED: tuple[ClauseStatus, ...] = ("met", "partly", "not_met", "not_known", "not_applicable", "context")


def source_note(source: Source) -> SourceNote:
    """The source as it is printed."""
    return SourceNote(
        code=source.code,
        title=source.title,
        body=source.body,
        date=source.date,
        place=source.place,
        attribution=source.attribution,
        non_endorsement=source.non_endorsement,
    )


def citation(gathered: Gathered, unit: Unit) -> str:
    """Where the unit's text stands in its source."""
    _ = gathered.wording.gettext
    if not unit.source.item:
        return unit.source.section
    return _("{section}, item {item}").format(section=unit.source.section, item=unit.source.item)


def section(gathered: Gathered, unit: Unit, answers: tuple[AnswerEntry, ...]) -> UnitSection:
    """Everything that is printed on one unit; `answers` are those to its questions."""
    _ = gathered.wording.gettext
    instrument = gathered.instrument
    if unit.later_status == "not checked":
        later = _("Whether a text adopted later says the same has not been checked.")
    else:
        later = " ".join(part for part in (unit.later_status, unit.later_text) if part)
    return UnitSection(
        code=unit.code,
        title=unit.title,
        pillar=instrument.pillar(unit.pillar).title,
        module=instrument.module(unit.module).title,
        addressed_to=unit.addressed_to,
        reading_note=unit.reading_note.strip(),
        citation=citation(gathered, unit),
        source=source_note(instrument.source(unit.source.document)),
        later=later,
        paragraphs=tuple(pieces(gathered, segments) for segments in marked_text(unit)),
        clauses=clause_lines(gathered, unit),
        score=gathered.score(unit.code),
        target=gathered.target(unit.code),
        standing=standing(gathered, unit),
        strength=findings.strength(gathered, unit),
        gap=findings.gap(gathered, unit),
        actions=actions(unit, answers),
        answers=answers,
    )


def pieces(gathered: Gathered, segments: tuple[Segment, ...]) -> tuple[TextPiece, ...]:
    """A paragraph of the official text in pieces of one status, with marks where clauses end."""
    statuses = gathered.clause_statuses
    found = []
    for place, segment in enumerate(segments):
        following = segments[place + 1].clauses if place + 1 < len(segments) else ()
        ends = [code for code in segment.clauses if code not in following]
        found.append(
            TextPiece(
                text=segment.text,
                status=gravest([statuses[code] for code in segment.clauses]) if segment.clauses else "plain",
                marks=tuple(ClauseMark(code, letter(code), statuses[code]) for code in ends),
            )
        )
    return tuple(found)


def gravest(statuses: Iterable[ClauseStatus]) -> ClauseStatus:
    """The status furthest from being met."""
    return min(statuses, key=GRAVITY.index)


def letter(clause_code: str) -> str:
    """The part of a clause's code after its unit's: "a" of "R04.a"."""
    return clause_code.rpartition(".")[2]


def clause_lines(gathered: Gathered, unit: Unit) -> tuple[ClauseLine, ...]:
    """The unit's clauses with their status and the questions that ask about them."""
    return tuple(
        ClauseLine(
            code=clause.code,
            letter=letter(clause.code),
            gist=clause.gist,
            status=gathered.clause_statuses[clause.code],
            words=gathered.wording.clause_status(gathered.clause_statuses[clause.code]),
            questions=tuple(question.code for question in gathered.instrument.questions_on(clause.code)),
        )
        for clause in unit.clauses
    )


def standing(gathered: Gathered, unit: Unit) -> tuple[str, ...]:
    """Where the unit stands: range and why it is one, proof, target and gap, safeguards."""
    _ = gathered.wording.gettext
    score = gathered.outcome.scores.units.get(unit.code)
    if score is None and not unit.scored:
        return (_("No State can meet or miss this text: it has no score. The answers are recorded."),)
    counts = gathered.counts(unit.scored_questions)
    if score is None:
        return (_("Every scored question was answered as not applicable: the unit has no score."),)
    has_no_answer = gathered.has_no_answer(unit.scored_questions)
    return tuple(
        sentence
        for sentence in (
            no_answer(gathered) if has_no_answer else level_now(gathered, score, counts),
            "" if has_no_answer else proof(gathered, score),
            distance(gathered, unit.code),
            imbalance(gathered, score),
        )
        if sentence
    )


def no_answer(gathered: Gathered) -> str:
    """What there is to say in place of a level where none of the unit's answers is known."""
    _ = gathered.wording.gettext
    if gathered.wording.conceals:
        return _("No answer of this unit is shown in this version.")
    return _("No question of this unit has an answer yet.")


def level_now(gathered: Gathered, score: UnitScore, counts: Counts) -> str:
    """The range and what makes it one."""
    _ = gathered.wording.gettext
    found = gathered.wording.score(score.mean, score.band_low, score.band_high)
    missing = missing_words(gathered, counts)
    if not found.enough_known:
        return _("Less than two thirds is known: {missing}.").format(
            missing=missing or _("a safeguard is not known")
        )
    if found.figure.isdigit():
        return _("Now at {figure} of 100, {reading}.").format(figure=found.figure, reading=found.reading)
    return _(
        "Now between {low} and {high} of 100 ({reading}), because of what is not known: {missing}."
    ).format(
        low=whole(score.mean.low),
        high=whole(score.mean.high),
        reading=found.reading,
        missing=missing or _("a safeguard"),
    )


def missing_words(gathered: Gathered, counts: Counts) -> str:
    """ "2 answered “don’t know”, 1 withheld and 3 not answered"."""
    _, several = gathered.wording.gettext, gathered.wording.ngettext
    if gathered.wording.conceals:
        # One that waits for another that is not shown may have been answered.
        return _("{count} not shown").format(count=counts.withheld + counts.unanswered)
    parts = []
    if counts.dont_know:
        parts.append(
            several("{count} answer “don’t know”", "{count} answers “don’t know”", counts.dont_know).format(
                count=counts.dont_know
            )
        )
    if counts.withheld:
        parts.append(_("{count} withheld").format(count=counts.withheld))
    if counts.unanswered:
        parts.append(_("{count} not answered").format(count=counts.unanswered))
    return gathered.wording.listed(parts)


def proof(gathered: Gathered, score: UnitScore) -> str:
    """What is substantiated, and the confidence beside it."""
    _ = gathered.wording.gettext
    return _("Substantiated by evidence: {substantiated} of 100; confidence {confidence}.").format(
        substantiated=whole(score.substantiated), confidence=percent(score.confidence)
    )


def distance(gathered: Gathered, code: str) -> str:
    """The gap to the target."""
    _ = gathered.wording.gettext
    gap, target = gathered.outcome.gaps[code].gap, gathered.target(code)
    if target is None:
        return ""
    name = target.words[:1].upper() + target.words[1:]
    if gap.kind == "none":
        return _("{target}: reached.").format(target=name)
    if gap.kind == "certain":
        points = gathered.wording.points(gap.low, gap.high)
        return _("{target}: {points} short.").format(target=name, points=points)
    return _("{target}: between reached and {points} short; find out first.").format(
        target=name, points=gathered.wording.points(gap.high, gap.high)
    )


def imbalance(gathered: Gathered, score: UnitScore) -> str:
    """The flag on powers without their safeguards."""
    _ = gathered.wording.gettext
    if not score.imbalance:
        return ""
    if score.imbalance_only_unknown:
        return _("Safeguard imbalance, as long as a safeguard is not known.")
    return _("Safeguard imbalance: a power counts for less than its answer because of its safeguards.")


def actions(unit: Unit, answers: tuple[AnswerEntry, ...]) -> tuple[Finding, ...]:
    """What the next level asks, question by question, the heaviest first, in the questionnaire's words."""
    weights = {question.code: question.weight for question in unit.questions}
    open_ones = [answer for answer in answers if answer.next_step]
    open_ones.sort(key=lambda answer: (-weights[answer.code], answer.high or 0, answer.code))
    return tuple(Finding(answer.code, answer.text, answer.next_step) for answer in open_ones)


def coverage(gathered: Gathered) -> tuple[CoverageLine, ...]:
    """Every clause of every unit by status."""
    found = []
    for unit in gathered.units:
        statuses = tuple(gathered.clause_statuses[clause.code] for clause in unit.clauses)
        words = gathered.wording.listed(
            f"{statuses.count(status)} {gathered.wording.clause_status(status)}"
            for status in COUNTED
            if status in statuses
        )
        found.append(CoverageLine(unit.code, unit.title, statuses, words))
    return tuple(found)


def coverage_counts(gathered: Gathered) -> tuple[CoverageCount, ...]:
    """How many clauses of the whole assessment have each status."""
    statuses = list(gathered.clause_statuses.values())
    return tuple(
        CoverageCount(status, gathered.wording.clause_status(status), statuses.count(status))
        for status in COUNTED
    )
