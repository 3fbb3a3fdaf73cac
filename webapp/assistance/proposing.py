"""The draft needs that follow from the gaps of an assessment, to be turned into needs of the country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import AnswerSheet
from questionnaire.assistance.proposals import proposed
from questionnaire.gaps import Ranked, UnitGap
from questionnaire.instrument import Unit
from questionnaire.needs import DraftNeed, offered_needs, units_without_answer
from questionnaire.outcome import Outcome, outcome_of
from webapp import audit, clock, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.assessment.result import gap_words
from webapp.assistance.entered import blueprint
from webapp.assistance.shortfalls import Shortfall, shortfalls
from webapp.audit import Action
from webapp.records import needs, submissions
from webapp.register_words import status_word
from webapp.tables import NeedRecord
from webapp.typed import FormError
from webapp.wording import _, ngettext


class DraftLine(msgspec.Struct, frozen=True):
    """One draft: why it is proposed, and the need that was made of it, if there is one."""

    draft: DraftNeed
    title: str
    shortfalls: list[Shortfall]
    taken_up: NeedRecord | None

    @property
    def code(self) -> str:
        """What a form calls it."""
        return _code(self.draft)


class UnitDrafts(msgspec.Struct, frozen=True):
    """The drafts of one unit, with its place in the order of priorities."""

    unit: Unit
    place: int
    line: Ranked
    found: UnitGap
    drafts: list[DraftLine]


@blueprint.get("/assessments/<int:number>/needs")
@open_to(COUNTRY_READERS)
def proposals(country: str, number: int) -> ResponseReturnValue:
    """List the draft needs unit by unit, in the order of priorities, each with its reason; then the units
    that nobody has answered for, whose questions come first.
    """
    here = opened(country, number)
    form = kept.kept_form() if here.is_led else None
    return _page(here, *_worked_out(here), ticked=form.getlist("take") if form else ())


@blueprint.post("/assessments/<int:number>/needs")
@open_to(FOCAL_POINTS)
def take_up(country: str, number: int) -> ResponseReturnValue:
    """Turn the drafts that are ticked into needs, each once; what is not proposed any more is said."""
    here = opened(country, number, to_write=True)
    sheet, outcome = _worked_out(here)
    ticked = set(request.form.getlist("take"))
    kept.forget_form()
    if not ticked:
        errors = [FormError("drafts", _("Tick at least one draft need."))]
        return _page(here, sheet, outcome, errors=errors), 422
    drafts = offered_needs(here.instrument, sheet, outcome.scores, outcome.needs)
    offered = {_code(draft): draft for own in drafts.values() for draft in own}
    already = {(row.unit_code, row.assistance): row for row in needs.open_needs_from(here.row)}
    new = [
        _turn(here, sheet, outcome, draft)
        for code, draft in offered.items()
        if code in ticked and (draft.unit, draft.assistance) not in already
    ]
    if new:
        flash(ngettext("One draft is a need now.", "%(num)s drafts are needs now.", len(new)))
    if missed := sorted(ticked - offered.keys()):
        flash(
            _(
                "Not turned into a need, because it is not proposed any more: %(codes)s.",
                codes=", ".join(missed),
            )
        )
    return redirect(_place_after(here, new), 303)


def _turn(here: Opened, sheet: AnswerSheet, outcome: Outcome, draft: DraftNeed) -> NeedRecord:
    need = proposed(here.instrument, sheet, outcome, draft)
    row = needs.add_need(here.row, here.instrument, need, by=signed_in_user(), at=clock.now())
    audit.record(
        Action.NEED_BEGUN,
        country=row.country_code,
        assessment=here.row.id,
        subject=need.title,
        details={"need": str(row.id), "unit": need.unit, "assistance": need.assistance},
    )
    return row


def _place_after(here: Opened, new: Sequence[NeedRecord]) -> str:
    if len(new) == 1:
        return url_for("assistance.need", country=here.row.country_code, need=new[0].id)
    if new:
        return url_for("assistance.register", country=here.row.country_code)
    return here.address("assistance.proposals")


def _worked_out(here: Opened) -> tuple[AnswerSheet, Outcome]:
    sheet = submissions.sheet_that_counts(here.row)
    return sheet, outcome_of(here.instrument, sheet)


def _page(
    here: Opened,
    sheet: AnswerSheet,
    outcome: Outcome,
    *,
    ticked: Sequence[str] = (),
    errors: Sequence[FormError] = (),
) -> str:
    taken = {(row.unit_code, row.assistance): row for row in needs.open_needs_from(here.row)}
    return render_template(
        "assistance/proposals.html",
        here=here,
        units=_by_unit(here, sheet, outcome, taken),
        unanswered=[
            here.instrument.unit(code)
            for code in units_without_answer(here.instrument, sheet, outcome.scores)
        ],
        ticked=ticked,
        errors=list(errors),
        gap_words=gap_words,
        status_word=status_word,
    )


def _by_unit(
    here: Opened, sheet: AnswerSheet, outcome: Outcome, taken: Mapping[tuple[str, str], NeedRecord]
) -> list[UnitDrafts]:
    offered = offered_needs(here.instrument, sheet, outcome.scores, outcome.needs)
    return [
        UnitDrafts(
            unit=here.instrument.unit(line.code),
            place=place,
            line=line,
            found=outcome.gaps[line.code],
            drafts=[
                DraftLine(
                    draft=draft,
                    title=here.instrument.assistance_type(draft.assistance).title,
                    shortfalls=shortfalls(here.instrument, sheet, outcome, draft),
                    taken_up=taken.get((draft.unit, draft.assistance)),
                )
                for draft in offered[line.code]
            ],
        )
        for place, line in enumerate(outcome.priorities, start=1)
        if offered.get(line.code)
    ]


def _code(draft: DraftNeed) -> str:
    return f"{draft.unit}-{draft.assistance}"
