"""What stands in the form of the table of who is asked: which questions, whom, what to do, by when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec
from werkzeug.datastructures import MultiDict

from webapp import clock
from webapp.assessment.asked import AskedTable
from webapp.records.assignments import Ask, Askable, Party
from webapp.typed import FormError
from webapp.wording import _

ALSO = "also"
ONLY = "only"
NO_LONGER = "no_longer"
DATE = "date"
DEEDS = (ALSO, ONLY, NO_LONGER, DATE)
LATEST = timedelta(days=5 * 366)


class Ticked(msgspec.Struct, frozen=True):
    """A unit or question ticked, and the state in which the person saw it."""

    code: str
    seen: str


class TypedAsking(msgspec.Struct, frozen=True):
    """The fields as typed."""

    ticked: tuple[Ticked, ...] = ()
    parties: tuple[str, ...] = ()
    deed: str = ALSO
    due_on: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of what is ticked."""
        return frozenset(one.code for one in self.ticked)


def read_asking(form: MultiDict[str, str]) -> TypedAsking:
    """The fields of the form."""
    pairs = [value.partition("@") for value in form.getlist("ask")]
    return TypedAsking(
        ticked=tuple(Ticked(code, seen) for code, _at, seen in pairs),
        parties=tuple(form.getlist("party")),
        deed=form.get("deed", ""),
        due_on=form.get("due_on", "").strip(),
    )


def party_code(party: Party) -> str:
    """The party as a field's value."""
    return f"{'institution' if party.is_institution else 'person'}-{party.number}"


def changed_meanwhile(typed: TypedAsking, table: AskedTable) -> list[str]:
    """The codes ticked whose questions are asked of others, or by another day, than the person saw."""
    return [one.code for one in typed.ticked if one.seen != table.state_of(one.code)]


def asking_errors(typed: TypedAsking, table: AskedTable) -> list[FormError]:
    """What is wrong or missing."""
    errors = []
    if not any(table.questions_named(one.code) for one in typed.ticked):
        errors.append(FormError("ask", _("Tick the units or questions that you want to give.")))
    if typed.deed not in DEEDS:
        errors.append(FormError("deed", _("Choose what to do.")))
    elif typed.deed != DATE and not _chosen(typed, table):
        errors.append(FormError("party", _("Tick the institutions or people to ask.")))
    elif typed.deed in {ALSO, ONLY} and len(_chosen(typed, table)) < len(set(typed.parties)):
        errors.append(FormError("party", _("One of those ticked cannot be asked any more. Untick them.")))
    if problem := due_on_problem(typed.due_on):
        errors.append(FormError("due_on", problem))
    return errors


def due_on_problem(written: str) -> str | None:
    """Why that is no day to answer by; None if it is, or if none is written."""
    if not written:
        return None
    day, today = due_on_meant(written), clock.now().date()
    if day is None:
        return _("Write the date as a day, such as 2026-11-01.")
    if day < today:
        return _("That day has passed. Choose a later one.")
    return _("That day is too far away.") if day > today + LATEST else None


def due_on_meant(written: str) -> date | None:
    """The day; None where none is written, or none can be read."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def asks_meant(typed: TypedAsking, table: AskedTable) -> list[Ask]:
    """Everything that is asked once this form has had its way. For a form without errors."""
    questions = dict.fromkeys(code for one in typed.ticked for code in table.questions_named(one.code))
    day = due_on_meant(typed.due_on)
    parties = {one.party for one in _chosen(typed, table)}
    untouched = [ask for ask in table.asks if ask.question not in questions]
    touched = [ask for ask in table.asks if ask.question in questions]
    if typed.deed == DATE:
        return untouched + [Ask(ask.question, ask.party, day) for ask in touched]
    if typed.deed == NO_LONGER:
        return untouched + [ask for ask in touched if ask.party not in parties]
    kept = touched if typed.deed == ALSO else [ask for ask in touched if ask.party in parties]
    dated = [Ask(ask.question, ask.party, day or ask.due_on) if ask.party in parties else ask for ask in kept]
    known = {(ask.question, ask.party) for ask in kept}
    new = [Ask(code, party, day) for code, party in _pairs(questions, parties) if (code, party) not in known]
    return untouched + dated + new


def _pairs(questions: Iterable[str], parties: Iterable[Party]) -> list[tuple[str, Party]]:
    ordered = sorted(parties)
    return [(code, party) for code in questions for party in ordered]


def _chosen(typed: TypedAsking, table: AskedTable) -> list[Askable]:
    """Those ticked who can be asked. Questions can also be taken from those who no longer can."""
    known = (*table.askable, *table.formerly) if typed.deed == NO_LONGER else table.askable
    return [one for one in known if party_code(one.party) in typed.parties]
