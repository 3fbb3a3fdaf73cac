"""All that a database holds, to be compared."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from webapp.database import db
from webapp.tables import Base

Dump = dict[str, list[dict[str, Any]]]


def dump(app: Flask) -> Dump:
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr
            )
            for table in Base.metadata.sorted_tables
        }
