"""What the audit trail holds."""

from __future__ import annotations

from flask import Flask

from webapp.database import db
from webapp.records import audit_trail
from webapp.tables import AuditEvent


def events(app: Flask, *actions: str) -> list[AuditEvent]:
    """The events of these kinds, the oldest first; of all kinds if none is named."""
    with app.app_context():
        found = [event for event in audit_trail.chain() if not actions or event.action in actions]
        db.session.close()
        return found
