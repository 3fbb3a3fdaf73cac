"""`cpsa backup`, `cpsa restore` and `cpsa verify`: an installation in a file, back again, and whether it is
whole.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.commands.files import REFUSED

if TYPE_CHECKING:
    from webapp.audit import Action
    from webapp.backups import Found
    from webapp.backups.archive import Manifest
    from webapp.config import Settings

Subparsers = argparse._SubParsersAction  # noqa: SLF001  # argparse gives its type no public name


def add_to(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Adds these commands."""
    backup = commands.add_parser("backup", help="write everything to a file, while the service runs")
    backup.add_argument("file", type=Path, help="a new file, such as cpsa-2026-11-22.tar")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="fill an empty installation from a backup")
    restore.add_argument("file", type=Path, help="what `cpsa backup` wrote")
    restore.set_defaults(run=_restore)
    verify = commands.add_parser("verify", help="say whether the installation, or a backup, is whole")
    verify.add_argument("file", type=Path, nargs="?", help="a backup; without it, the installation itself")
    verify.set_defaults(run=_verify)


def _backup(options: argparse.Namespace) -> int:
    from webapp import backups
    from webapp.audit import Action
    from webapp.commands.service import settings_or_end

    settings = settings_or_end()
    path = options.file.resolve()
    try:
        manifest = backups.make(settings, path)
    except backups.BackupMistake as mistake:
        return _refuse(mistake)
    _note(settings, Action.BACKUP_MADE, manifest)
    print(f"Backed up to {path}: {_in_words(manifest)}.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from webapp import backups
    from webapp.audit import Action
    from webapp.commands.service import settings_or_end

    settings = settings_or_end()
    try:
        manifest = backups.restore(settings, options.file.resolve())
    except backups.BackupMistake as mistake:
        return _refuse(mistake)
    _note(settings, Action.BACKUP_RESTORED, manifest)
    print(f"Restored: {_in_words(manifest)}. Everybody signs in again.")
    print(
        f"Second factors need the key that they were kept with: put the old secret-key into {settings.folder}"
    )
    return 0


def _verify(options: argparse.Namespace) -> int:
    from webapp import backups, create_app
    from webapp.commands.service import settings_or_end

    settings = settings_or_end()
    if options.file is None:
        return _say(backups.look_over(create_app(settings)))
    with tempfile.TemporaryDirectory(prefix="cpsa-verify-") as folder:
        try:
            there = backups.rehearse(settings, options.file.resolve(), Path(folder))
        except backups.BackupMistake as mistake:
            return _refuse(mistake)
        return _say(backups.look_over(create_app(there)))


def _say(found: Found) -> int:
    for mistake in found.mistakes:
        print(f"Wrong: {mistake}.")
    if found.mistakes:
        return 1
    print(f"All is whole: {found.events} events, the last with the hash {found.last_hash}.")
    print(f"Files of evidence: {found.files}.")
    return 0


def _note(settings: Settings, action: Action, manifest: Manifest) -> None:
    from webapp import audit, create_app
    from webapp.database import db, own_transaction

    app = create_app(settings)
    with own_transaction(app):
        audit.record(action, details={"rows": str(manifest.rows), "files": str(len(manifest.files))})
    with app.app_context():
        db.engine.dispose()


def _in_words(manifest: Manifest) -> str:
    return f"{manifest.rows} rows in {len(manifest.tables)} tables; files of evidence: {len(manifest.files)}"


def _refuse(mistake: Exception) -> int:
    print(f"cpsa: {mistake}.", file=sys.stderr)
    return REFUSED
