"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line.processes import done


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample answers file."""
    folder = tmp_path_factory.mktemp("sample")
    done("sample", "--seed", "7", "-o", "answers.json", at=folder)
    return folder / "answers.json"
