"""What to do with each question that came back: save it, leave it, ask who is right, or say what is wrong.

A question is saved only if its writer changed it, or confirmed what was brought over from an earlier
submission. It names the revision its writer saw; if another came first, both are shown and the writer
chooses. Sending the same page twice saves once, even after another writer came between: what this person
saved on top of the revision they saw, in the same words, is what they send again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.answers import UNANSWERED, Answer
from questionnaire.instrument import Instrument, Question
from webapp.assessment.together import together
from webapp.forms import answer_meant, typed_for, typed_into
from webapp.records.answer_revisions import NewAnswer, SavedAnswer
from webapp.typed import FormError, Typed
from webapp.wording import _

MINE, THEIRS, EDIT = "mine", "theirs", "edit"
ALL = "all"
Latest = Mapping[str, SavedAnswer]
# By question and revision.
Seen = Mapping[tuple[str, int], SavedAnswer]


class Sent(msgspec.Struct, frozen=True):
    """One question as it came back, the revision that its writer saw, and the print of how its fields were
    filled then.
    """

    question: Question
    typed: Typed
    based_on: int
    filled: str = ""
    is_confirmed: bool = False
    is_from_conflict: bool = False
    choice: str = ""

    @property
    def is_touched(self) -> bool:
        """Whether something stands in the fields that did not stand there when the page was made."""
        return self.filled != print_of(self.typed) and self.typed != typed_for(self.question, UNANSWERED)


class Conflict(msgspec.Struct, frozen=True):
    """Somebody else saved another answer since the page was opened."""

    question: Question
    typed: Typed
    mine: Answer
    theirs: SavedAnswer


class Sorted(msgspec.Struct, frozen=True):
    """What is to be done with everything that came back."""

    to_save: tuple[NewAnswer, ...] = ()
    # What stands already as it was sent, by question code.
    already: dict[str, SavedAnswer] = {}
    conflicts: tuple[Conflict, ...] = ()
    errors: tuple[FormError, ...] = ()
    # What cannot be saved, or is to be edited, by question code: shown again as it was typed.
    unsaved: dict[str, Sent] = {}

    def then(self, later: Sorted, questions: Collection[str]) -> Sorted:
        """This and what came later, which decides about these questions."""
        return Sorted(
            to_save=tuple(new for new in self.to_save if new.question not in questions) + later.to_save,
            already={code: saved for code, saved in self.already.items() if code not in questions}
            | later.already,
            conflicts=tuple(one for one in self.conflicts if one.question.code not in questions)
            + later.conflicts,
            errors=tuple(one for one in self.errors if one.field.partition("-")[0] not in questions)
            + later.errors,
            unsaved={code: one for code, one in self.unsaved.items() if code not in questions}
            | later.unsaved,
        )


def sent_back(instrument: Instrument, questions: Iterable[Question], form: MultiDict[str, str]) -> list[Sent]:
    """Those of the questions that are in the form; what else it holds is not looked at."""
    confirms_all = form.get("confirm") == ALL
    return [
        Sent(
            question=question,
            typed=typed_into(question, instrument.number_fields(question), form),
            based_on=_whole(form[f"{question.code}-base"].partition(".")[0]),
            filled=form[f"{question.code}-base"].partition(".")[2],
            is_confirmed=confirms_all or f"{question.code}-confirm" in form,
            is_from_conflict=f"{question.code}-conflict" in form,
            choice=form.get(f"{question.code}-choice", ""),
        )
        for question in questions
        if f"{question.code}-base" in form
    ]


def print_of(typed: Typed) -> str:
    """A short print of what stands in the fields of a question, to tell later whether they were touched."""
    return hashlib.sha256(msgspec.json.encode(typed, order="deterministic")).hexdigest()[:12]


def sort_out(
    instrument: Instrument,
    sent: list[Sent],
    latest: Latest,
    look_up: Callable[[list[tuple[str, int]]], Seen],
    *,
    writer: int,
) -> Sorted:
    """Decide question by question for the person with that number. `look_up` gives revisions that are no
    longer the latest: those that were seen, and what was saved on top of them.
    """
    stale = [one for one in sent if one.based_on != _latest(latest, one.question).revision]
    seen = look_up([(one.question.code, one.based_on + after) for one in stale for after in (0, 1)])
    done = [_decide(instrument, one, _latest(latest, one.question), seen, writer) for one in sent]
    return Sorted(
        to_save=tuple(new for each in done for new in each.to_save),
        already={code: saved for each in done for code, saved in each.already.items()},
        conflicts=tuple(conflict for each in done for conflict in each.conflicts),
        errors=tuple(error for each in done for error in each.errors),
        unsaved={code: one for each in done for code, one in each.unsaved.items()},
    )


def _decide(instrument: Instrument, one: Sent, latest: SavedAnswer, seen: Seen, writer: int) -> Sorted:
    question = one.question
    before = latest if latest.revision == one.based_on else _seen(seen, one, 0)
    if one.is_from_conflict and one.choice in {THEIRS, EDIT}:
        return Sorted(unsaved={question.code: _to_edit(one, before)} if one.choice == EDIT else {})
    confirms = one.is_confirmed and before.to_confirm
    if one.typed == typed_for(question, before.answer) and not confirms and not one.is_from_conflict:
        return Sorted(already={question.code: before})
    meant = answer_meant(question, instrument.number_fields(question), one.typed)
    if meant.errors:
        return Sorted(errors=meant.errors, unsaved={question.code: one})
    if confirms and latest.to_confirm and _is_same(one, meant.answer, latest):
        return Sorted(to_save=(NewAnswer(question.code, latest.answer, latest.revision),))
    for saved in (latest, _seen(seen, one, 1)):
        if _is_same(one, meant.answer, saved) and (saved is latest or saved.saved_by_id == writer):
            return Sorted(already={question.code: saved})
    return _save_or_ask(one, meant.answer, latest)


def _to_edit(one: Sent, theirs: SavedAnswer) -> Sent:
    both = together(one.typed, typed_for(one.question, theirs.answer), theirs.saved_by)
    return msgspec.structs.replace(one, typed=both)


def _is_same(one: Sent, mine: Answer, saved: SavedAnswer) -> bool:
    return mine == saved.answer or one.typed == typed_for(one.question, saved.answer)


def _save_or_ask(one: Sent, mine: Answer, latest: SavedAnswer) -> Sorted:
    is_undecided = one.is_from_conflict and one.choice != MINE
    if latest.revision == one.based_on and not is_undecided:
        return Sorted(to_save=(NewAnswer(one.question.code, mine, latest.revision),))
    message = _("%(code)s: Choose which answer to keep.", code=one.question.code)
    return Sorted(
        conflicts=(Conflict(one.question, one.typed, mine, latest),),
        errors=(FormError(f"{one.question.code}-choice", message),) if is_undecided else (),
    )


def _seen(seen: Seen, one: Sent, after: int) -> SavedAnswer:
    """The revision that the writer saw, or the one that was saved on top of it."""
    code = one.question.code
    return seen.get((code, one.based_on + after)) or SavedAnswer(code, 0, UNANSWERED)


def fields_of(question: Question, typed: Typed) -> list[tuple[str, str]]:
    """The fields, name and value, that would send `typed` back as it is."""
    code = question.code
    fields = [(f"{code}-answer", value) for value in typed.picked]
    fields += [(f"{code}-row-{row}", value) for row, values in typed.rows.items() for value in values]
    fields += [(f"{code}-rank", value) for value in typed.ranked]
    fields += [(f"{code}-without-{option}", reason) for option, reason in typed.left_out.items()]
    fields += [(f"{code}-number-{number}", value) for number, value in typed.numbers.items()]
    fields += [
        (f"{code}-reason", typed.reason),
        (f"{code}-comment", typed.comment),
        (f"{code}-grade", typed.grade),
    ]
    for item in typed.items:
        fields += [(f"{code}-item-{part}", getattr(item, part)) for part in item.__struct_fields__]
    return [(name, value) for name, value in fields if value or "-item-" in name or name.endswith("-rank")]


def _latest(latest: Latest, question: Question) -> SavedAnswer:
    return latest.get(question.code) or SavedAnswer(question.code, 0, UNANSWERED)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
