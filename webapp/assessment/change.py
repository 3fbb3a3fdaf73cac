"""What changed since the cycle before, for the result page; the gap report says more and why."""

from __future__ import annotations

from datetime import date

import msgspec

from questionnaire.answers import AnswerSheet
from questionnaire.earlier import earlier_submission
from questionnaire.trends import SHARE_TO_PUBLISH, Change, Trend
from webapp.assessment.opened import Opened
from webapp.assessment.words import figure, percent, span
from webapp.records import submissions
from webapp.wording import _, ngettext

MINUS = "−"


class ChangeLine(msgspec.Struct, frozen=True):
    """A unit, a pillar or the overall figure at both dates, in words; `note` where too little is compared."""

    code: str
    title: str
    before: str
    now: str
    change: str
    verdict: str
    is_certain: bool
    note: str


class ChangeSince(msgspec.Struct, frozen=True):
    """What changed since the submission of the cycle before."""

    title: str
    reference_date: date
    is_other_version: bool
    counted: str
    pillars: tuple[ChangeLine, ...]
    units: tuple[ChangeLine, ...]


def change_since(here: Opened, sheet: AnswerSheet) -> ChangeSince | None:
    """What changed since the cycle that the assessment follows; None if it follows none."""
    content = submissions.content_of_cycle_before(here.row)
    if not content:
        return None
    earlier = earlier_submission(content, here.instrument)
    found = earlier.compared_with(here.instrument, sheet)
    then = earlier.year.instrument
    return ChangeSince(
        title=earlier.title,
        reference_date=earlier.reference_date,
        is_other_version=bool(earlier.steps),
        counted=_counted(found),
        pillars=(
            _line(found.overall, "", _("Overall")),
            *(_line(change, "", here.instrument.pillar(change.code).title) for change in found.pillars),
        ),
        units=tuple(
            # A unit that only the former version has keeps the title that it had there.
            _line(
                change,
                change.code,
                (here.instrument if here.instrument.has_unit(change.code) else then).unit(change.code).title,
            )
            for change in found.units
        ),
    )


def _counted(found: Trend) -> str:
    """How many units moved for certain."""
    verdicts = [change.verdict for change in found.units if change.is_published]
    return ngettext(
        "Of %(num)s unit compared, %(improved)s improved and %(declined)s declined for certain.",
        "Of %(num)s units compared, %(improved)s improved and %(declined)s declined for certain.",
        len(verdicts),
        improved=verdicts.count("improved"),
        declined=verdicts.count("declined"),
    )


def _line(change: Change, code: str, title: str) -> ChangeLine:
    if not change.is_published or change.before is None or change.now is None:
        note = _(
            "Not compared: %(share)s of the weight is matched, and %(needed)s is needed.",
            share=percent(change.share),
            needed=percent(SHARE_TO_PUBLISH),
        )
        return ChangeLine(code, title, "", "", "", "", is_certain=False, note=note)
    return ChangeLine(
        code=code,
        title=title,
        before=span(change.before.low, change.before.high),
        now=span(change.now.low, change.now.high),
        change=_difference(change),
        verdict={
            "improved": _("Improved"),
            "declined": _("Declined"),
            "uncertain": _("No certain change"),
        }[change.verdict],
        is_certain=change.verdict != "uncertain",
        note="",
    )


def _difference(change: Change) -> str:
    """The least and the most that the change can be, with their signs."""
    low, high = _signed(change.low), _signed(change.high)
    return low if low == high else _("%(low)s to %(high)s", low=low, high=high)


def _signed(value: float) -> str:
    size = figure(abs(value))
    if size == figure(0):
        return size
    return f"+{size}" if value > 0 else f"{MINUS}{size}"
