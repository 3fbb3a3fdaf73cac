"""Why a file is not taken."""

from __future__ import annotations


class RefusedFile(Exception):
    """A file that is not taken; the message says why, and what to do, to the person who sent it."""
