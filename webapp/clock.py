"""What time it is: the one place where the service asks, so that tests can say."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, in UTC and aware of it."""
    return datetime.now(UTC)
