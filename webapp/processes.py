"""Processes that end with the one that started them, however that one ended."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with(parent: int, number: signal.Signals) -> None:
    """Has the kernel send this process that signal when the parent is gone, even if it is gone by now.

    It does so for this process alone: what this one starts must ask for itself.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)


def end_all_started_from_here() -> None:
    """Has every process that this one forks from now on, and that those fork, killed with the one that
    forked it.
    """
    forking = os.getpid()

    def note_parent() -> None:
        nonlocal forking
        forking = os.getpid()

    os.register_at_fork(before=note_parent, after_in_child=lambda: end_with(forking, signal.SIGKILL))
