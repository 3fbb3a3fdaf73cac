"""Invented assessments that the report is looked at and measured with."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.earlier import Earlier
from questionnaire.instrument import Instrument
from questionnaire.loading import published
from questionnaire.outcome import outcome_of
from questionnaire.samples import random_sheet, with_plan
from questionnaire.trends import Year
from reports import content
from reports.content import GapReport, Heading, Proof
from reports.content.audience import MINISTERS_BRIEF, WORKING_FILE, VariantCode
from reports.register.standing import StandingNeeds
from tests.reports.standing import PLAIN_TEXTS, TRYING_TEXTS, standing_needs
from tests.reports.trying import trying_sheet

Sample = Literal["empty", "half", "complete", "longest", "second-cycle"]
SAMPLES: tuple[Sample, ...] = get_args(Sample)

COUNTRY = "Azuria (invented)"
LONG_COUNTRY = "جمهورية أزوريا (مخترعة) / The United Republics and Overseas Territories of Azuria and Isles"
LONG_TITLE = (
    "National self-assessment of the prevention of cybercrime, agreed by ministries and regulators, " * 2
)
# Nobody listens there: what a document must not fetch, it cannot.
DISCARD_PORT = 9
CYCLE = 3
MADE_ON = date(2026, 11, 20)


def report(sample: Sample, variant: VariantCode = WORKING_FILE) -> GapReport:
    """The content of one version of the report on a sample."""
    instrument = published()
    sheet = _sheet(sample, instrument)
    return content.build(
        instrument,
        sheet,
        outcome_of(instrument, sheet),
        country_name=LONG_COUNTRY if sample == "longest" else COUNTRY,
        heading=_heading(sample, variant, _needs(sample, instrument, sheet, variant)),
        earlier=_earlier(instrument) if sample == "second-cycle" else None,
    )


def _sheet(sample: Sample, instrument: Instrument) -> AnswerSheet:
    if sample == "empty":
        modules = tuple(module.code for module in instrument.modules)
        return AnswerSheet(instrument.code, instrument.version, "XAA", date(2026, 11, 1), modules)
    if sample == "half":
        return random_sheet(instrument, seed=5)
    if sample == "complete":
        return with_plan(instrument, random_sheet(instrument, seed=1, complete=True), seed=1)
    if sample == "longest":
        return trying_sheet(DISCARD_PORT)
    return _two_years_on(instrument)


def _two_years_on(instrument: Instrument) -> AnswerSheet:
    """The sheet of the first cycle with every third answer given anew."""
    then = _first_cycle(instrument)
    anew = random_sheet(instrument, seed=7, strength=0.7)
    codes = [question.code for question in instrument.questions][::CYCLE]
    answers = {**then.answers, **{code: anew.answer_to(code) for code in codes}}
    now = msgspec.structs.replace(then, answers=answers, reference_date=date(2026, 11, 1))
    return with_plan(instrument, now, seed=2, share=0.2)


def _first_cycle(instrument: Instrument) -> AnswerSheet:
    return random_sheet(instrument, seed=4, answered_share=0.9, reference_date=date(2024, 11, 1))


def _earlier(instrument: Instrument) -> Earlier:
    return Earlier(Year(instrument, _first_cycle(instrument)), (), "Self-assessment 2024", "ab" * 32)


def _needs(
    sample: Sample, instrument: Instrument, sheet: AnswerSheet, variant: VariantCode
) -> StandingNeeds | None:
    """Needs born from the sample's first gaps; none in the empty and the half one."""
    if variant == MINISTERS_BRIEF:
        return None
    if sample in {"empty", "half"}:
        return StandingNeeds(MADE_ON, ())
    texts = TRYING_TEXTS if sample == "longest" else PLAIN_TEXTS
    return standing_needs(instrument, sheet, variant, as_of=MADE_ON, texts=texts)


def _heading(sample: Sample, variant: VariantCode, needs: StandingNeeds | None) -> Heading:
    if sample == "longest":
        return Heading(
            variant, LONG_TITLE.strip(), notice="Invented country", generated_on=MADE_ON, needs=needs
        )
    if sample == "second-cycle":
        proof = Proof("cd" * 32, f"https://cpsa.example/proof/{'cd' * 32}")
        return Heading(variant, "Self-assessment 2026", generated_on=MADE_ON, proof=proof, needs=needs)
    return Heading(variant, generated_on=MADE_ON, needs=needs)
