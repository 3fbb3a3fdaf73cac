"""The assessment that another one is compared with, read with the version that it answers."""

from __future__ import annotations

from codecs import BOM_UTF8
from datetime import date
from typing import Any

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers
from questionnaire.frozen import FORMAT, hash_of, read_back
from questionnaire.instrument import Instrument
from questionnaire.loading import installed, marks_since
from questionnaire.mistakes import AnswersFileMistakes, FileMistake
from questionnaire.since import Since
from questionnaire.trends import Trend, Year, trend
from questionnaire.wire import decode


class Pinned(msgspec.Struct, frozen=True):
    """The version of an instrument that an answers file says it answers."""

    instrument: str
    version: str


class Earlier(msgspec.Struct, frozen=True):
    """An earlier year with the marks of every version since; and what it is called, if it was handed in."""

    year: Year
    steps: tuple[Since, ...]
    title: str = ""
    hash: str = ""

    @property
    def reference_date(self) -> date:
        """The day that the earlier answers speak of."""
        return self.year.sheet.reference_date

    def compared_with(self, instrument: Instrument, sheet: AnswerSheet) -> Trend:
        """What changed from the earlier year to this one."""
        return trend(self.year, Year(instrument, sheet), self.steps)


def instrument_named_in(answers: bytes | msgspec.Raw) -> Instrument:
    """The version that an answers file answers, whatever else it holds; LookupError if it is not installed.

    Raises `msgspec.DecodeError` for what is no answers file.
    """
    pinned = msgspec.json.decode(answers, type=Pinned)
    return installed(pinned.instrument, pinned.version)


def earlier_answers(answers: bytes, later: Instrument) -> Earlier:
    """The earlier year of an answers file. Raises what reading raises, and LookupError if `later` does not
    descend from the version that it answers.
    """
    instrument = instrument_named_in(answers)
    year = Year(instrument, read_answers(answers, instrument))
    return Earlier(year, _steps(instrument, later))


def earlier_submission(content: str, later: Instrument) -> Earlier:
    """The earlier year of a submission. Raises as `earlier_answers` does."""
    document: dict[str, Any] = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    instrument = instrument_named_in(document["answers"])
    found = read_back(content, instrument)
    return Earlier(
        year=Year(instrument, found.sheet),
        steps=_steps(instrument, later),
        title=found.covering.title,
        hash=hash_of(content),
    )


def earlier_file(data: bytes, later: Instrument) -> Earlier:
    """The earlier year of a file from outside: a submission, or an answers file.

    Raises `AnswersFileMistakes`, and LookupError as `earlier_answers` does.
    """
    document = decode(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        try:
            return earlier_answers(data.removeprefix(BOM_UTF8), later)
        except msgspec.MsgspecError:
            # It does not say which version it answers: every mistake is told as of the later one.
            return Earlier(Year(later, read_answers(data, later)), ())
    try:
        return earlier_submission(data.decode("utf-8-sig"), later)
    except (KeyError, TypeError, msgspec.MsgspecError) as error:
        raise AnswersFileMistakes(
            (FileMistake("", f"is no submission that can be read ({error})"),)
        ) from None


def _steps(earlier: Instrument, later: Instrument) -> tuple[Since, ...]:
    if earlier.code != later.code:
        raise LookupError(
            f"{earlier.code} and {later.code} are two instruments; their answers cannot be compared"
        )
    return marks_since(later, earlier.version)
