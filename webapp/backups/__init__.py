"""Everything that an installation must not lose, in one file that either engine can be filled from: made
while the service runs, proved by hashes, brought forward where it is of an earlier edition.
"""

from __future__ import annotations

from webapp.backups.archive import BackupMistake
from webapp.backups.making import make
from webapp.backups.restoring import rehearse, restore
from webapp.backups.verifying import Found, look_over

__all__ = ["BackupMistake", "Found", "look_over", "make", "rehearse", "restore"]
