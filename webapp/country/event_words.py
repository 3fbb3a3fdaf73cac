"""What an event of the audit trail says, in words. A test names the actions for which there are none yet."""

from __future__ import annotations

from webapp.audit import Action
from webapp.records.audit_trail import ToldEvent
from webapp.wording import _


def event_words(event: ToldEvent) -> str:
    """One sentence: who did what to what. An action without words is told by its own name."""
    words = _sentences(event.who or _("Somebody"), event.subject).get(event.action)
    return words or _(
        "%(who)s: %(action)s, %(subject)s", who=event.who, action=event.action, subject=event.subject
    )


def _sentences(who: str, subject: str) -> dict[str, str]:
    given = {"who": who, "subject": subject}
    return (
        _access(given)
        | _people(given)
        | _asked(given)
        | _documents(given)
        | _status(given)
        | _register(given)
        | _taken_home(given)
    )


def _access(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.FIRST_USE: _("%(who)s set this service up.", **given),
        Action.SIGNED_IN: _("%(who)s signed in.", **given),
        Action.SIGN_IN_FAILED: _("Somebody tried to sign in and failed.", **given),
        Action.SIGNED_OUT: _("%(who)s signed out.", **given),
        Action.SESSIONS_ENDED: _("%(who)s ended sessions of %(subject)s.", **given),
        Action.NAME_CHANGED: _("%(who)s changed the name of %(subject)s.", **given),
        Action.PASSWORD_CHANGED: _("%(who)s changed the password of %(subject)s.", **given),
        Action.PASSWORD_LINK_ASKED: _(
            "Somebody asked for a link to a new password for %(subject)s.", **given
        ),
        Action.PASSWORD_LINK_MADE: _(
            "%(who)s made a link with which %(subject)s can choose a new password.", **given
        ),
        Action.PASSWORD_RESET: _("A new password for %(subject)s was chosen by a link.", **given),
        Action.EMAIL_CHANGE_ASKED: _("%(who)s asked for another e-mail address for %(subject)s.", **given),
        Action.EMAIL_CHANGED: _("%(who)s changed an e-mail address to %(subject)s.", **given),
        Action.SECOND_FACTOR_REQUIRED: _(
            "%(who)s made everybody of %(subject)s sign in with a second factor.", **given
        ),
        Action.SECOND_FACTOR_OPTIONAL: _(
            "%(who)s left the second factor to each person of %(subject)s.", **given
        ),
        Action.SECOND_FACTOR_ADDED: _("%(who)s added a second factor for %(subject)s.", **given),
        Action.SECOND_FACTOR_REMOVED: _("%(who)s removed a second factor of %(subject)s.", **given),
        Action.SECOND_FACTOR_RESET: _("%(who)s removed all second factors of %(subject)s.", **given),
        Action.RECOVERY_CODES_MADE: _("%(who)s had recovery codes made for %(subject)s.", **given),
        Action.RECOVERY_CODE_USED: _("%(who)s used a recovery code of %(subject)s.", **given),
        Action.API_TOKEN_MADE: _("%(who)s made a token for another system of %(subject)s.", **given),
        Action.API_TOKEN_REVOKED: _("%(who)s revoked a token for another system of %(subject)s.", **given),
    }


def _people(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.INVITED: _("%(who)s invited %(subject)s.", **given),
        Action.INVITED_AGAIN: _("%(who)s invited %(subject)s again, with a new link.", **given),
        Action.INVITATION_REVOKED: _("%(who)s revoked the invitation of %(subject)s.", **given),
        Action.INVITATION_ACCEPTED: _("%(who)s accepted the invitation of %(subject)s.", **given),
        Action.INVITATION_LINKS_DOWNLOADED: _("%(who)s downloaded links of invitations.", **given),
        Action.RIGHTS_CHANGED: _("%(who)s changed the rights of %(subject)s.", **given),
        Action.REMOVED: _("%(who)s removed %(subject)s from the country.", **given),
        Action.ACCOUNT_CLOSED: _("%(who)s closed the account of %(subject)s.", **given),
        Action.ACCOUNT_OPENED: _("%(who)s opened the account of %(subject)s again.", **given),
    }


def _asked(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.QUESTIONS_GIVEN: _("%(who)s gave questions to %(subject)s.", **given),
        Action.QUESTIONS_TAKEN: _("%(who)s took questions from %(subject)s.", **given),
        Action.DATE_FOR_ANSWERS_SET: _("%(who)s set the day by which %(subject)s is to answer.", **given),
        Action.INSTITUTION_ADDED: _("%(who)s added the institution “%(subject)s”.", **given),
        Action.INSTITUTION_RENAMED: _("%(who)s renamed the institution “%(subject)s”.", **given),
        Action.INSTITUTION_CLOSED: _("%(who)s closed the institution “%(subject)s”.", **given),
        Action.INSTITUTION_OPENED: _("%(who)s opened the institution “%(subject)s” again.", **given),
        Action.CHECK_PUT_ASIDE: _("%(who)s put aside the question whether %(subject)s is right.", **given),
        Action.CHECK_ASKED_AGAIN: _("%(who)s had it asked again whether %(subject)s is right.", **given),
        Action.REMINDED: _("%(who)s reminded %(subject)s.", **given),
        Action.REMINDER_NOT_TAKEN: _("The mail server did not take a reminder to %(subject)s.", **given),
    }


def _documents(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.FILE_ATTACHED: _("%(who)s attached a file to %(subject)s.", **given),
        Action.DOCUMENT_CORRECTED: _("%(who)s corrected %(subject)s.", **given),
        Action.DOCUMENT_WITHDRAWN: _("%(who)s withdrew %(subject)s.", **given),
        Action.DOCUMENT_OFFERED: _("%(who)s offered %(subject)s again.", **given),
        Action.FILE_DOWNLOADED: _("%(who)s downloaded the file of %(subject)s.", **given),
    }


def _status(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.ASSESSMENT_STARTED: _("%(who)s started the assessment “%(subject)s”.", **given),
        Action.MODULES_CHANGED: _("%(who)s changed the modules of “%(subject)s”.", **given),
        Action.SENT_TO_REVIEW: _("%(who)s sent “%(subject)s” to review.", **given),
        Action.CLEARED: _("%(who)s recorded the clearance of “%(subject)s”.", **given),
        Action.TAKEN_BACK: _("%(who)s took “%(subject)s” back to draft.", **given),
        Action.SUBMITTED: _("%(who)s submitted “%(subject)s”.", **given),
        Action.SIGN_OFF_RECORDED: _("%(who)s recorded the signature of %(subject)s.", **given),
        Action.REOPENED: _("%(who)s opened a draft that corrects the submission “%(subject)s”.", **given),
        Action.CYCLE_BEGUN: _("%(who)s began the cycle that follows “%(subject)s”.", **given),
    }


def _register(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.NEED_BEGUN: _("%(who)s began the need “%(subject)s”.", **given),
        Action.NEED_MOVED: _("%(who)s took a step with the need “%(subject)s”.", **given),
        Action.DELIVERY_DISPUTED: _("%(who)s said that “%(subject)s” is not delivered.", **given),
        Action.NEED_ANSWERED: _("%(who)s answered a question of UNODC about “%(subject)s”.", **given),
        Action.RELEASED: _("%(who)s released “%(subject)s”.", **given),
        Action.RELEASE_AGREED: _("%(who)s agreed to the release of “%(subject)s”.", **given),
        Action.RELEASE_WITHDRAWN: _("%(who)s withdrew the release of “%(subject)s”.", **given),
        Action.OFFER_MADE: _("%(who)s offered experience on %(subject)s.", **given),
        Action.OFFER_WITHDRAWN: _("%(who)s withdrew the offer of experience on %(subject)s.", **given),
        Action.NEED_MOVED_BY_UNODC: _("%(who)s of UNODC took a step with the need “%(subject)s”.", **given),
        Action.CLARIFICATION_ASKED: _("%(who)s of UNODC asked a question about “%(subject)s”.", **given),
        Action.PROVIDER_ADDED: _("%(who)s of UNODC added the provider %(subject)s.", **given),
        Action.SUPPORT_RECORDED: _("%(who)s of UNODC recorded support for “%(subject)s”.", **given),
        Action.SUPPORT_CHANGED: _("%(who)s of UNODC changed the support for “%(subject)s”.", **given),
        Action.SUPPORT_JUDGED: _("%(who)s judged the support “%(subject)s”.", **given),
    }


def _taken_home(given: dict[str, str]) -> dict[str, str]:
    return {
        Action.ANSWERS_DOWNLOADED: _("%(who)s downloaded the answers of “%(subject)s”.", **given),
        Action.REPORT_DOWNLOADED: _("%(who)s downloaded a report on “%(subject)s”.", **given),
        Action.PAPER_DOWNLOADED: _("%(who)s downloaded a paper of “%(subject)s”.", **given),
        Action.REGISTER_DOWNLOADED: _("%(who)s downloaded %(subject)s of the register.", **given),
        Action.SUBMISSION_DOWNLOADED: _("%(who)s downloaded the submission of “%(subject)s”.", **given),
        Action.BACKUP_MADE: _("A backup of the whole service was made."),
        Action.BACKUP_RESTORED: _("The whole service was restored from a backup."),
    }
