"""The gap report as content: one object that every output is drawn from."""

from __future__ import annotations

from questionnaire.answers import AnswerSheet
from questionnaire.earlier import Earlier
from questionnaire.instrument import Instrument, Unit
from questionnaire.outcome import Outcome, outcome_of
from reports.content import (
    action_plan,
    answers,
    assistance,
    change,
    chapters,
    code_book,
    context,
    feasibility,
    people,
    priorities,
    register,
    robustness,
    safeguards,
    scoreboard,
    standing,
    summary,
    units,
)
from reports.content.audience import FOR_OTHERS
from reports.content.gathered import Gathered
from reports.content.heading import Heading, cover
from reports.content.plan_parts import PlanChapter
from reports.content.robustness_parts import RobustnessChapter
from reports.content.structure import GapReport, Proof, WeightLine
from reports.content.variants import for_audience, nothing_of, parts_of, shown_answers, shown_earlier
from reports.content.wording import Wording
from reports.language import translations

__all__ = ["GapReport", "Heading", "Proof", "build", "for_audience"]

PLAIN = Heading()


def build(
    instrument: Instrument,
    sheet: AnswerSheet,
    outcome: Outcome,
    *,
    country_name: str,
    language: str = "en",
    heading: Heading = PLAIN,
    earlier: Earlier | None = None,
    draws: bool | RobustnessChapter = True,
) -> GapReport:
    """Everything that the report on these answers says, in the version that the heading names.

    `earlier` is the assessment that this one follows, if there is one.
    Without `draws` there is no chapter on robustness: they take seconds, and numpy. What they
    said of the same content before can be given in place of drawing again.
    Versions for others are built from the answers that they may show: `outcome` is calculated anew for them.
    Raises `reports.language.LanguageNotOffered`.
    """
    conceals = heading.variant in FOR_OTHERS
    if conceals:
        sheet = shown_answers(instrument, sheet, heading.variant)
        outcome = outcome_of(instrument, sheet)
        earlier = shown_earlier(earlier, instrument, heading.variant) if earlier else None
    wording = Wording(translations(language), conceals=conceals)
    gathered = Gathered(instrument, sheet, outcome, wording, heading.variant)
    entries = answers.entries(gathered)
    order, drafts = priorities.lines(gathered), assistance.by_type(gathered)
    changed, needs = change.chapter(gathered, earlier), standing.chapter(gathered, heading.needs)
    held = parts_of(heading.variant)
    is_drawn = bool(draws) and "robustness" in held
    absent = (("change", not changed), ("needs", needs is None), ("robustness", not is_drawn))
    report = GapReport(
        language=language,
        variant=heading.variant,
        cover=cover(gathered, country_name, heading),
        chapters=chapters.lines(gathered, without=tuple(code for code, is_absent in absent if is_absent)),
        left_out=(),
        who=people.who_answered(gathered),
        summary=summary.summary(
            gathered,
            order,
            standing.by_type(needs) if conceals else drafts,
            standing.heading_of_summary(gathered, needs),
            change.headline(changed),
        ),
        scoreboard=scoreboard.lines(gathered),
        priorities=order[: priorities.shown(gathered)],
        priorities_more=priorities.more(gathered),
        rated_without_gap=priorities.rated_without_gap(gathered),
        priority_scale=priorities.scale(order),
        unknown_units=people.unknown_units(gathered),
        unknown_sentence=people.unknown_sentence(gathered),
        proof=scoreboard.proof(gathered),
        safeguards=safeguards.pairs(gathered),
        imbalance_sentence=safeguards.sentence(gathered),
        units=tuple(
            units.section(gathered, unit, tuple(entry for entry in entries if entry.unit == unit.code))
            for unit in gathered.units
        ),
        context=context.context(gathered, entries),
        feasibility=feasibility.feasibility(gathered),
        plan=action_plan.chapter(gathered) if "plan" in held else nothing_of(PlanChapter),
        standing_needs=needs,
        needs=assistance.needs(gathered),
        needs_sentence=assistance.sentence(gathered),
        needs_by_type=drafts,
        change=changed,
        robustness=chapter_on_robustness(gathered, draws if is_drawn else False),
        coverage=units.coverage(gathered),
        coverage_counts=units.coverage_counts(gathered),
        answers=entries,
        documents=register.lines(entries),
        not_answered=tuple(entry.code for entry in entries if not entry.given and entry.module_on),
        weights=tuple(weights(gathered, unit) for unit in instrument.units),
        code_book=code_book.lines(gathered),
    )
    return for_audience(report, heading.variant)


def chapter_on_robustness(gathered: Gathered, draws: bool | RobustnessChapter) -> RobustnessChapter:  # noqa: FBT001
    """The chapter as it is given, or drawn now, or one that says nothing."""
    if isinstance(draws, RobustnessChapter):
        return draws
    return robustness.robustness(gathered) if draws else nothing_of(RobustnessChapter)


def weights(gathered: Gathered, unit: Unit) -> WeightLine:
    """The weights of a unit's questions, their branches and safeguards."""
    _ = gathered.wording.gettext
    conditions = []
    for question in unit.questions:
        if question.applies is not None:
            meanwhile = (
                _("otherwise 0") if question.applies.otherwise == "zero" else _("otherwise not applicable")
            )
            conditions.append(
                _("{question} applies only if {condition}, {otherwise}.").format(
                    question=question.code,
                    condition=answers.condition_words(gathered, question.applies),
                    otherwise=meanwhile,
                )
            )
        if question.safeguards:
            conditions.append(
                _("{question} is limited by {safeguards}.").format(
                    question=question.code, safeguards=gathered.wording.listed(question.safeguards)
                )
            )
    return WeightLine(
        unit=unit.code,
        weights=", ".join(f"{question.code}: {question.weight}" for question in unit.questions),
        conditions=" ".join(conditions),
    )
