"""`cpsa` as a person runs it: a process of its own in a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CPSA = Path(sys.executable).with_name("cpsa")
REFUSED = 2

Finished = subprocess.CompletedProcess[bytes]


def cpsa(*words: str | Path, at: Path, **environment: str) -> Finished:
    """The command as a person types it, in the folder `at`, with nothing of ours in its environment."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(at), "LANG": "C.UTF-8", **environment}
    return subprocess.run([str(CPSA), *map(str, words)], cwd=at, env=plain, capture_output=True, check=False)


def done(*words: str | Path, at: Path, **environment: str) -> bytes:
    """What a command that must succeed prints."""
    finished = cpsa(*words, at=at, **environment)
    assert finished.returncode == 0, finished.stderr.decode()
    return finished.stdout


def refused(*words: str | Path, at: Path) -> list[str]:
    """The lines of a command that must refuse: exit code 2, nothing printed, nothing written."""
    before = files_in(at)
    finished = cpsa(*words, at=at)
    assert (finished.returncode, finished.stdout) == (REFUSED, b""), finished.stderr.decode()
    assert files_in(at) == before
    lines = finished.stderr.decode().splitlines()
    assert lines
    assert "Traceback" not in lines[0]
    return lines


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below the folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
