"""Who gives support: the organisations that the register knows."""

from __future__ import annotations

import re

import msgspec
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from questionnaire.assistance.support import PROVIDER_TYPES, ProviderType
from questionnaire.wire import text_problem
from webapp import audit, clock, kept, register_words
from webapp.access import UNODC_OFFICERS, open_to
from webapp.database import db
from webapp.desk.blueprint import blueprint, trail
from webapp.records import desk
from webapp.typed import FormError, line_problem, lines, one_line, visible
from webapp.wording import _

LONGEST_NAME = 200
# IATI identifiers: a registration agency and a number, without white space (IATI standard, organisation
# identifiers).
_ORGANISATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{1,98}")


class ProviderTyped(msgspec.Struct, frozen=True):
    """The form as typed."""

    name: str = ""
    organisation_id: str = ""
    type: str = ""
    themes: str = ""


@blueprint.get("/providers")
@open_to(UNODC_OFFICERS)
def providers() -> ResponseReturnValue:
    """List the providers, and offer to add one."""
    form = kept.kept_form()
    return _page(_read(form) if form is not None else ProviderTyped(), is_kept=form is not None)


@blueprint.post("/providers")
@open_to(UNODC_OFFICERS)
def add_provider() -> ResponseReturnValue:
    """Add a provider, or say what is wrong."""
    typed = _read(request.form)
    errors = _errors(typed)
    if errors:
        return _page(typed, errors=errors), 422
    try:
        with db.session.begin_nested():
            row = desk.add_provider(
                typed.name,
                _type(typed),
                organisation_id=typed.organisation_id,
                themes=typed.themes,
                at=clock.now(),
            )
    except IntegrityError:
        return _page(typed, errors=[FormError("name", _("The register has a provider of this name."))]), 422
    audit.record(audit.Action.PROVIDER_ADDED, subject=row.name)
    kept.forget_form()
    flash(_("%(name)s is in the register now.", name=row.name))
    return redirect(url_for(".providers"), 303)


def _read(form: MultiDict[str, str]) -> ProviderTyped:
    return ProviderTyped(
        name=one_line(form.get("name", "")).strip(),
        organisation_id=one_line(form.get("organisation_id", "")).strip(),
        type=form.get("type", ""),
        themes=lines(form.get("themes", "")),
    )


def _type(typed: ProviderTyped) -> ProviderType:
    return next(kind for kind in PROVIDER_TYPES if kind == typed.type)


def _errors(typed: ProviderTyped) -> list[FormError]:
    errors = []
    if problem := line_problem(typed.name, LONGEST_NAME):
        errors.append(FormError("name", _("The name %(problem)s.", problem=problem)))
    elif not typed.name:
        errors.append(FormError("name", _("Enter the name of the organisation.")))
    if typed.type not in PROVIDER_TYPES:
        errors.append(FormError("type", _("Choose what kind of organisation it is.")))
    if typed.organisation_id and not _ORGANISATION_ID.fullmatch(typed.organisation_id):
        errors.append(
            FormError(
                "organisation_id",
                _("Enter the identifier as it is published, such as XM-DAC-41128, or leave it empty."),
            )
        )
    if problem := text_problem(typed.themes):
        errors.append(FormError("themes", _("The text %(problem)s.", problem=problem)))
    return errors


def _page(typed: ProviderTyped, *, errors: list[FormError] | None = None, is_kept: bool = False) -> str:
    return render_template(
        "desk/providers.html",
        providers=desk.providers(),
        typed=ProviderTyped(*(visible(getattr(typed, part)) for part in typed.__struct_fields__)),
        types=[(kind, register_words.provider_type_word(kind)) for kind in PROVIDER_TYPES],
        errors=errors,
        is_kept=is_kept,
        trail=trail(),
        say=register_words,
    )
