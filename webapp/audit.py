"""The audit trail: who did what to access, rights and status, what left the house, when, and from where.

Each event is chained to the one before by its hash, so that a change, a removal or an insertion shows:
`cpsa audit verify` follows the chain. An event is part of the transaction of what it tells about. It never
holds answers, tokens or passwords.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask import has_request_context, request
from flask_login import current_user

from webapp import clock
from webapp.records import audit_trail


class Action(StrEnum):
    """What can happen. The values are stored: a word once used keeps its meaning."""

    # Access
    FIRST_USE = "first account made"
    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT = "signed out"
    SESSIONS_ENDED = "sessions ended"
    NAME_CHANGED = "name changed"
    PASSWORD_CHANGED = "password changed"  # noqa: S105  # an event
    PASSWORD_LINK_ASKED = "link for a new password asked for"  # noqa: S105  # an event
    PASSWORD_LINK_MADE = "link for a new password made by somebody else"  # noqa: S105  # an event
    PASSWORD_RESET = "password chosen by a link"  # noqa: S105  # an event
    EMAIL_CHANGE_ASKED = "change of e-mail address asked for"
    EMAIL_CHANGED = "e-mail address changed"
    SECOND_FACTOR_ADDED = "second factor added"
    SECOND_FACTOR_REMOVED = "second factor removed"
    SECOND_FACTOR_REQUIRED = "second factor asked of everybody"
    SECOND_FACTOR_OPTIONAL = "second factor left to each person"
    SECOND_FACTOR_RESET = "second factors removed by somebody else"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    API_TOKEN_MADE = "token for the interface made"  # noqa: S105  # an event
    API_TOKEN_REVOKED = "token for the interface revoked"  # noqa: S105  # an event
    # People and rights
    INVITED = "invited"
    INVITED_AGAIN = "invited again, with a new link"
    INVITATION_REVOKED = "invitation revoked"
    INVITATION_ACCEPTED = "invitation accepted"
    INVITATION_LINKS_DOWNLOADED = "invitation links downloaded"
    RIGHTS_CHANGED = "rights changed"
    REMOVED = "removed from the country"
    ACCOUNT_CLOSED = "account closed"
    ACCOUNT_OPENED = "account opened again"
    # Who is asked
    QUESTIONS_GIVEN = "questions given"
    QUESTIONS_TAKEN = "questions taken"
    DATE_FOR_ANSWERS_SET = "date for answers set"
    INSTITUTION_ADDED = "institution added"
    INSTITUTION_RENAMED = "institution renamed"
    INSTITUTION_CLOSED = "institution closed"
    INSTITUTION_OPENED = "institution opened again"
    # Consistency questions
    CHECK_PUT_ASIDE = "consistency question put aside"
    CHECK_ASKED_AGAIN = "consistency question asked again"
    # Status
    ASSESSMENT_STARTED = "assessment started"
    MODULES_CHANGED = "modules changed"
    SENT_TO_REVIEW = "sent to review"
    CLEARED = "cleared"
    TAKEN_BACK = "taken back to draft"
    SUBMITTED = "submitted"
    SIGN_OFF_RECORDED = "sign-off recorded"
    REOPENED = "reopened as a new draft"
    CYCLE_BEGUN = "next cycle begun"
    # The assistance register, on the country's side
    NEED_BEGUN = "need begun"
    NEED_MOVED = "need moved on by the country"
    DELIVERY_DISPUTED = "delivery of a need disputed"
    NEED_ANSWERED = "question about a need answered"
    RELEASED = "record released"
    RELEASE_AGREED = "release agreed to by a second person"
    RELEASE_WITHDRAWN = "release withdrawn"
    OFFER_MADE = "offer of experience made"
    OFFER_WITHDRAWN = "offer of experience withdrawn"
    SUPPORT_JUDGED = "support judged by the country"
    # The same, on the side of UNODC
    NEED_MOVED_BY_UNODC = "need moved on by UNODC"
    CLARIFICATION_ASKED = "clarification asked of the country"
    PROVIDER_ADDED = "provider added"
    SUPPORT_RECORDED = "support recorded"
    SUPPORT_CHANGED = "support changed"
    # Documents that prove answers
    FILE_ATTACHED = "file attached"
    DOCUMENT_CORRECTED = "document corrected"
    DOCUMENT_WITHDRAWN = "document withdrawn"
    DOCUMENT_OFFERED = "document offered again"
    # What leaves the house
    REMINDED = "reminder sent"
    REMINDER_NOT_TAKEN = "reminder not taken by the mail server"
    FILE_DOWNLOADED = "file downloaded"
    ANSWERS_DOWNLOADED = "answers downloaded"
    REPORT_DOWNLOADED = "report downloaded"
    PAPER_DOWNLOADED = "paper downloaded"
    REGISTER_DOWNLOADED = "records of the register downloaded"
    SUBMISSION_DOWNLOADED = "submission downloaded"
    BACKUP_MADE = "backup made"
    BACKUP_RESTORED = "backup restored"


def record(  # each is a fact of its own
    action: Action,
    *,
    actor_id: int | None = None,
    country: str | None = None,
    assessment: int | None = None,
    subject: str = "",
    details: Mapping[str, str] | None = None,
    address: str = "",
) -> None:
    """Adds an event to this transaction: done by `actor_id`, or else by the person signed in.

    `subject` says to what it was done, in codes or names; `details` further facts. From `address`, or else
    from where this request comes.
    """
    is_request = has_request_context()
    if actor_id is None and is_request and current_user.is_authenticated:
        actor_id = current_user.id
    audit_trail.append(
        at=clock.now(),
        actor_id=actor_id,
        address=address or ((request.remote_addr or "") if is_request else ""),
        action=action.value,
        country_code=country,
        assessment_id=assessment,
        subject=subject,
        details=dict(details or {}),
    )
