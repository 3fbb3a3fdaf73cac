"""How a version of the instrument stands to the version before it: the table `[since]` of `instrument.toml`.

Every question of the version is marked once, and every question of the version before is kept, replaced or
retired; `since_rules.py` sees to it. `trends.py` compares two years by these marks alone.
"""

from __future__ import annotations

import msgspec


class Replacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question with a new meaning, and thus a new code, and the one that it stands instead of."""

    code: str
    instead_of: str


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marks of a version: codes of questions that it asks, and those retired that it does not.

    `same` is asked in the same words, `reworded` in others with the same meaning. `version` is the version
    before, of the same instrument.
    """

    version: str
    same: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    new: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[str, ...]:
        """The questions whose meaning is the same, in the same words or in others."""
        return self.same + self.reworded

    @property
    def gone(self) -> tuple[str, ...]:
        """The questions of the version before that are asked no more: replaced ones, then retired ones."""
        return tuple(dict.fromkeys(line.instead_of for line in self.replaced)) + self.retired
