"""The chapters of the report in order: which parts of the content each prints, and which versions have it.

A chapter is printed from `templates/report/<code>.html`, under the heading that stands here.
"""

from __future__ import annotations

import msgspec

from reports.content.audience import (
    MINISTERS_BRIEF,
    PUBLIC,
    UNODC,
    WORKING_FILE,
    VariantCode,
)
from reports.content.gathered import Gathered
from reports.content.structure import ChapterLine


class Chapter(msgspec.Struct, frozen=True):
    """A chapter, the parts of the content that are printed in it, and the versions beside the working file
    that have it.
    """

    code: str
    parts: tuple[str, ...]
    variants: tuple[VariantCode, ...] = ()


# In the order in which they are printed.
CHAPTERS = (
    Chapter("who", ("who",)),
    Chapter("summary", ("summary", "imbalance_sentence"), (MINISTERS_BRIEF, UNODC, PUBLIC)),
    Chapter("scoreboard", ("scoreboard",), (UNODC, PUBLIC)),
    Chapter(
        "priorities",
        ("priorities", "priority_scale", "priorities_more", "rated_without_gap"),
        (MINISTERS_BRIEF, UNODC),
    ),
    Chapter("reading", (), (PUBLIC,)),
    Chapter("unknown", ("unknown_units", "unknown_sentence")),
    Chapter("proof", ("proof",), (PUBLIC,)),
    Chapter("safeguards", ("safeguards", "imbalance_sentence"), (PUBLIC,)),
    Chapter("units", ("units",), (PUBLIC,)),
    Chapter("context", ("context",), (UNODC, PUBLIC)),
    Chapter("feasibility", ("feasibility",)),
    Chapter("plan", ("plan",)),
    Chapter("needs", ("standing_needs",), (UNODC, PUBLIC)),
    Chapter("draft-needs", ("needs", "needs_by_type", "needs_sentence")),
    Chapter("change", ("change",), (PUBLIC,)),
    Chapter("robustness", ("robustness",), (PUBLIC,)),
    Chapter("coverage", ("coverage", "coverage_counts"), (PUBLIC,)),
    Chapter("annex-answers", ("answers", "not_answered", "code_book")),
    Chapter("annex-register", ("documents",)),
    Chapter("annex-method", ("weights",), (PUBLIC,)),
)


def chapters_of(variant: VariantCode) -> tuple[Chapter, ...]:
    """The chapters of a version, in order."""
    return tuple(chapter for chapter in CHAPTERS if variant == WORKING_FILE or variant in chapter.variants)


def lines(gathered: Gathered, *, without: tuple[str, ...] = ()) -> tuple[ChapterLine, ...]:
    """The chapters of this version with their headings, without those that have nothing to say here."""
    titles = headings(gathered)
    return tuple(
        ChapterLine(chapter.code, titles[chapter.code])
        for chapter in chapters_of(gathered.variant)
        if chapter.code not in without
    )


def headings(gathered: Gathered) -> dict[str, str]:
    """The heading of each chapter by its code."""
    _ = gathered.wording.gettext
    return {
        "who": _("Who answered, and what you are asked to decide"),
        "summary": _("Summary"),
        "scoreboard": _("Scoreboard of all units"),
        "priorities": _("Priorities"),
        "reading": _("How to read this report"),
        "unknown": _("What is not known"),
        "proof": _("Declared against substantiated"),
        "safeguards": _("Rights and safeguards"),
        "units": _("Unit by unit: the text, and where the country stands"),
        "context": _("Constraints, digital gap and threats"),
        "feasibility": _("Need and feasibility"),
        "plan": _("Action plan"),
        "needs": _("Assistance needs"),
        "draft-needs": _("Draft assistance needs"),
        "change": _("Change since the last assessment"),
        "robustness": _("Robustness"),
        "coverage": _("Coverage of the clauses"),
        "annex-answers": _("Annex A: all answers"),
        "annex-register": _("Annex B: register of evidence"),
        "annex-method": _("Annex: formulas and weights")
        if gathered.variant == PUBLIC
        else _("Annex C: formulas and weights"),
    }
