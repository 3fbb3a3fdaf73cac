"""From answers to what the gap report on them is made of, and from there to the report as one object."""

from __future__ import annotations

from datetime import date

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers, write_answers
from questionnaire.earlier import earlier_submission, instrument_named_in
from questionnaire.frozen import hash_of, read_back
from questionnaire.instrument import Instrument
from questionnaire.outcome import outcome_of
from reports import content
from reports.content.audience import VariantCode
from reports.content.robustness_parts import RobustnessChapter
from reports.register.standing import StandingNeeds
from webapp.documents.contents import Format, GapReportContent, edition


def content_of(
    instrument: Instrument,
    sheet: AnswerSheet,
    *,
    kind: Format,
    language: str,
    country_name: str,
    title: str,
    notice: str,
    generated_on: date,
) -> GapReportContent:
    """What the gap report on these answers is made of. `notice`, if there is any, is on every page."""
    return GapReportContent(
        answers=msgspec.Raw(write_answers(sheet, instrument)),
        edition=edition(),
        format=kind,
        language=language,
        country_name=country_name,
        title=title,
        notice=notice,
        generated_on=generated_on,
    )


def for_readers(content: GapReportContent, variant: VariantCode, address: str) -> GapReportContent:
    """The version for those readers. `address` is where the public reaches this installation, or "": only a
    submission can be proved, and only where somebody can ask.
    """
    is_provable = bool(content.submission and address)
    proof_address = f"{address}/reports/{content.submission}" if is_provable else ""
    return msgspec.structs.replace(content, variant=variant, proof_address=proof_address)


def with_needs(content: GapReportContent, needs: StandingNeeds | None) -> GapReportContent:
    """The report with these needs of the register, which its readers may see."""
    return msgspec.structs.replace(content, standing_needs=needs)


def compared_with(content: GapReportContent, earlier: str) -> GapReportContent:
    """The report with what changed since the submission whose frozen content this is; "" for none."""
    return msgspec.structs.replace(content, earlier=earlier)


def content_of_submission(
    instrument: Instrument, frozen: str, *, kind: Format, language: str, notice: str, earlier: str = ""
) -> GapReportContent:
    """What the gap report on a submission is made of: its frozen content, and the day it was handed in.

    Raises ValueError if `earlier` is not the submission that this one names as the one it follows.
    """
    found = read_back(frozen, instrument)
    if found.covering.follows != (hash_of(earlier) if earlier else ""):
        raise ValueError("this is not the submission that it follows")
    content = content_of(
        instrument,
        found.sheet,
        kind=kind,
        language=language,
        country_name=found.covering.country_name,
        title=found.covering.title,
        notice=notice,
        generated_on=found.covering.submitted_on,
    )
    return msgspec.structs.replace(content, submission=hash_of(frozen), earlier=earlier)


def report_of(wanted: GapReportContent, *, draws: bool | RobustnessChapter = True) -> content.GapReport:
    """The report with that content as one object. The draws of robustness take seconds, unless they are
    given.
    """
    instrument = instrument_named_in(wanted.answers)
    sheet = read_answers(bytes(wanted.answers), instrument)
    return content.build(
        instrument,
        sheet,
        outcome_of(instrument, sheet),
        country_name=wanted.country_name,
        language=wanted.language,
        earlier=earlier_submission(wanted.earlier, instrument) if wanted.earlier else None,
        heading=content.Heading(
            variant=wanted.variant,
            title=wanted.title,
            notice=wanted.notice,
            generated_on=wanted.generated_on,
            proof=content.Proof(submission=wanted.submission, address=wanted.proof_address),
            needs=wanted.standing_needs,
        ),
        draws=draws,
    )
