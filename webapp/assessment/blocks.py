"""The questions of a unit as markup, kept once written.

A saved revision never changes, so what a page shows of it changes only with the language. A question with
mistakes or with text that is not saved is written anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

import msgspec
from flask import Flask, current_app
from flask_babel import get_locale
from markupsafe import Markup

from questionnaire.answers import UNANSWERED
from questionnaire.instrument import Question
from webapp.assessment.opened import Opened
from webapp.assessment.saving import Sent, print_of
from webapp.assessment.words import answer_lines, branch_words, grade_words
from webapp.forms import FIELD_FOR, NONE_OF_THESE, typed_for
from webapp.records.answer_revisions import SavedAnswer
from webapp.records.workspace import Earlier
from webapp.typed import FormError, Typed, TypedItem, visible

MOST_BLOCKS = 1_000
LONGEST_BLOCK = 40_000


class AskedQuestion(msgspec.Struct, frozen=True):
    """One question on the page: what stands in its fields, and what they are based on."""

    question: Question
    typed: Typed
    saved: SavedAnswer
    # The revision that the fields show or were typed over, and the print of how they were filled then.
    base: str
    macro: str
    branch: str
    bodies: str
    is_unsaved: bool = False
    # From which submission an answer comes that is still to be confirmed.
    earlier: Earlier | None = None
    is_confirmed: bool = False
    # Another answer that somebody saved, shown while this one is being edited.
    theirs: tuple[str, ...] = ()
    blank_items: int = 0
    is_longer: bool = False

    @property
    def cited(self) -> tuple[TypedItem, ...]:
        """The documents of the saved answer. They are described elsewhere, and only taken out here."""
        return typed_for(self.question, self.saved.answer).items

    @property
    def offers_none(self) -> bool:
        """Whether “None of these” is written as a box of its own, because no option says it."""
        return NONE_OF_THESE in self.typed.picked or not any(
            option.exclusive for option in self.question.options
        )


class KeptBlocks:
    """Markup of questions, the most recently shown ones. Shared by the threads of a process."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[tuple[object, ...], Markup] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[object, ...]) -> Markup | None:
        """The markup, if it was kept."""
        with self._lock:
            found = self._blocks.get(key)
            if found is not None:
                self._blocks.move_to_end(key)
            return found

    def keep(self, key: tuple[object, ...], block: Markup) -> None:
        """Keep it in place of the one not shown for longest; very long ones are not kept."""
        if len(block) > LONGEST_BLOCK:
            return
        with self._lock:
            self._blocks[key] = block
            if len(self._blocks) > MOST_BLOCKS:
                self._blocks.popitem(last=False)


def init_app(app: Flask) -> None:
    """Gives the application its kept blocks; another application may serve another database."""
    app.extensions["kept_blocks"] = KeptBlocks()


def question_blocks(
    here: Opened,
    questions: Iterable[Question],
    latest: Mapping[str, SavedAnswer],
    *,
    unsaved: Mapping[str, Sent],
    errors: Iterable[FormError] = (),
    longer: str = "",
    earlier: Earlier | None = None,
) -> list[Markup]:
    """The markup of each question, with its latest answer or what of it is not saved.

    `longer` names the question that gets one more empty row for evidence; `earlier` is the submission from
    which answers come that are still to be confirmed.
    """
    kept: KeptBlocks = current_app.extensions["kept_blocks"]
    blocks, macros = [], None
    for question in questions:
        saved = latest.get(question.code) or SavedAnswer(question.code, 0, UNANSWERED)
        sent = unsaved.get(question.code)
        key = _key(here, saved, earlier)
        is_longer = longer == question.code
        block = kept.find(key) if sent is None and not is_longer else None
        if block is None:
            macros = macros or _macros(here, tuple(errors))
            asked = _asked(here, question, saved, sent, earlier, is_longer=is_longer)
            # Macros write markup, with everything typed escaped.
            block = Markup(visible(macros.question(asked)))  # noqa: S704
            if sent is None and not is_longer:
                kept.keep(key, block)
        blocks.append(block)
    return blocks


def _key(here: Opened, saved: SavedAnswer, earlier: Earlier | None) -> tuple[object, ...]:
    """What the markup of a saved answer follows from. What nobody answered is the same everywhere."""
    whose = (
        (here.row.country_code, here.row.id, saved.saved_by, saved.saved_at, saved.to_confirm and earlier)
        if saved.revision
        else ()
    )
    return (
        here.instrument.code,
        here.instrument.version,
        str(get_locale()),
        saved.question,
        saved.revision,
        *whose,
    )


def _macros(here: Opened, errors: tuple[FormError, ...]) -> Any:
    """The macros that write questions, with the words of this request's language looked up."""
    context: dict[str, Any] = {"here": here, "errors": errors, "grades": grade_words()}
    current_app.update_template_context(context)
    return current_app.jinja_env.get_template("components/answer.html").make_module(context)


def _asked(
    here: Opened,
    question: Question,
    saved: SavedAnswer,
    sent: Sent | None,
    earlier: Earlier | None,
    *,
    is_longer: bool,
) -> AskedQuestion:
    is_edited_after_conflict = sent is not None and sent.is_from_conflict
    typed = sent.typed if sent else typed_for(question, saved.answer)
    based_on, filled = (sent.based_on, sent.filled) if sent else (saved.revision, print_of(typed))
    return AskedQuestion(
        question=question,
        typed=typed,
        saved=saved,
        base=f"{based_on}.{filled}",
        macro=FIELD_FOR[question.kind].macro,
        branch=branch_words(here.instrument, question.applies) if question.applies else "",
        bodies=", ".join(here.instrument.body(code).title for code in question.bodies),
        is_unsaved=sent is not None,
        earlier=earlier if saved.to_confirm else None,
        is_confirmed=sent is not None and sent.is_confirmed,
        theirs=answer_lines(question, saved.answer) if is_edited_after_conflict else (),
        blank_items=(not typed.items) + is_longer,
        is_longer=is_longer,
    )
