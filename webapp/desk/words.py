"""Why a need asks for a hand, in words."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaire.assistance.attention import DAYS_UNTIL_STALLED, Reason, ToActOn
from questionnaire.assistance.words import N_
from webapp.assessment.words import date_words
from webapp.register_words import urgency_word
from webapp.wording import _

# The reasons that are said without a fact.
_PLAINLY: Mapping[Reason, str] = {
    "disputed": N_("The country says that it was not delivered."),
    "answered": N_("The country has answered your question."),
    "to-close": N_("The country has verified the delivery: it can be closed."),
}


def reason_words(one: ToActOn, reason: Reason) -> str:
    """One reason of one need, with its facts."""
    need = one.need
    said = _PLAINLY.get(reason)
    if said is not None:
        return _(said)
    if reason == "unanswered":
        return _("Submitted on %(day)s and not acknowledged yet.", day=date_words(need.since))
    if reason == "urgent":
        return _("Wanted %(urgency)s, and no support yet.", urgency=urgency_word(need.urgency).lower())
    if reason == "expiring":
        return _("The release to UNODC ends on %(day)s.", day=date_words(need.last_day))
    return _("No step for %(days)s days or more.", days=DAYS_UNTIL_STALLED)
