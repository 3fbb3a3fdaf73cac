"""A form of its own for one document, with the file that may come along."""

from __future__ import annotations

import msgspec
from werkzeug.datastructures import MultiDict

from questionnaire.answers import EvidenceItem
from webapp.evidence.arriving import Arrived
from webapp.evidence.description import document_meant
from webapp.evidence.names import shown_name
from webapp.evidence.seal import sealed_file
from webapp.records.evidence import AttachedFile
from webapp.typed import FormError, TypedItem, one_line


class Described(msgspec.Struct, frozen=True):
    """A document as a form of its own describes it, with the file that came along, and what is wrong."""

    typed: TypedItem
    item: EvidenceItem = EvidenceItem("")
    # The file of the document, and the one that has just arrived.
    file: AttachedFile | None = None
    new_file: AttachedFile | None = None
    errors: tuple[FormError, ...] = ()

    @property
    def kept_file(self) -> str:
        """The file that has arrived, under the service's seal: the form can be sent again without it."""
        return sealed_file(self.new_file) if self.new_file else ""


def typed_document(form: MultiDict[str, str]) -> TypedItem:
    """The fields of a form that describes one document."""
    return TypedItem(*(one_line(form.get(part, "")) for part in ("title", "body", "date", "link")))


def described_in(form: MultiDict[str, str], arrived: Arrived, had: AttachedFile | None = None) -> Described:
    """The document that a form describes. Without a title it is called what its file is called. `had` is the
    file that it had before: it stays unless another came, or the form takes it off.
    """
    typed = typed_document(form)
    file = arrived.file or (None if "file-off" in form else had)
    if arrived.file and not typed.title.strip():
        typed = msgspec.structs.replace(typed, title=shown_name(arrived.file.name).rpartition(".")[0])
    errors: list[FormError] = []
    item = document_meant(typed, lambda part, message: errors.append(FormError(part, message)))
    if arrived.problem:
        errors.append(FormError("file", arrived.problem))
    item = msgspec.structs.replace(item, file=file.hash if file else "")
    return Described(typed, item, file, arrived.file, tuple(errors))
