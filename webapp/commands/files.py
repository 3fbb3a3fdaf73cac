"""Files in and out of commands: whole or not at all, and every refusal in words."""

from __future__ import annotations

import argparse
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

from questionnaire.answers import AnswerSheet
from questionnaire.answers_file import read_answers
from questionnaire.earlier import Earlier, earlier_file
from questionnaire.instrument import Instrument
from questionnaire.mistakes import AnswersFileMistakes
from questionnaire.wire import MOST_BYTES

REFUSED = 2


class Refused(Exception):
    """The command cannot do what was asked; the lines say why and nothing was written."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


def guarded(command: Any) -> Any:
    """The command with its refusals printed, one line each, and turned into exit code 2."""

    def run(given: argparse.Namespace) -> int:
        try:
            command(given)
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            return REFUSED
        return 0

    return run


def read_sheet(path: Path, instrument: Instrument) -> AnswerSheet:
    """The answers file. Raises `Refused` with a line for every mistake in it."""
    try:
        return read_answers(_read(path), instrument)
    except AnswersFileMistakes as error:
        raise _refusal(path, error) from None


def read_earlier(path: Path, instrument: Instrument, sheet: AnswerSheet) -> Earlier:
    """The answers or submission that the sheet, which answers the instrument, is compared with.

    Raises `Refused` with a line for every mistake in it, and if it is not an earlier one of the same country.
    """
    try:
        found = earlier_file(_read(path), instrument)
    except AnswersFileMistakes as error:
        raise _refusal(path, error) from None
    except LookupError as error:
        raise Refused(f"{path}: {error.args[0]}") from None
    if found.year.sheet.country != sheet.country:
        raise Refused(
            f"{path}: is of {found.year.sheet.country}; {sheet.country} is compared with itself alone"
        )
    if found.reference_date > sheet.reference_date:
        raise Refused(f"{path}: is of {found.reference_date}, later than {sheet.reference_date}")
    return found


def _read(path: Path) -> bytes:
    """What is in the file, and one byte more than is read at most: it shows that a file is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{path}: {reason(error)}") from None


def _refusal(path: Path, error: AnswersFileMistakes) -> Refused:
    return Refused(*(f"{path}: {mistake}" for mistake in error.mistakes))


def reason(error: Exception) -> str:
    """What went wrong, in the words of the system where it has any."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def check_writable(path: Path) -> None:
    """Refuse before the long work, not after it."""
    if path.is_dir():
        raise Refused(f"{path}: is a folder; name a file in it")
    if not path.parent.is_dir():
        raise Refused(f"{path}: there is no folder {path.parent}")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Refused(f"{path}: may not be written; choose another place")


def write(path: Path, data: bytes) -> None:
    """Write the whole file or nothing: a new file takes the old one's place only when it is complete."""
    check_writable(path)
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(data)
            return
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as new:
            try:
                new.write(data)
                new.flush()
                os.fchmod(new.fileno(), 0o666 & ~_umask())
                Path(new.name).replace(path)
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise Refused(f"{path}: cannot be written ({reason(error)})") from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


class Progress:
    """A line on the terminal that says what is being done; silent when nobody watches."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.watched = sys.stderr.isatty()

    def __call__(self, step: str) -> None:
        if self.watched:
            print(f"\r\033[K{self.what}: {step} ...", end="", file=sys.stderr, flush=True)

    def done(self, path: Path, size: int) -> None:
        if self.watched:
            print(f"\r\033[K{self.what}: {path}, {size / 1000:,.0f} kB", file=sys.stderr)
