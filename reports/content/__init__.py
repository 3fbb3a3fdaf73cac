"""The gap report as content: one object that every output is drawn from."""

from __future__ import annotations

from datetime import date

from questionnaire.answers import AnswerSheet
from questionnaire.earlier import Earlier
from questionnaire.instrument import Instrument, Unit
from questionnaire.outcome import Outcome
from reports.content import (
    answers,
    assistance,
    change,
    code_book,
    context,
    feasibility,
    people,
    priorities,
    robustness,
    safeguards,
    scoreboard,
    summary,
    units,
)
from reports.content.gathered import Gathered
from reports.content.structure import Cover, GapReport, WeightLine
from reports.content.wording import Wording
from reports.language import translations

__all__ = ["GapReport", "build"]


def build(  # noqa: PLR0913
    instrument: Instrument,
    sheet: AnswerSheet,
    outcome: Outcome,
    *,
    country_name: str,
    language: str = "en",
    title: str = "",
    notice: str = "",
    generated_on: date | None = None,
    earlier: Earlier | None = None,
) -> GapReport:
    """Everything that the report on these answers says.

    `notice` is printed on the cover and in every running head, for example that the country is invented.
    `earlier` is the assessment that this one follows, if there is one.
    Raises `reports.language.LanguageNotOffered`.
    """
    gathered = Gathered(instrument, sheet, outcome, Wording(translations(language)))
    entries = answers.entries(gathered)
    order, types = priorities.lines(gathered), assistance.by_type(gathered)
    changed = change.chapter(gathered, earlier)
    return GapReport(
        language=language,
        cover=cover(gathered, country_name, title, notice, generated_on),
        who=people.who_answered(gathered),
        summary=summary.summary(gathered, order, types, change.headline(changed)),
        scoreboard=scoreboard.lines(gathered),
        priorities=order,
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
        needs=assistance.needs(gathered),
        needs_by_type=types,
        change=changed,
        robustness=robustness.robustness(gathered),
        coverage=units.coverage(gathered),
        coverage_counts=units.coverage_counts(gathered),
        answers=entries,
        not_answered=tuple(entry.code for entry in entries if not entry.given and entry.module_on),
        weights=tuple(weights(gathered, unit) for unit in instrument.units),
        code_book=code_book.lines(gathered),
    )


def cover(gathered: Gathered, country_name: str, title: str, notice: str, generated_on: date | None) -> Cover:
    """What stands on the cover and in the running heads."""
    _ = gathered.wording.gettext
    instrument, sheet = gathered.instrument, gathered.sheet
    cited = dict.fromkeys(unit.source.document for unit in gathered.units)
    return Cover(
        title=title or _("Gap report"),
        country=country_name,
        country_code=sheet.country,
        reference_date=gathered.wording.day(sheet.reference_date),
        generated_on=gathered.wording.day(generated_on) if generated_on else "",
        instrument=instrument.title,
        version=instrument.version,
        modules=tuple(module.title for module in instrument.modules if module.code in sheet.modules),
        modules_off=tuple(module.title for module in instrument.modules if module.code not in sheet.modules),
        classification=_("Working file, national use only"),
        statement=_("Self-assessment; not a finding of the United Nations"),
        notice=notice,
        pilot_note=instrument.pilot_note.strip(),
        sources=tuple(units.source_note(instrument.source(code)) for code in cited),
    )


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
