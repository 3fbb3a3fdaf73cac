"""The focal points' table of who is asked what: tick questions, say whom to ask and by when, save."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from questionnaire.instrument import Body
from webapp import audit, clock, kept
from webapp.access import FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.asked import AskedTable, asked_table
from webapp.assessment.opened import Opened, blueprint, opened
from webapp.assessment.typed_asking import (
    Ticked,
    TypedAsking,
    asking_errors,
    asks_meant,
    changed_meanwhile,
    due_on_meant,
    due_on_problem,
    party_code,
    read_asking,
)
from webapp.records import assignments, institutions
from webapp.records.assignments import Ask, Party, PartyChange
from webapp.tables import DRAFT, Institution
from webapp.typed import FormError
from webapp.wording import _, ngettext


class BodyGift(msgspec.Struct, frozen=True):
    """The questions that would be given to one institution, because they name the body that it is."""

    institution: Institution
    questions: tuple[str, ...]


class Proposal(msgspec.Struct, frozen=True):
    """What giving each question to the bodies that it names would do. `missing` are bodies named by questions
    for which the country has no institution, with these questions.
    """

    gifts: tuple[BodyGift, ...]
    missing: tuple[tuple[Body, tuple[str, ...]], ...]

    @property
    def state(self) -> str:
        """A short name for exactly this proposal."""
        told = "\n".join(f"{gift.institution.id} {' '.join(gift.questions)}" for gift in self.gifts)
        return hashlib.sha256(told.encode()).hexdigest()[:10]


@blueprint.get("/countries/<country>/assessments/<int:number>/asked")
@open_to(FOCAL_POINTS)
def asked(country: str, number: int) -> ResponseReturnValue:
    """Show who is asked what, and offer to change it."""
    here = opened(country, number)
    form = kept.kept_form() if here.may_write else None
    typed = TypedAsking() if form is None else read_asking(form)
    return _page(here, asked_table(here), typed, is_kept=form is not None)


@blueprint.post("/countries/<country>/assessments/<int:number>/asked")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def ask(country: str, number: int) -> ResponseReturnValue:
    """Give or take the ticked questions; or say what is missing, or that somebody else was faster."""
    here = opened(country, number, to_write=True)
    table = asked_table(here)
    typed = read_asking(request.form)
    kept.forget_form()
    errors = asking_errors(typed, table)
    if errors:
        return _page(here, table, typed, errors=errors), 422
    changed = changed_meanwhile(typed, table)
    if changed:
        # Who is asked now stands in the table; sending the page again then changes it knowingly.
        return _page(here, table, _seen_anew(typed, table), changed=changed), 409
    _save(here, table, asks_meant(typed, table))
    return redirect(here.address("assessment.asked"), 303)


@blueprint.get("/countries/<country>/assessments/<int:number>/asked/bodies")
@open_to(FOCAL_POINTS)
def bodies(country: str, number: int) -> ResponseReturnValue:
    """Show what giving each question to the bodies that it names would do."""
    here = opened(country, number)
    form = kept.kept_form() if here.may_write else None
    return _bodies_page(
        here, _proposal(here, asked_table(here)), due_on=form.get("due_on", "") if form else ""
    )


@blueprint.post("/countries/<country>/assessments/<int:number>/asked/bodies")
@open_to(FOCAL_POINTS, while_=(DRAFT,))
def ask_bodies(country: str, number: int) -> ResponseReturnValue:
    """Give each question to the bodies that it names, if that is still what was shown."""
    here = opened(country, number, to_write=True)
    table = asked_table(here)
    proposal = _proposal(here, table)
    written = request.form.get("due_on", "").strip()
    kept.forget_form()
    problem = due_on_problem(written)
    if problem:
        return _bodies_page(here, proposal, due_on=written, errors=[FormError("due_on", problem)]), 422
    if request.form.get("proposal") != proposal.state:
        return _bodies_page(here, proposal, due_on=written, is_changed=True), 409
    new = [
        Ask(code, Party(is_institution=True, number=gift.institution.id), due_on_meant(written))
        for gift in proposal.gifts
        for code in gift.questions
    ]
    _save(here, table, [*table.asks, *new])
    return redirect(here.address("assessment.asked"), 303)


# --- What these views are made of ---------------------------------------------------------------------------


def _save(here: Opened, table: AskedTable, wanted: Sequence[Ask]) -> None:
    changes = assignments.save(here.row, wanted, by=signed_in_user(), at=clock.now())
    names = table.names | {one.party: one.name for one in table.askable}
    days = {(ask.question, ask.party): ask.due_on for ask in wanted}
    for change in changes:
        for action, questions in (
            (audit.Action.QUESTIONS_GIVEN, change.given),
            (audit.Action.QUESTIONS_TAKEN, change.taken),
            (audit.Action.DATE_FOR_ANSWERS_SET, change.dated),
        ):
            if questions:
                told = {
                    f"{days[code, change.party] or ''}" for code in questions if (code, change.party) in days
                }
                audit.record(
                    action,
                    country=here.row.country_code,
                    assessment=here.row.id,
                    subject=names[change.party],
                    details={"questions": " ".join(questions), "by": ", ".join(sorted(told))},
                )
    flash(_told(changes))


def _told(changes: list[PartyChange]) -> str:
    """What was done, in a sentence."""
    given, taken, dated = (
        sum(len(getattr(change, kind)) for change in changes) for kind in ("given", "taken", "dated")
    )
    parts = []
    if given:
        parts.append(ngettext("one question is given", "%(num)s questions are given", given))
    if taken:
        parts.append(ngettext("one is taken away", "%(num)s are taken away", taken))
    if dated:
        parts.append(ngettext("one has another date", "%(num)s have another date", dated))
    if not parts:
        return _("That was so already: nothing has changed.")
    return _("Saved: %(done)s.", done=_(", ").join(parts))


def _seen_anew(typed: TypedAsking, table: AskedTable) -> TypedAsking:
    ticked = tuple(Ticked(one.code, table.state_of(one.code)) for one in typed.ticked)
    return msgspec.structs.replace(typed, ticked=ticked)


def _page(here: Opened, table: AskedTable, typed: TypedAsking, **more: object) -> str:
    return render_template(
        "assessment/asked.html",
        here=here,
        table=table,
        typed=typed,
        party_code=party_code,
        body_titles={body.code: body.title for body in here.instrument.bodies},
        today=clock.now().date().isoformat(),
        **more,
    )


def _proposal(here: Opened, table: AskedTable) -> Proposal:
    naming = {
        body.code: tuple(
            question.code
            for unit in here.units
            for question in unit.questions
            if body.code in question.bodies
        )
        for body in here.instrument.bodies
    }
    asked_already = {(ask.question, ask.party) for ask in table.asks}
    known = institutions.of_country(here.row.country_code, open_only=True)
    gifts = []
    for row in known:
        party = Party(is_institution=True, number=row.id)
        named = naming.get(row.body_code or "", ())
        gifts.append(BodyGift(row, tuple(code for code in named if (code, party) not in asked_already)))
    have = {row.body_code for row in known}
    return Proposal(
        gifts=tuple(gift for gift in gifts if gift.questions),
        missing=tuple(
            (body, naming[body.code])
            for body in here.instrument.bodies
            if naming[body.code] and body.code not in have
        ),
    )


def _bodies_page(here: Opened, proposal: Proposal, *, due_on: str, **more: object) -> str:
    return render_template(
        "assessment/asked_bodies.html",
        here=here,
        proposal=proposal,
        due_on=due_on,
        today=clock.now().date().isoformat(),
        **more,
    )
