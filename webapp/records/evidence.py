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
from webapp.database import connection, db
from webapp.tables import EvidenceDocument, User, UtcDateTime


class AttachedFile(msgspec.Struct, frozen=True):
    """A file that lies in the evidence folder under its hash: its name as given, its type as found."""

    hash: str
    name: str
    media_type: str
    size: int


# Part of every save, so it is made once. A file is one row, under any of its names, or one row of nothing.
_DOCUMENT = EvidenceDocument.__table__.c
_COUNTRY = sa.bindparam("country", type_=sa.String)
_FILE = (
    sa.select(
        *(
            sa.func.coalesce(sa.func.max(_DOCUMENT[name]), nothing).label(name)
            for name, nothing in (("file_hash", ""), ("file_name", ""), ("media_type", ""), ("size", 0))
        )
    )
    .where(
        _DOCUMENT.country_code == _COUNTRY,
        _DOCUMENT.file_hash == sa.bindparam("file", type_=sa.String),
        _DOCUMENT.file_hash != "",
    )
    .subquery()
)
_WORDS = {name: sa.bindparam(name, type_=sa.String) for name in ("title", "body", "date", "link")}
_IS_THERE = sa.exists().where(
    _DOCUMENT.country_code == _COUNTRY,
    *(_DOCUMENT[name] == typed for name, typed in _WORDS.items()),
    _DOCUMENT.file_hash == _FILE.c.file_hash,
)
_NEW_ROW = {
    "country_code": _COUNTRY,
    **_WORDS,
    **_FILE.c,
    "added_by": sa.bindparam("by", type_=sa.Integer),
    "added_at": sa.bindparam("at", type_=UtcDateTime()),
}
_DESCRIBED = sa.insert(EvidenceDocument).from_select(
    list(_NEW_ROW), sa.select(*_NEW_ROW.values()).where(~_IS_THERE)
)


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


def every_file() -> set[str]:
    """The hashes of all files attached by any country: for the command that looks for them."""
    return set(
        db.session.scalars(
            sa.select(EvidenceDocument.file_hash).distinct().where(EvidenceDocument.file_hash != "")
        )
    )


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
    rows = [
        msgspec.structs.asdict(item) | {"country": country_code, "by": by.id, "at": at}
        for item in dict.fromkeys(items)
    ]
    if rows:
        connection().execute(_DESCRIBED, rows)
