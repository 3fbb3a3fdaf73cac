"""The versions of a gap report, and in words for whom each is and what it leaves out."""

from __future__ import annotations

from typing import Literal

from reports.content.parts import Part
from reports.content.wording import Wording

VariantCode = Literal["working-file", "ministers-brief", "unodc", "public"]
WORKING_FILE: VariantCode = "working-file"
MINISTERS_BRIEF: VariantCode = "ministers-brief"
UNODC: VariantCode = "unodc"
PUBLIC: VariantCode = "public"
VARIANTS: tuple[VariantCode, ...] = (WORKING_FILE, MINISTERS_BRIEF, UNODC, PUBLIC)

# The versions that leave the country. They are built from the answers that may be shown alone.
FOR_OTHERS: tuple[VariantCode, ...] = (UNODC, PUBLIC)


class Audience(Part, frozen=True):
    """For whom a version is, how it is classified, what it leaves out, and what its readers must know."""

    title: str
    readers: str
    classification: str
    left_out: str
    note: str


def audience(variant: VariantCode, wording: Wording) -> Audience:
    """A version in words."""
    _ = wording.gettext
    concealed = _(
        "Restricted answers, comments, evidence, figures given with answers, the action plan and the reasons "
        "of those who rated are left out, and so is whether an answer that is missing is not known, withheld "
        "or not given."
    )
    recalculated = _(
        "All figures are calculated from the answers that this version may show; each of the others may be "
        "worth anything from 0 to 1. Ranges are therefore as wide as those of the national working file, or "
        "wider: its figures lie inside them. What is substantiated, and the confidence, may be higher there."
    )
    return {
        WORKING_FILE: Audience(
            title=_("Working file"),
            readers=_("For the officials of the country"),
            classification=_("Working file, national use only"),
            left_out=_("Nothing is left out."),
            note="",
        ),
        MINISTERS_BRIEF: Audience(
            title=_("Minister’s brief"),
            readers=_("For the minister"),
            classification=_("Minister’s brief, national use only"),
            left_out=_("Two pages: summary and priorities. Everything else stands in the working file."),
            note="",
        ),
        UNODC: Audience(
            title=_("UNODC version"),
            readers=_("For UNODC"),
            classification=_("UNODC version"),
            left_out=concealed,
            note=_(
                "UNODC has it only if the country hands it over or releases it. Of the register it has the "
                "needs that are released to UNODC, and no others."
            )
            + " "
            + recalculated,
        ),
        PUBLIC: Audience(
            title=_("Public version"),
            readers=_("For parliament, partners and the public"),
            classification=_("Public version"),
            left_out=concealed
            + " "
            + _(
                "Priorities, the lists of institutions, and the assistance needs that are not released to "
                "everybody stay in the country too."
            ),
            note=_("Only the country publishes it.") + " " + recalculated,
        ),
    }[variant]
