"""Records of the register that others take away: what there is, and how tests take it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from werkzeug.wrappers import Response

from tests.webapp.pages import Visitor
from tests.webapp.register import Register
from webapp import clock
from webapp.database import db, own_transaction
from webapp.records import desk, releases
from webapp.records.desk import NewSupport
from webapp.records.releases import NewRelease
from webapp.tables import NeedRecord


def with_two_providers(app: Flask) -> Register:
    """The needs of this service, and two providers."""
    made = Register(app)
    with own_transaction(app):
        for name in ("Example Foundation", "Second"):
            desk.add_provider(name, "academic", organisation_id="", themes="", at=clock.now())
    return made


def support(register: Register, need: int, **fields: Any) -> int:
    """The number of a new support for that need."""
    with own_transaction(register.app):
        row = db.session.get(NeedRecord, need)
        assert row is not None
        given = {
            "title": "Two courses",
            "provider": 1,
            "role": "implementing",
            "status": "in-delivery",
            "external_id": "XI-7-001",
            "start": date(2026, 3, 1),
            "end": date(2026, 9, 1),
            "amount": Decimal("4321.50"),
            "currency": "EUR",
        }
        new = NewSupport(**{**given, **fields})
        made = desk.add_support(need, row.country_code, new, by=register.official(), at=clock.now())
        return made.id


def release_support(register: Register, number: int, country: str, **fields: Any) -> None:
    """Releases a support."""
    today = clock.now().date()
    given = {
        "fields": frozenset({"support"}),
        "audience": "open",
        "purpose": "To be known",
        "office": "Ministry",
        "first_day": today,
        "last_day": today,
    }
    with own_transaction(register.app):
        releases.add_release(
            country,
            NewRelease("support", number, **{**given, **fields}),
            by=register.official(),
            at=clock.now(),
        )


def take(reader: Visitor, button: str, query: str = "", *, of: str = "/desk/needs") -> Response:
    """The file behind that button of the list."""
    page = reader.get(f"{of}?{query}")
    form = next(each for each in page.all("form") if each.get("action", "").endswith("/files"))
    hidden = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
    answer = reader.client.post(
        form.get("action", ""),
        data={**hidden, "file": button},
        content_type="application/x-www-form-urlencoded",
    )
    # A file that goes out is read from the disk, and closed at the end.
    assert answer.data is not None
    answer.close()
    return answer


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The records of a CSV file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def text_of(content: bytes) -> str:
    """All that a file says, unpacked."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(part).decode() for part in archive.namelist())
