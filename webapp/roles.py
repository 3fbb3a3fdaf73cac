"""What people can be, in the words of pages and mails."""

from __future__ import annotations

from webapp.tables import CONTRIBUTOR, COUNTRY_ROLES, FOCAL_POINT, READER, REVIEWER
from webapp.wording import _

UNODC_OFFICER = "unodc_officer"
ADMINISTRATOR = "administrator"
PARTNER = "partner"


def role_name(role: str) -> str:
    """What a person with that role is called."""
    return {
        FOCAL_POINT: _("Focal point"),
        CONTRIBUTOR: _("Contributor"),
        REVIEWER: _("Reviewer"),
        READER: _("Reader"),
        UNODC_OFFICER: _("UNODC officer"),
        ADMINISTRATOR: _("Administrator of this installation"),
        PARTNER: _("Partner"),
    }[role]


def role_promise(role: str) -> str:
    """What that role lets a person do."""
    return {
        FOCAL_POINT: _("Leads: invites people, gives out questions, answers, clears and submits."),
        CONTRIBUTOR: _("Answers the questions given to them or to their institution, and sees only those."),
        REVIEWER: _("Reads everything, agrees or disagrees answer by answer, changes nothing."),
        READER: _("Reads everything, changes nothing."),
        UNODC_OFFICER: _("Works across countries with what they have released, and with nothing else."),
        PARTNER: _("Reads what countries released to one organisation by name, and nothing else of theirs."),
        ADMINISTRATOR: _("Looks after the installation and its people, and sees no country’s answers."),
    }[role]


def country_role_choices() -> list[tuple[str, str, str]]:
    """The roles of a country: code, name, and what it lets a person do."""
    return [(role, role_name(role), role_promise(role)) for role in COUNTRY_ROLES]
