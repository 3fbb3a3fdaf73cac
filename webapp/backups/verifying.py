"""Looking over an installation: is everything there, as it was saved?"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from webapp.config import Settings
from webapp.database import db
from webapp.evidence.folder import EvidenceFolder, hash_of
from webapp.records import audit_trail, evidence, seen_until, whole_tables


@dataclass(frozen=True, slots=True)
class Found:
    """What there is, and what is wrong with it: each mistake in words."""

    events: int
    last_hash: str
    files: int
    mistakes: tuple[str, ...]


def look_over(app: Flask) -> Found:
    """Follows the audit trail, reads every file attached as evidence, compares what lists show with the
    releases, and has the database look at itself.
    """
    settings: Settings = app.extensions["settings"]
    folder = EvidenceFolder(settings.folder)
    mistakes = []
    with app.app_context():
        mistakes += whole_tables.faults(db.session.connection())
        if broken := audit_trail.first_mistake():
            mistakes.append(f"the audit trail is broken: event {broken[0]} {broken[1]}")
        mistakes += [
            f"need {number} is in lists for others until another day than its releases say"
            for number in seen_until.strayed()
        ]
        number, digest = audit_trail.head()
        spoken_of = evidence.every_file()
        db.session.close()
        db.engine.dispose()
    held = list(folder.hashes())
    for file_hash in held:
        with folder.path(file_hash).open("rb") as file:
            if hash_of(file) != file_hash:
                mistakes.append(f"the file {file_hash} is damaged: its hash is another")
    mistakes += [
        f"the file {file_hash} is not there; if it was not removed on purpose, bring it back from a backup"
        for file_hash in sorted(spoken_of - set(held))
    ]
    return Found(number, digest, len(held), tuple(mistakes))
