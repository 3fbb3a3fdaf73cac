"""What a process asks of the kernel, seen from outside with strace."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

_WHOLE = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<given>.*)\) += (?P<result>-?\d+|\?)")
_BEGUN = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<given>.*) <unfinished \.\.\.>")
_ENDED = re.compile(r"(?P<thread>\d+) +<\.\.\. (?P<name>\w+) resumed>.*\) += (?P<result>-?\d+|\?)")


@dataclass(frozen=True)
class Moment:
    """A call of the kernel began or ended: two moments for each, in the order in which they came to pass."""

    name: str
    given: str
    has_ended: bool
    result: str = ""


class Tracer:
    """Watches some calls of a process and of all its threads while the `with` lasts. `but` are more words
    for strace.
    """

    def __init__(self, pid: int, calls: str, notes: Path, *but: str) -> None:
        self._notes = notes
        self._command = ["strace", "-f", "-y", "-s", "64", "-e", f"trace={calls}", "-o", str(notes), *but]
        self._command += ["-p", str(pid)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        if "attached" not in said:
            self._end()
            pytest.skip(f"strace may not watch a process here: {said.strip()}")
        return self

    def __exit__(self, *_problem: object) -> None:
        self._process.send_signal(signal.SIGINT)
        self._end()

    def _end(self) -> None:
        self._process.wait(60)
        assert self._process.stderr is not None
        self._process.stderr.close()

    def moments(self) -> list[Moment]:
        """What was seen, once the watching is over."""
        found: list[Moment] = []
        begun: dict[str, Moment] = {}
        for line in self._notes.read_text().splitlines():
            if whole := _WHOLE.fullmatch(line):
                found += [
                    Moment(whole["name"], whole["given"], has_ended=False),
                    Moment(whole["name"], whole["given"], has_ended=True, result=whole["result"]),
                ]
            elif start := _BEGUN.fullmatch(line):
                begun[start["thread"]] = Moment(start["name"], start["given"], has_ended=False)
                found.append(begun[start["thread"]])
            elif (end := _ENDED.fullmatch(line)) and end["thread"] in begun:
                given = begun.pop(end["thread"]).given
                found.append(Moment(end["name"], given, has_ended=True, result=end["result"]))
        return found


needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: scripts/setup --dev installs it"
)
