"""The request pack: a draft of the covering letter with which a country asks for assistance, and its needs.

Plain words in order; `reports.request_pack.printing` sets them in type and is heavy to import.
"""

from __future__ import annotations

from reports.content.parts import Content, Part


class PackLine(Part, frozen=True):
    """One field of a need: what it is called and what it says."""

    label: str
    text: str


class PackedNeed(Part, frozen=True):
    """One need with everything that is said about it here."""

    title: str
    lines: tuple[PackLine, ...]


class RequestPack(Content, frozen=True):
    """Everything that stands in the pack. `addressee`, `reference`, `office` and the needs are as typed; a
    `reference` or `notice` that is empty is left out.
    """

    language: str
    country: str
    notice: str
    addressee: str
    reference: str
    office: str
    day: str
    needs: tuple[PackedNeed, ...]
