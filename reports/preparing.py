"""What every report needs, loaded before anybody waits for one: once for all processes that fork later."""

from __future__ import annotations

from questionnaire.loading import published
from reports import html, pdf, word, workbook

# Whoever imports this has loaded them.
KINDS = (pdf, word, workbook)


def prepare() -> None:
    """Reads the questions and the templates, and loads what draws: numpy, which no process that only shows
    pages is to hold.
    """
    from questionnaire import robustness  # noqa: F401, PLC0415

    published()
    html.prepare()
