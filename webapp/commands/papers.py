"""`cpsa questionnaire`: the questionnaire on paper, for those who have no account."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from questionnaire.instrument import Instrument
from questionnaire.loading import published
from webapp.commands.files import Progress, Refused, check_writable, guarded, read_sheet, write
from webapp.commands.questionnaire import printed_country


def add_to(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `questionnaire` to the command's parsers."""
    paper = subparsers.add_parser("questionnaire", help="write the questionnaire as PDF to fill in by hand")
    paper.add_argument("output", type=Path, metavar="OUT.pdf")
    paper.add_argument("--units", type=_codes, metavar="R01,R02", help="only the questions of these units")
    paper.add_argument("--questions", type=_codes, metavar="R01.1,R02.3", help="only these questions")
    paper.add_argument("--answers", type=Path, metavar="ANSWERS.json", help="fill in what was answered")
    paper.add_argument("--country", metavar="NAME", help="default: that of the answers, or a blank line")
    paper.add_argument("--institution", default="", metavar="NAME", help="who is asked")
    paper.add_argument("--return-to", default="", metavar="WHO", help="to whom the paper goes back")
    paper.add_argument("--return-by", type=date.fromisoformat, metavar="2026-12-04", help="and by when")
    paper.set_defaults(run=guarded(write_questionnaire))


def write_questionnaire(given: argparse.Namespace) -> None:
    """`cpsa questionnaire`: blank, or filled with an answers file; whole, or only some of it."""
    instrument = published()
    sheet = read_sheet(given.answers, instrument) if given.answers else None
    chosen = _chosen(instrument, given.units or (), given.questions or ())
    check_writable(given.output)
    say = Progress("Questionnaire")
    # The renderer takes half a second to import; the other commands need not wait for it.
    from reports import papers
    from reports.papers import printing

    say("gathering")
    particulars = papers.Particulars(
        country_name=given.country or (printed_country(sheet.country) if sheet else ""),
        reference_date=sheet.reference_date if sheet else None,
        institution=given.institution,
        return_to=given.return_to,
        return_by=given.return_by,
    )
    paper = papers.questionnaire(instrument, sheet, particulars, questions=chosen)
    document = printing.render(paper, progress=say)
    write(given.output, document)
    say.done(given.output, len(document))


def _codes(words: str) -> tuple[str, ...]:
    return tuple(code.strip().upper() for code in words.split(",") if code.strip())


def _chosen(
    instrument: Instrument, units: tuple[str, ...], questions: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The codes of the questions named and of those of the units named; None if nothing was named."""
    unknown = [
        *(f"{code}: the questionnaire has no such unit" for code in units if not instrument.has_unit(code)),
        *(
            f"{code}: the questionnaire has no such question"
            for code in questions
            if not instrument.has_question(code)
        ),
    ]
    if unknown:
        raise Refused(*unknown)
    named = tuple(question.code for code in units for question in instrument.unit(code).questions)
    return (*named, *questions) or None
