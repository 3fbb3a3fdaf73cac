"""The register of a country: the documents with which it proves its answers, each described once.

An answer keeps a copy of what it cites, so that a revision says for ever what was cited then. A document of
the register and a document cited are the same if all that describes them is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
import sqlalchemy as sa

from questionnaire.answers import EvidenceItem
from webapp.database import db
from webapp.tables import EvidenceDocument, User, UtcDateTime

# SQLite joins 500 rows at most in one statement.
MOST_AT_ONCE = 100


class AttachedFile(msgspec.Struct, frozen=True):
    """A file that lies in the evidence folder under its hash: its name as given, its type as found."""

    hash: str
    name: str
    media_type: str
    size: int


def register_of(country_code: str) -> list[EvidenceDocument]:
    """All documents that the country has described, also those withdrawn, in the order of their titles."""
    documents = db.session.scalars(
        sa.select(EvidenceDocument).where(EvidenceDocument.country_code == country_code)
    )
    return sorted(documents, key=lambda document: (document.title.casefold(), document.id))


def item_of(document: EvidenceDocument) -> EvidenceItem:
    """The document as an answer cites it."""
    return EvidenceItem(document.title, document.body, document.date, document.link, document.file_hash)


def file_of(document: EvidenceDocument) -> AttachedFile | None:
    """The file attached to the document, if there is one."""
    if not document.file_hash:
        return None
    return AttachedFile(document.file_hash, document.file_name, document.media_type, document.size)


def files_of(country_code: str) -> set[str]:
    """The hashes of the files that the country has attached."""
    return set(
        db.session.scalars(
            sa.select(EvidenceDocument.file_hash)
            .distinct()
            .where(EvidenceDocument.country_code == country_code, EvidenceDocument.file_hash != "")
        )
    )


def offer(
    country_code: str, item: EvidenceItem, file: AttachedFile | None, *, by: User, at: datetime
) -> EvidenceDocument:
    """The document so described: the one that is in the register, offered again if it was withdrawn, or a new
    one. `file` is the one that `item` names.
    """
    known = (document for document in register_of(country_code) if item_of(document) == item)
    document = next(known, None)
    if document is None:
        document = EvidenceDocument(
            country_code=country_code,
            title=item.title,
            body=item.body,
            date=item.date,
            link=item.link,
            file_hash=file.hash if file else "",
            file_name=file.name if file else "",
            media_type=file.media_type if file else "",
            size=file.size if file else 0,
            added_by=by.id,
            added_at=at,
        )
        db.session.add(document)
    document.withdrawn_at = None
    db.session.flush()
    return document


def is_document_of(country_code: str, number: int) -> bool:
    """Whether the country has a document with that number."""
    found = sa.exists().where(EvidenceDocument.id == number, EvidenceDocument.country_code == country_code)
    return db.session.scalar(sa.select(found)) is True


def offer_again(document: EvidenceDocument) -> None:
    """Lets a document be chosen again that was withdrawn."""
    document.withdrawn_at = None
    db.session.flush()


def withdraw(document: EvidenceDocument, at: datetime) -> None:
    """Offers the document no more. What cites it goes on citing it."""
    document.withdrawn_at = at
    db.session.flush()


def describe(country_code: str, items: Iterable[EvidenceItem], *, by: User, at: datetime) -> None:
    """Adds to the register, in one statement, those of these documents that are not in it.

    A file is taken over only if the country has attached it: whoever merely knows the hash of a file gets
    nothing by citing it.
    """
    new = list(dict.fromkeys(items))
    for start in range(0, len(new), MOST_AT_ONCE):
        db.session.execute(_described(country_code, new[start : start + MOST_AT_ONCE], by.id, at))


def _described(country_code: str, items: list[EvidenceItem], by: int, at: datetime) -> sa.Insert:
    document, new = EvidenceDocument, _as_rows(items)
    # One row for each file of the country, under any of its names.
    file = (
        sa.select(
            document.file_hash,
            sa.func.max(document.file_name).label("file_name"),
            sa.func.max(document.media_type).label("media_type"),
            sa.func.max(document.size).label("size"),
        )
        .where(document.country_code == country_code, document.file_hash != "")
        .group_by(document.file_hash)
        .subquery()
    )
    file_hash = sa.func.coalesce(file.c.file_hash, "")
    is_there = sa.exists().where(
        document.country_code == country_code,
        document.title == new.c.title,
        document.body == new.c.body,
        document.date == new.c.date,
        document.link == new.c.link,
        document.file_hash == file_hash,
    )
    columns = {
        "country_code": sa.literal(country_code),
        "title": new.c.title,
        "body": new.c.body,
        "date": new.c.date,
        "link": new.c.link,
        "file_hash": file_hash,
        "file_name": sa.func.coalesce(file.c.file_name, ""),
        "media_type": sa.func.coalesce(file.c.media_type, ""),
        "size": sa.func.coalesce(file.c.size, 0),
        "added_by": sa.literal(by),
        "added_at": sa.literal(at, UtcDateTime()),
    }
    rows = sa.select(*columns.values()).outerjoin_from(new, file, file.c.file_hash == new.c.file)
    return sa.insert(document).from_select(list(columns), rows.where(~is_there))


def _as_rows(items: list[EvidenceItem]) -> sa.Subquery:
    """The documents as rows of a table that a statement brings along."""
    return sa.union_all(
        *(
            sa.select(*(sa.literal(getattr(item, part)).label(part) for part in item.__struct_fields__))
            for item in items
        )
    ).subquery()
