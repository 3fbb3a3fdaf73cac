"""The documents of a country as one person may see them in an assessment, and what is done with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from questionnaire.answers import UNANSWERED, Answer, Evidence, EvidenceItem
from questionnaire.instrument import Question
from webapp import audit, clock
from webapp.access import signed_in_user
from webapp.assessment.opened import Opened
from webapp.audit import Action
from webapp.evidence.document_form import Described
from webapp.records import answer_revisions, evidence
from webapp.records.answer_revisions import NewAnswer, SavedAnswer
from webapp.tables import EvidenceDocument


class Entry(msgspec.Struct, frozen=True):
    """A document, and what cites it: the questions of this assessment that the person may see, and those that
    they may not.
    """

    document: EvidenceDocument
    cited_in: tuple[str, ...]
    cited_elsewhere: tuple[str, ...]
    may_correct: bool
    may_withdraw: bool

    @property
    def cited_by(self) -> tuple[str, ...]:
        """All questions of the assessment whose answers cite it."""
        return self.cited_in + self.cited_elsewhere

    @property
    def is_offered(self) -> bool:
        """Whether it can be chosen for an answer."""
        return self.document.withdrawn_at is None

    @property
    def is_listed(self) -> bool:
        """Whether it stands on the list: one that was withdrawn, as long as an answer cites it."""
        return self.is_offered or bool(self.cited_in)


def entries(here: Opened) -> list[Entry]:
    """The documents that the person may see, in two statements. A contributor sees those that answers to
    their questions cite and those that they added.
    """
    documents = evidence.register_of(here.row.country_code)
    citing = _citing(here, documents)
    found = [_entry(here, document, citing.get(evidence.item_of(document), [])) for document in documents]
    return [entry for entry in found if here.given is None or entry.cited_in or _is_own(entry.document)]


def entry_for(here: Opened, number: int) -> Entry | None:
    """The document with that number, if the person may see it."""
    return next((entry for entry in entries(here) if entry.document.id == number), None)


def offered(here: Opened, described: Described) -> EvidenceDocument:
    """The document on the list, whether it was there or not."""
    document = evidence.offer(
        here.row.country_code, described.item, described.file, by=signed_in_user(), at=clock.now()
    )
    if described.new_file:
        audit.record(
            Action.FILE_ATTACHED,
            country=here.row.country_code,
            assessment=here.row.id,
            subject=f"document {document.id}",
            details={"file": described.new_file.hash},
        )
    return document


def cite(here: Opened, question: Question, item: EvidenceItem) -> int | None:
    """Adds a document to what the answer cites, and returns the revision it had before; None if it cites the
    document already.
    """
    saved = answer_revisions.saved_answers(here.row, [question.code]).get(question.code)
    saved = saved or SavedAnswer(question.code, 0, UNANSWERED)
    if item in saved.answer.evidence.items:
        return None
    _append(here, [_citing_now(saved, (*saved.answer.evidence.items, item))])
    return saved.revision


def correct(here: Opened, entry: Entry, described: Described) -> None:
    """Describes a document anew, in every answer that cites it, and withdraws the old description."""
    before, after = evidence.item_of(entry.document), described.item
    if after == before:
        return
    document, files = offered(here, described), evidence.files_of(here.row.country_code)
    saved = answer_revisions.saved_answers(here.row, entry.cited_by)
    _append(here, [_citing_now(one, _corrected(one.answer, before, after, files)) for one in saved.values()])
    evidence.withdraw(entry.document, clock.now())
    audit.record(
        Action.DOCUMENT_CORRECTED,
        country=here.row.country_code,
        assessment=here.row.id,
        subject=f"document {entry.document.id}",
        details={"now": f"document {document.id}", "answers": " ".join(entry.cited_by)},
    )


def _corrected(
    answer: Answer, before: EvidenceItem, after: EvidenceItem, files: Collection[str]
) -> Iterator[EvidenceItem]:
    for item in answer.evidence.items:
        if _as_known(item, files) != before:
            yield item
        else:
            # A file that is not here cannot have been replaced or taken off here.
            yield (
                after if item.file in files else msgspec.structs.replace(after, file=after.file or item.file)
            )


def _citing_now(saved: SavedAnswer, items: Iterable[EvidenceItem]) -> NewAnswer:
    """The same answer with these documents, each once."""
    cited = Evidence(saved.answer.evidence.grade, tuple(dict.fromkeys(items)))
    answer = msgspec.structs.replace(saved.answer, evidence=cited)
    return NewAnswer(saved.question, answer, saved.revision, to_confirm=saved.to_confirm)


def _append(here: Opened, answers: list[NewAnswer]) -> None:
    answer_revisions.append_answers(here.row, answers, by=signed_in_user(), at=clock.now())


def _entry(here: Opened, document: EvidenceDocument, codes: Iterable[str]) -> Entry:
    is_offered = document.withdrawn_at is None
    readable = {question.code for unit in here.units for question in here.questions(unit)}
    seen = tuple(code for code in codes if code in readable)
    elsewhere = tuple(code for code in codes if code not in readable)
    is_theirs = here.given is None or _is_own(document)
    # A contributor changes only answers that were given to them.
    changes_others = here.given is not None and bool(elsewhere)
    return Entry(
        document=document,
        cited_in=seen,
        cited_elsewhere=elsewhere,
        may_correct=here.may_write and is_offered and not changes_others and (is_theirs or bool(seen)),
        may_withdraw=here.may_write and is_theirs,
    )


def _is_own(document: EvidenceDocument) -> bool:
    return document.added_by == signed_in_user().id


def _citing(here: Opened, documents: Iterable[EvidenceDocument]) -> dict[EvidenceItem, list[str]]:
    """The questions whose answers cite each document, in the instrument's order."""
    files = {document.file_hash for document in documents}
    saved = answer_revisions.saved_answers(here.row)
    found: dict[EvidenceItem, list[str]] = {}
    for question in here.instrument.questions:
        items = saved[question.code].answer.evidence.items if question.code in saved else ()
        for item in dict.fromkeys(_as_known(item, files) for item in items):
            found.setdefault(item, []).append(question.code)
    return found


def _as_known(item: EvidenceItem, files: Collection[str]) -> EvidenceItem:
    """The document as the register has it: a file that stayed in another installation counts as none."""
    return item if item.file in files else msgspec.structs.replace(item, file="")
