"""How often a system may ask: counted by the minute, in the memory of each process (decision 0036)."""

from __future__ import annotations

import threading
from collections import Counter

from flask import Flask, current_app

from webapp import clock
from webapp.api.problems import RequestProblem

PER_TOKEN = 120
PER_ADDRESS = 60
SECONDS = 60


class Counts:
    """Who asked how often in this minute."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._asked: Counter[str] = Counter()

    def add(self, who: str, minute: int) -> int:
        """How often they have asked in that minute, this time included; former minutes are forgotten."""
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._asked.clear()
            self._asked[who] += 1
            return self._asked[who]


def count(who: str, most: int) -> None:
    """Counts a request. Raises `RequestProblem` if it is one too many in this minute."""
    now = int(clock.now().timestamp())
    counts: Counts = current_app.extensions["api_counts"]
    if counts.add(who, now // SECONDS) > most:
        wait = SECONDS - now % SECONDS
        raise RequestProblem(
            429,
            f"More than {most} requests in one minute.",
            f"Wait {wait} seconds, then go on; ask for pages of 200, and only for what has changed (ETag).",
            Retry_After=str(wait),
        )


def init_app(app: Flask) -> None:
    """Gives the application its counts."""
    app.extensions["api_counts"] = Counts()
