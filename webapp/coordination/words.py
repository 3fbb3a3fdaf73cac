"""Lateness in the words people read. Nothing is decided here."""

from __future__ import annotations

from datetime import date

from webapp.assessment.words import date_words
from webapp.coordination.standing import Lateness, Standing
from webapp.wording import _, ngettext


def state_words(standing: Standing, today: date) -> str:
    """How a set of questions stands: late and since when, or not."""
    if standing.lateness:
        return _late_words(standing.lateness, today)
    if standing.is_done:
        return _("All answered")
    return _("Under way") if standing.last_saved else _("Not started")


def _late_words(late: Lateness, today: date) -> str:
    day, ago = date_words(late.since), _days_words((today - late.since).days)
    if late.why == "overdue":
        return ngettext(
            "Late: one question was due on %(day)s, %(ago)s",
            "Late: %(num)s questions, the first due on %(day)s, %(ago)s",
            late.questions,
            day=day,
            ago=ago,
        )
    if late.why == "not started":
        return _("Late: not started, given on %(day)s, %(ago)s", day=day, ago=ago)
    return _("Late: nothing saved since %(day)s, %(ago)s", day=day, ago=ago)


def _days_words(days: int) -> str:
    return ngettext("one day ago", "%(num)s days ago", days)


def order_words(order: str) -> str:
    """What the pages call an order of their lists."""
    return {"late": _("late first"), "name": _("by name"), "time": _("most time left first")}[order]
