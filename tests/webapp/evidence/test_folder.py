"""The folder of attached files: whole files only, each once, for the service alone."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path

import pytest

from webapp.evidence.folder import EvidenceFolder

CONTENT = b"%PDF-1.7 a decree"
HASH = hashlib.sha256(CONTENT).hexdigest()


def files_in(folder: Path) -> list[str]:
    """Every file there, with the folders in which it lies."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_lies_under_its_hash_and_the_same_file_lies_once(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    for _time in range(3):
        assert folder.store(io.BytesIO(CONTENT)) == HASH
    assert files_in(tmp_path) == [f"evidence/{HASH[:2]}/{HASH}"]
    assert folder.path(HASH).read_bytes() == CONTENT


def test_only_the_service_can_read_it(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    folder.store(io.BytesIO(CONTENT))
    assert stat.S_IMODE(folder.path(HASH).stat().st_mode) == 0o600
    for place in (folder.path(HASH).parent, folder.path(HASH).parent.parent):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_a_damaged_file_is_mended_when_it_is_attached_again(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    folder.store(io.BytesIO(CONTENT))
    folder.path(HASH).write_bytes(b"")
    folder.store(io.BytesIO(CONTENT))
    assert folder.path(HASH).read_bytes() == CONTENT


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        EvidenceFolder(tmp_path).store(io.BytesIO(CONTENT))
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../secret-key", "a" * 63, "A" * 64, "g" * 64])
def test_nothing_else_is_a_place_in_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the hash"):
        EvidenceFolder(tmp_path).path(name)
