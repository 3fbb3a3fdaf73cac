"""Figures as they are printed. Not part of the report’s content, which pages with figures do not load."""

from __future__ import annotations

from math import floor

from questionnaire.scoring import TOLERANCE


def whole(value: float) -> int:
    """The nearest whole number, halves up."""
    return floor(value + 0.5 + TOLERANCE)
