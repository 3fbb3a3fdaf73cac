"""Support received: what UNODC recorded, and what the country judges of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.support import coverage, is_mismatch
from questionnaire.wire import text_problem
from webapp import audit, clock, kept, register_words
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assistance.entered import Entered, blueprint, entered
from webapp.assistance.given import all_given
from webapp.assistance.releasable import releasable
from webapp.audit import Action
from webapp.records import needs, supports
from webapp.records.desk import SupportLine
from webapp.records.supports import Judgement
from webapp.typed import FormError, lines, visible
from webapp.wording import _

DELIVERED = ("delivered", "closed")


class TypedJudgement(msgspec.Struct, frozen=True):
    """What stands in the fields of the form, and the judgement that the page showed."""

    share: str = ""
    verdict: str = ""
    disagreement: str = ""
    seen: str = ""


@blueprint.get("/support")
@open_to(COUNTRY_READERS)
def support_received(country: str) -> ResponseReturnValue:
    """List the support recorded for the country's needs, and how much of each need it covers."""
    here, found = entered(country), supports.supports_received(country)
    served = {number for line in found for number in line.support.needs}
    return render_template(
        "assistance/supports.html",
        here=here,
        lines=found,
        needs=[row for row in needs.needs_of(country) if row.id in served],
        covered={
            number: coverage(line.support for line in found if number in line.support.needs)
            for number in served
        },
        is_mismatch=is_mismatch,
        say=register_words,
    )


@blueprint.get("/support/<int:support>")
@open_to(COUNTRY_READERS)
def one_support(country: str, support: int) -> ResponseReturnValue:
    """Show one support, and ask what the country says of it."""
    here, line = _one(country, support)
    form = kept.kept_form() if here.is_led else None
    typed = _read(form) if form is not None else _typed_for(line)
    return _page(here, line, typed, is_kept=form is not None)


@blueprint.post("/support/<int:support>")
@open_to(FOCAL_POINTS)
def judge(country: str, support: int) -> ResponseReturnValue:
    """Keep the country's word, or say what is wrong, or that it has been said otherwise meanwhile."""
    here, line = _one(country, support)
    row = supports.support_in(country, support, to_write=True) or abort(404)
    typed = _read(request.form)
    kept.forget_form()
    if errors := _errors(typed, line):
        return _page(here, line, typed, errors=errors), 422
    said = _meant(typed)
    if typed.seen != _typed_for(line).seen and said != supports.judged(row):
        # What stands now is shown; sending the page again then replaces it knowingly.
        return _page(here, line, typed, is_conflict=True), 409
    if said != supports.judged(row):
        supports.judge(row, said, by=signed_in_user(), at=clock.now())
        audit.record(
            Action.SUPPORT_JUDGED, country=country, subject=row.title, details=_details(row.id, said)
        )
    flash(_("Saved."))
    return redirect(here.address("assistance.support_received"), 303)


def _one(country: str, number: int) -> tuple[Entered, SupportLine]:
    here = entered(country)
    found = (line for line in supports.supports_received(country) if line.support.number == number)
    return here, next(found, None) or abort(404)


def _typed_for(line: SupportLine) -> TypedJudgement:
    known = line.support
    verdict = "" if known.verified is None else ("yes" if known.verified else "no")
    share = "" if known.share is None else str(known.share)
    disagreement = lines(known.disagreement)
    return TypedJudgement(share, verdict, disagreement, seen=f"{known.status} {share} {verdict}")


def _read(form: MultiDict[str, str]) -> TypedJudgement:
    said = lines(form.get("disagreement", ""))
    return TypedJudgement(
        share=form.get("share", "").strip().removesuffix("%").strip(),
        verdict=form.get("verdict", ""),
        disagreement=said if said.strip() else "",
        seen=form.get("seen", ""),
    )


def _errors(typed: TypedJudgement, line: SupportLine) -> list[FormError]:
    found = []
    is_delivered = line.support.status in DELIVERED
    is_number = typed.share.isascii() and typed.share.isdigit() and len(typed.share) <= 3
    if typed.share and not (is_number and int(typed.share) <= 100):
        found.append(FormError("share", _("Write the share as a whole number from 0 to 100.")))
    if typed.verdict not in {"", "yes", "no"}:
        found.append(FormError("verdict", _("Choose one of the answers offered.")))
    elif typed.verdict and not is_delivered:
        found.append(FormError("verdict", _("It is not said to be delivered yet.")))
    elif typed.verdict == "no" and not typed.disagreement:
        found.append(FormError("disagreement", _("Write what was not as it is said.")))
    if is_delivered and (problem := text_problem(typed.disagreement)):
        found.append(FormError("disagreement", _("This text %(problem)s.", problem=problem)))
    return found


def _meant(typed: TypedJudgement) -> Judgement:
    return Judgement(
        share=int(typed.share) if typed.share else None,
        verified={"yes": True, "no": False}.get(typed.verdict),
        disagreement=typed.disagreement if typed.verdict == "no" else "",
    )


def _details(number: int, said: Judgement) -> dict[str, str]:
    word = "not said" if said.verified is None else ("delivered" if said.verified else "not delivered")
    share = "not said" if said.share is None else f"{said.share} %"
    details = {"support": str(number), "share": share, "delivery": word, "reason": said.disagreement}
    return {name: text for name, text in details.items() if text}


def _page(
    here: Entered,
    line: SupportLine,
    typed: TypedJudgement,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
    is_conflict: bool = False,
) -> str:
    numbers = set(line.support.needs)
    shown = msgspec.structs.replace(
        typed,
        share=visible(typed.share),
        disagreement=visible(typed.disagreement),
        seen=_typed_for(line).seen,
    )
    return render_template(
        "assistance/support.html",
        here=here,
        line=line,
        needs=[row for row in needs.needs_of(here.land.code) if row.id in numbers],
        typed=shown,
        errors=list(errors),
        is_kept=is_kept,
        is_conflict=is_conflict,
        is_delivered=line.support.status in DELIVERED,
        given=[
            one for one in all_given(here) if one.is_of("support", line.support.number) and not one.has_ended
        ],
        may_release=here.is_led and not releasable(here, "support", line.support.number).obstacle,
        mismatch=is_mismatch(line.support),
        say=register_words,
    )
