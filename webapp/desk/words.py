"""Why a need asks for a hand, in words."""

from __future__ import annotations

from questionnaire.assistance.attention import DAYS_UNTIL_STALLED, Reason, ToActOn
from webapp.assessment.words import date_words
from webapp.register_words import urgency_word
from webapp.wording import _


def reason_words(one: ToActOn, reason: Reason) -> str:
    """One reason of one need, with its facts."""
    need = one.need
    return {
        "disputed": _("The country says that it was not delivered."),
        "unanswered": _("Submitted on %(day)s and not acknowledged yet.", day=date_words(need.since)),
        "urgent": _("Wanted %(urgency)s, and no support yet.", urgency=urgency_word(need.urgency).lower()),
        "answered": _("The country has answered your question."),
        "expiring": _("The release to UNODC ends on %(day)s.", day=date_words(need.last_day)),
        "stalled": _("No step for %(days)s days or more.", days=DAYS_UNTIL_STALLED),
        "to-close": _("The country has verified the delivery: it can be closed."),
    }[reason]
