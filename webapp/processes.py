"""Processes that end with the one that started them, however that one ended."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.context import ForkProcess

FORK = multiprocessing.get_context("fork")
PR_SET_PDEATHSIG = 1
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def start(target: Callable[[], None], *, told: signal.Signals) -> ForkProcess:
    """Forks a process that does this. It is told by that signal when this one is gone."""
    process = FORK.Process(target=_run, args=(target, os.getpid(), told))
    # Told to stop while it starts, it would only run this process's handler, and go on.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    return process


def _run(target: Callable[[], None], parent: int, told: signal.Signals) -> None:
    # In a session of its own, so that Ctrl-C reaches the one alone that looks after the others.
    os.setsid()
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    end_with(parent, told)
    target()


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
