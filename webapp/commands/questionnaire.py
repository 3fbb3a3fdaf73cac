"""Commands that work without a database: the instrument, samples, scores and reports from an answers file."""

from __future__ import annotations

import argparse
import json
import re
import secrets
import sys
from pathlib import Path

import msgspec

from questionnaire.answers_file import write_answers
from questionnaire.drafting import draft
from questionnaire.instrument import Clause, Instrument, Question, Unit
from questionnaire.loading import INSTRUMENTS, PUBLISHED, load, published
from questionnaire.mistakes import InstrumentMistakes
from questionnaire.numbered_items import NoItems, read_items
from questionnaire.outcome import outcome_of, result_json
from questionnaire.samples import random_sheet
from questionnaire.sources import paragraphs
from reports.content.audience import VARIANTS, WORKING_FILE
from webapp.commands.files import (
    Progress,
    Refused,
    check_writable,
    guarded,
    read_earlier,
    read_sheet,
    reason,
    write,
)

FORMATS = ("pdf", "html", "docx", "xlsx", "json")
_USER_ASSIGNED = re.compile(r"(X[A-Z]{2}|AA[A-Z]|Q[M-Z][A-Z]|ZZ[A-Z])")


def add_to(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `sample`, `score`, `report` and `instrument` to the command's parsers."""
    sample = subparsers.add_parser("sample", help="write a random valid answers file")
    sample.add_argument(
        "--seed", type=int, help="the same seed gives the same file (default: a new one, printed)"
    )
    sample.add_argument("--complete", action="store_true", help="answer every question")
    sample.add_argument("-o", "--output", type=Path, required=True, metavar="ANSWERS.json")
    sample.set_defaults(run=guarded(write_sample))

    score = subparsers.add_parser("score", help="print scores, gaps, priorities and draft needs as JSON")
    score.add_argument("answers", type=Path, metavar="ANSWERS.json")
    score.set_defaults(run=guarded(print_scores))

    report = subparsers.add_parser("report", help="write the gap report")
    report.add_argument("answers", type=Path, metavar="ANSWERS.json")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    report.add_argument("--format", choices=FORMATS, help="default: by the file's ending, else pdf")
    report.add_argument(
        "--earlier",
        type=Path,
        metavar="FILE",
        help="answers or submission of an earlier assessment of the country, to tell what changed since",
    )
    report.add_argument(
        "--variant",
        choices=VARIANTS,
        default=WORKING_FILE,
        help="for whom: officials (default), the minister in two pages, UNODC, the public",
    )
    report.add_argument("--language", choices=("en",), default="en")
    report.set_defaults(run=guarded(write_report))

    instrument = subparsers.add_parser("instrument", help="check, show or draft a questionnaire")
    actions = instrument.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("check", help="list every mistake in an instrument's folder")
    check.add_argument("folder", type=Path, nargs="?", default=INSTRUMENTS / PUBLISHED)
    check.set_defaults(run=guarded(check_instrument))
    show = actions.add_parser("show", help="print units, clauses and questions")
    show.add_argument("code", nargs="?", help="a unit, clause or question; default: everything")
    show.add_argument("--json", action="store_true", dest="as_json")
    show.set_defaults(run=guarded(show_instrument))
    drafting = actions.add_parser("draft", help="make a skeleton instrument from a report's numbered items")
    drafting.add_argument("report", type=Path, metavar="REPORT.txt")
    drafting.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    drafting.set_defaults(run=guarded(draft_instrument))


def write_sample(given: argparse.Namespace) -> None:
    """`cpsa sample`: a random valid answers file."""
    seed = secrets.randbelow(10**9) if given.seed is None else given.seed
    instrument = published()
    write(
        given.output, write_answers(random_sheet(instrument, seed=seed, complete=given.complete), instrument)
    )
    if given.seed is None:
        print(f"Seed {seed}", file=sys.stderr)


def print_scores(given: argparse.Namespace) -> None:
    """`cpsa score`: the result as JSON on standard output."""
    instrument = published()
    sheet = read_sheet(given.answers, instrument)
    sys.stdout.buffer.write(result_json(instrument, sheet, outcome_of(instrument, sheet)))


def write_report(given: argparse.Namespace) -> None:
    """`cpsa report`: the gap report as PDF, HTML, XLSX or JSON."""
    ending = given.output.suffix.lstrip(".").lower()
    chosen = given.format or (ending if ending in FORMATS else "pdf")
    instrument = published()
    sheet = read_sheet(given.answers, instrument)
    earlier = read_earlier(given.earlier, instrument, sheet) if given.earlier else None
    if chosen == "xlsx" and given.variant != WORKING_FILE:
        raise Refused("xlsx is for the working file only; choose pdf, docx, html or json for this version")
    check_writable(given.output)
    say = Progress(f"Gap report ({chosen})")
    # The renderer takes half a second to import; the other commands need not wait for it.
    from reports import content, exchange, html, pdf, word, workbook

    say("gathering")
    outcome = outcome_of(instrument, sheet)
    report = content.build(
        instrument,
        sheet,
        outcome,
        country_name=printed_country(sheet.country),
        language=given.language,
        earlier=earlier,
        heading=content.Heading(variant=given.variant),
    )
    if chosen == "pdf":
        document = pdf.render(report, progress=say)
    elif chosen == "html":
        document = html.render(report).encode()
    elif chosen == "docx":
        document = word.render(report)
    elif chosen == "xlsx":
        document = workbook.render(report)
    else:
        document = exchange.report_json(report)
    write(given.output, document)
    say.done(given.output, len(document))


def check_instrument(given: argparse.Namespace) -> None:
    """`cpsa instrument check`: every mistake at once, or what the instrument holds."""
    if not given.folder.is_dir():
        raise Refused(f"{given.folder}: is not a folder; name the folder that holds instrument.toml")
    try:
        instrument = load(given.folder)
    except InstrumentMistakes as error:
        raise Refused(*(str(mistake) for mistake in error.mistakes)) from None
    scored = sum(question.scored for question in instrument.questions)
    print(
        f"{instrument.code} {instrument.version}: {len(instrument.units)} units, "
        f"{len(instrument.clauses)} clauses, {len(instrument.questions)} questions ({scored} scored); "
        "no mistakes"
    )
    if instrument.since is not None:
        marks = instrument.since
        print(
            f"Against version {marks.version}: {len(marks.same)} same, {len(marks.reworded)} reworded, "
            f"{len(marks.replaced)} replaced, {len(marks.new)} new, {len(marks.retired)} retired"
        )


def show_instrument(given: argparse.Namespace) -> None:
    """`cpsa instrument show`: the whole instrument, or the unit, clause or question with that code."""
    instrument = published()
    chosen = instrument if given.code is None else _with_code(instrument, given.code)
    if given.as_json:
        print(json.dumps(msgspec.to_builtins(chosen), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(instrument, chosen)))


def draft_instrument(given: argparse.Namespace) -> None:
    """`cpsa instrument draft`: a skeleton instrument from the numbered items of a report."""
    try:
        text = given.report.read_bytes().decode("utf-8-sig")
        found = read_items(text)
    except (OSError, UnicodeDecodeError, NoItems) as error:
        raise Refused(f"{given.report}: {reason(error)}") from None
    folder: Path = given.output
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder}: is there already and not an empty folder; name a new one")
    code = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-") or "draft"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in draft(found, code=code):
            (folder / file.name).write_text(file.text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{folder}: cannot be written ({reason(error)})") from None
    print(f"{len(found.items)} items written to {folder}. Next: cpsa instrument check {folder}")


def printed_country(code: str) -> str:
    """The country's name; codes that ISO leaves to users are said to be invented, others are kept."""
    from webapp.countries import country_name, is_country  # the locale data; only a report needs it

    if is_country(code):
        return country_name(code)
    return f"Invented country {code}" if _USER_ASSIGNED.fullmatch(code) else code


def _with_code(instrument: Instrument, code: str) -> Unit | Clause | Question:
    parts: tuple[Unit | Clause | Question, ...] = (
        *instrument.units,
        *instrument.clauses,
        *instrument.questions,
    )
    for part in parts:
        if part.code.lower() == code.lower():
            return part
    raise Refused(f"{code}: the instrument has no unit, clause or question with this code")


def _lines(instrument: Instrument, part: Instrument | Unit | Clause | Question) -> list[str]:
    """The part in words, for reading in a terminal."""
    if isinstance(part, Instrument):
        units = [line for unit in part.units for line in (*_unit_lines(part, unit), "")]
        return [f"{part.title}, version {part.version}", part.pilot_note.strip(), "", *units]
    if isinstance(part, Unit):
        return _unit_lines(instrument, part)
    return _clause_lines(part) if isinstance(part, Clause) else _question_lines(part)


def _unit_lines(instrument: Instrument, unit: Unit) -> list[str]:
    source = instrument.source(unit.source.document)
    return [
        f"{unit.code}  {unit.title}",
        *(f"    {paragraph}" for paragraph in paragraphs(unit.official_text)),
        f"    {source.body}: {source.title}, {source.date}; {unit.source.section}; item {unit.source.item}",
        f"    “{source.non_endorsement.strip()}”",
        *(line for clause in unit.clauses for line in _clause_lines(clause)),
        *(line for question in unit.questions for line in _question_lines(question)),
    ]


def _clause_lines(clause: Clause) -> list[str]:
    quoted = " ... ".join(f"“{piece}”" for piece in clause.quote)
    return [f"  {clause.code}  {clause.gist}: {quoted}"]


def _question_lines(question: Question) -> list[str]:
    lines = [f"  {question.code}  [{question.kind}, weight {question.weight}] {question.text}"]
    lines += [f"         {level}  {words}" for level, words in enumerate(question.levels)]
    lines += [f"         -  {option.code}: {option.text}" for option in question.options]
    return lines
