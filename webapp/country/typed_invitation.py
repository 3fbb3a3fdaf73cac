"""What stands in the fields of an invitation, and what it means; lines of a list mean the same."""

from __future__ import annotations

import msgspec
from werkzeug.datastructures import MultiDict

from webapp.country.ground import Ground
from webapp.invitations import LONGEST_NAME
from webapp.records.invitations import NewInvitation
from webapp.tables import CONTRIBUTOR, COUNTRY_ROLES, FOCAL_POINT
from webapp.typed import FormError, address_problem, line_problem, one_line, visible
from webapp.wording import _

# Who can be given questions: the others write no answers.
ANSWERING = (FOCAL_POINT, CONTRIBUTOR)


class TypedInvitation(msgspec.Struct, frozen=True):
    """The fields as typed. `given` holds codes of units and questions."""

    name: str = ""
    email: str = ""
    role: str = ""
    institution: str = ""
    assessment: str = ""
    given: tuple[str, ...] = ()

    @property
    def shown(self) -> TypedInvitation:
        """The same as a page can hold it."""
        return msgspec.structs.replace(self, name=visible(self.name), email=visible(self.email))


def read_fields(form: MultiDict[str, str]) -> TypedInvitation:
    """The fields of a form."""
    return TypedInvitation(
        name=one_line(form.get("name", "")).strip(),
        email=one_line(form.get("email", "")).strip(),
        role=form.get("role", ""),
        institution=form.get("institution", ""),
        assessment=form.get("assessment", ""),
        given=tuple(form.getlist("given")),
    )


def meant(typed: TypedInvitation, ground: Ground) -> tuple[NewInvitation, list[FormError]]:
    """The invitation that these fields describe, and what is wrong with it. Use it only if nothing is."""
    institution = ground.institution(typed.institution)
    draft = ground.draft(typed.assessment)
    questions, unknown = draft.named(list(typed.given)) if draft else ((), typed.given)
    errors = [
        *name_errors(typed.name),
        *_email_errors(typed.email, ground),
        *_role_errors(typed),
    ]
    if typed.institution and institution is None:
        errors.append(FormError("institution", _("Choose an institution of the list, or none.")))
    if typed.assessment and draft is None:
        errors.append(FormError("given", _("That assessment is no draft any more. Choose another one.")))
    elif unknown:
        message = _("These are no units or questions of a draft: %(codes)s.", codes=", ".join(unknown))
        errors.append(FormError("given", visible(message)))
    new = NewInvitation(
        country=ground.land.code,
        email=typed.email.lower(),
        name=typed.name,
        role=typed.role,
        institution_id=institution.id if institution else None,
        assessment_id=draft.row.id if draft and questions else None,
        questions=questions,
    )
    return new, errors


def name_errors(name: str) -> list[FormError]:
    """What is wrong with somebody's name."""
    if not name:
        return [FormError("name", _("Enter the person’s name."))]
    problem = line_problem(name, LONGEST_NAME)
    return [FormError("name", _("The name %(problem)s.", problem=problem))] if problem else []


def _email_errors(email: str, ground: Ground) -> list[FormError]:
    problem = address_problem(email)
    if problem is None and email.lower() in ground.members:
        problem = _("%(email)s takes part already. Change what they may do on their page.", email=email)
    elif problem is None and email.lower() in ground.invited:
        problem = _(
            "%(email)s is invited already. For a new link, use “Invite again” in the list of people.",
            email=email,
        )
    return [FormError("email", problem)] if problem else []


def _role_errors(typed: TypedInvitation) -> list[FormError]:
    if typed.role not in COUNTRY_ROLES:
        return [FormError("role", _("Choose what the person may do."))]
    if typed.given and typed.role not in ANSWERING:
        return [
            FormError(
                "role",
                _("Questions can be given to focal points and contributors: the others write no answers."),
            )
        ]
    return []
