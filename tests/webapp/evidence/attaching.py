"""Steps with documents and files that tests take before they come to what they are about."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import FileStorage

from tests.webapp.journeys import revisions
from tests.webapp.pages import Page, Visitor
from webapp.database import db
from webapp.tables import AuditEvent, EvidenceDocument

DECREE: dict[str, Any] = {"title": "Decree 12", "body": "Ministry of Justice", "date": "2025-03", "link": ""}


def upload(name: str, content: bytes) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(io.BytesIO(content), name)


def file_hash(content: bytes) -> str:
    """Under what a file with that content lies."""
    return hashlib.sha256(content).hexdigest()


def cite(visitor: Visitor, address: str, code: str, *, expect: int = 303, **fields: Any) -> Page:
    """Cites a new document for a question, by the question's page for it."""
    page = visitor.get(f"{address}questions/{code}/evidence")
    return visitor.submit(page, "Cite the new document", fields, expect=expect)


def add_document(visitor: Visitor, address: str, *, expect: int = 303, **fields: Any) -> Page:
    """Puts a document on the list."""
    return visitor.submit(visitor.get(f"{address}documents/add"), "Add", fields, expect=expect)


def cited(app: Flask, code: str) -> list[dict[str, Any]]:
    """The documents that the latest revision of an answer cites."""
    content = revisions(app, code)[-1][3]
    items: list[dict[str, Any]] = content.get("evidence", {}).get("items", [])
    return items


def register(app: Flask, country: str = "KEN") -> list[tuple[str, str, str, str, str]]:
    """The country's documents: title, body, date, link, hash of the file."""
    with app.app_context():
        rows = db.session.scalars(
            sa.select(EvidenceDocument)
            .where(EvidenceDocument.country_code == country)
            .order_by(EvidenceDocument.id)
        )
        return [(row.title, row.body, row.date, row.link, row.file_hash) for row in rows]


def audited(app: Flask) -> list[tuple[str, str]]:
    """What the audit trail tells about documents and files: action and subject."""
    with app.app_context():
        found = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.number))
        return [
            (event.action, event.subject) for event in found if event.action.startswith(("document", "file"))
        ]
