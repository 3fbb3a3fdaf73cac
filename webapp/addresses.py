"""Numbers in addresses: those that a record can have, and no others."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

# The largest number that a column of either engine can hold for a record.
LARGEST_NUMBER = 2**31 - 1


class RecordNumber(IntegerConverter):
    """The number of a record. A larger one is no page: databases cannot even look for it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **({"max": LARGEST_NUMBER} | options))


def init_app(app: Flask) -> None:
    """Reads `<int:...>` so in every route; before any route is there."""
    app.url_map.converters["int"] = RecordNumber
