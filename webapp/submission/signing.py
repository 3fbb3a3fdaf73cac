"""Institutions sign for their answers on paper; a focal point records who signed what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webapp import audit, clock, kept
from webapp.access import COUNTRY_READERS, FOCAL_POINTS, open_to, signed_in_user
from webapp.assessment.opened import Opened, opened
from webapp.audit import Action
from webapp.records import sign_offs
from webapp.records.sign_offs import Signature
from webapp.submission.blueprint import blueprint
from webapp.submission.signed import Signing, signings_of
from webapp.submission.typed_step import day_error, name_error
from webapp.tables import CLEARED, DRAFT, UNDER_REVIEW
from webapp.typed import FormError, one_line, visible
from webapp.wording import _

# So many characters of the hash on the sheet are asked for: enough to tell any two sheets apart.
ASKED_OF_HASH = 8


class TypedSignature(msgspec.Struct, frozen=True):
    """What stands in the fields, as typed."""

    institution: str = ""
    signed_by: str = ""
    office: str = ""
    signed_on: str = ""
    hash: str = ""


@blueprint.get("/sign-offs")
@open_to(COUNTRY_READERS)
def signatures(country: str, number: int) -> ResponseReturnValue:
    """List the institutions with their signatures, and ask for the next one."""
    here = opened(country, number)
    form = kept.kept_form() if here.is_led else None
    typed = TypedSignature(signed_on=clock.now().date().isoformat()) if form is None else _typed_into(form)
    return _page(here, signings_of(here), typed, is_kept=form is not None)


@blueprint.post("/sign-offs")
@open_to(FOCAL_POINTS, while_=(DRAFT, UNDER_REVIEW, CLEARED))
def record_signature(country: str, number: int) -> ResponseReturnValue:
    """Record who signed for an institution, or say why what they signed is not what is there now."""
    here = opened(country, number, to_write=True)
    typed, found, moment = _typed_into(request.form), signings_of(here), clock.now()
    chosen = next((each for each in found if str(each.number) == typed.institution), None)
    errors = _errors_in(typed, chosen, moment.date())
    if errors or chosen is None:
        return _page(here, found, typed, errors=errors), 422
    kept.forget_form()
    user = signed_in_user()
    signature = Signature(
        institution=chosen.number,
        signed_by=typed.signed_by,
        office=typed.office,
        signed_on=date.fromisoformat(typed.signed_on),
        hash=chosen.hash,
        recorded_by=user.name,
        recorded_by_id=user.id,
        recorded_at=moment,
    )
    if not _is_sent_twice(chosen, signature):
        _record(here, chosen, signature)
    flash(_("Recorded: %(institution)s has signed.", institution=chosen.name))
    return redirect(here.address("submission.signatures"), 303)


def _record(here: Opened, signing: Signing, signature: Signature) -> None:
    sign_offs.record(here.row, signature)
    audit.record(
        Action.SIGN_OFF_RECORDED,
        country=here.row.country_code,
        assessment=here.row.id,
        subject=signing.name,
        details={
            "signed by": signature.signed_by,
            "office": signature.office,
            "signed on": signature.signed_on.isoformat(),
            "SHA-256": signature.hash,
        },
    )


def _is_sent_twice(signing: Signing, signature: Signature) -> bool:
    last = signing.signature
    return last is not None and msgspec.structs.replace(last, recorded_at=signature.recorded_at) == signature


def _typed_into(form: MultiDict[str, str]) -> TypedSignature:
    return TypedSignature(
        **{name: one_line(form.get(name, "")).strip() for name in TypedSignature.__struct_fields__}
    )


def _errors_in(typed: TypedSignature, chosen: Signing | None, today: date) -> list[FormError]:
    found = [
        None if chosen else FormError("institution", _("Choose the institution.")),
        name_error("signed_by", typed.signed_by, _("Write who signed.")),
        name_error("office", typed.office, _("Write in which office they signed.")),
        day_error("signed_on", typed.signed_on, today),
        _hash_error(typed.hash, chosen),
    ]
    return [error for error in found if error]


def _hash_error(written: str, chosen: Signing | None) -> FormError | None:
    given = written.lower().replace(" ", "")
    if len(given) < ASKED_OF_HASH:
        words = _("Write the first %(number)s characters of the hash on the sheet.", number=ASKED_OF_HASH)
        return FormError("hash", words)
    if chosen is not None and not chosen.hash.startswith(given):
        words = _(
            "This is not the hash of the answers as they are now. They have changed since the sheet was "
            "printed: print it anew and have it signed again."
        )
        return FormError("hash", words)
    return None


def _page(
    here: Opened,
    found: list[Signing],
    typed: TypedSignature,
    *,
    errors: Sequence[FormError] = (),
    is_kept: bool = False,
) -> str:
    return render_template(
        "submission/signatures.html",
        here=here,
        signings=found,
        choices=[("", _("Choose")), *((str(each.number), each.name) for each in found)],
        typed=TypedSignature(**{name: visible(text) for name, text in msgspec.structs.asdict(typed).items()}),
        may_record=here.is_led and here.row.status in (DRAFT, UNDER_REVIEW, CLEARED),
        asked_of_hash=ASKED_OF_HASH,
        errors=list(errors),
        is_kept=is_kept,
    )
