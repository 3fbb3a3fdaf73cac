"""How often each address looks at what is open to everybody."""

from __future__ import annotations

import threading
from collections import OrderedDict

# How many addresses are remembered; the one that asked longest ago is forgotten first.
REMEMBERED = 10_000


class Looks:
    """How often each address has looked in the present minute. A page open to anybody writes nothing, so
    this is kept in memory: each process counts for itself, and forgets when it ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: OrderedDict[str, int] = OrderedDict()

    def are_too_many(self, address: str, minute: int, *, most: int) -> bool:
        """Counts one more look from that address in that minute; whether it is more than the most."""
        with self._lock:
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            count = self._counts.pop(address, 0) + 1
            self._counts[address] = count
            if len(self._counts) > REMEMBERED:
                self._counts.popitem(last=False)
            return count > most
