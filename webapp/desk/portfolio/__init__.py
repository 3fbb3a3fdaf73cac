"""The portfolio: what countries released of their scores, side by side and never ranked, on five pages."""

from __future__ import annotations

from webapp.desk.portfolio import coverage, grid, movement, needs, regions

__all__ = ["coverage", "grid", "movement", "needs", "regions"]
