"""What a reminder says, and when somebody was last sent one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from flask import current_app

from webapp.access import signed_in_user
from webapp.assessment.opened import Opened
from webapp.assessment.words import date_words, minutes_words
from webapp.audit import Action
from webapp.config import Settings
from webapp.coordination.standing import Standing
from webapp.coordination.written_once import Addressed
from webapp.records import coordination
from webapp.records.coordination import Addressee, Reminded
from webapp.wording import _, ngettext


class Reminder(msgspec.Struct, frozen=True):
    """A letter to one person or institution about their open questions."""

    to: Addressee
    subject: str
    text: str
    last: Reminded | None
    # The institutions that are reminded by the same letter.
    also_for: tuple[Addressee, ...] = ()

    @property
    def seen(self) -> str:
        """Which reminder before this one the page showed, so that pressing twice sends one."""
        return self.last.at.isoformat() if self.last else ""


def reminders_for(here: Opened, found: Iterable[Addressed]) -> tuple[Reminder, ...]:
    """A letter to each of them who has open questions, in their order; one statement."""
    last = last_reminders(here)
    return tuple(
        Reminder(
            to=addressed.one.to,
            subject=_subject(here, addressed.one.standing),
            text=_text(here, addressed.one.to, addressed.one.standing),
            last=last.get(addressed.one.to.key),
            also_for=addressed.also_for,
        )
        for addressed in found
        if addressed.one.standing.open_questions
    )


def last_reminders(here: Opened) -> dict[str, Reminded]:
    """When each person and institution was last reminded, by their key."""
    return coordination.last_reminders(here.row, taken=Action.REMINDED, not_taken=Action.REMINDER_NOT_TAKEN)


def _subject(here: Opened, standing: Standing) -> str:
    return ngettext(
        "%(title)s: one question waits for your answer",
        "%(title)s: %(num)s questions wait for your answers",
        len(standing.open_questions),
        title=here.row.title,
    )


def _text(here: Opened, to: Addressee, standing: Standing) -> str:
    name = to.name
    parts = [
        _("Dear colleagues of %(name)s,", name=name) if to.is_institution else _("Dear %(name)s,", name=name),
        _(
            "You are asked to answer questions of “%(title)s”, the self-assessment of %(country)s as of "
            "%(day)s.",
            title=here.row.title,
            country=here.row.country.name,
            day=date_words(here.row.reference_date),
        )
        + " "
        + _("These are still open:"),
        *_units(here, standing),
        _summary(standing),
        _(
            "You can answer some now and the others later. “Don’t know” is an answer too. If a question is "
            "not for you, please tell me who should be asked."
        ),
        f"{_('Begin here:')}\n{_link(here, 'assessment.tasks')}",
        f"{_('With kind regards,')}\n{signed_in_user().name}",
    ]
    return "\n\n".join(parts) + "\n"


def _units(here: Opened, standing: Standing) -> list[str]:
    """Each unit in which something is open: its title, its address, and the questions."""
    found = []
    for unit in here.units:
        own = [question for question in unit.questions if question.code in standing.open_questions]
        if own:
            lines = [f"{unit.code} {unit.title}", _link(here, "assessment.unit", code=unit.code)]
            found.append("\n".join([*lines, *(f"- {question.code}: {question.text}" for question in own)]))
    return found


def _summary(standing: Standing) -> str:
    said = [
        ngettext(
            "It takes %(time)s.",
            "Together they take %(time)s.",
            len(standing.open_questions),
            time=minutes_words(standing.minutes),
        )
    ]
    if standing.lateness and standing.lateness.why == "overdue":
        said.append(_("An answer was due on %(day)s.", day=date_words(standing.lateness.since)))
    elif standing.due_on:
        said.append(_("Please answer by %(day)s.", day=date_words(standing.due_on)))
    return " ".join(said)


def _link(here: Opened, endpoint: str, **parts: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.address + here.address(endpoint, **parts)
