"""Whole tables as lines of text and back, for backups. What the tables are is asked of the database itself,
so that one of an earlier edition can be read and written too.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import sqlalchemy as sa

# Says which edition of the tables this is, and is written by the migrations alone.
EDITION = "alembic_version"
# People sign in again: a session that has ended must not come back.
LEFT_OUT = frozenset({"server_sessions"})
ROWS_AT_ONCE = 500


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The tables that are backed up; those that others refer to come first."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, sa.JSON):
                # Nothing is NULL, and not the word for it in JSON.
                column.type = sa.JSON(none_as_null=True)
    return [table for table in metadata.sorted_tables if table.name not in {EDITION, *LEFT_OUT}]


def lines_of(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Each row as a JSON list on a line of its own, in the order of the keys: the same on every engine."""
    # PostgreSQL orders text as its locale does, SQLite by bytes.
    is_postgresql = connection.dialect.name == "postgresql"
    order = [
        column.collate("C") if is_postgresql and isinstance(column.type, sa.String) else column
        for column in table.primary_key.columns
    ]
    reading = sa.select(table).order_by(*order)
    with connection.execute(reading, execution_options={"yield_per": ROWS_AT_ONCE}) as rows:
        for row in rows:
            yield msgspec.json.encode(list(row), order="sorted") + b"\n"


def empty(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Removes what the migrations put into new tables."""
    for table in reversed(list(tables)):
        connection.execute(sa.delete(table))


def add_lines(connection: sa.Connection, table: sa.Table, lines: Iterable[bytes]) -> None:
    """Adds the rows that `lines_of` wrote. Raises `msgspec.ValidationError` for a line that is not a row."""
    decoder = msgspec.json.Decoder(tuple[tuple(_type_of(column) | None for column in table.columns)])  # type: ignore[misc]
    names = [column.name for column in table.columns]
    rows = (dict(zip(names, decoder.decode(line), strict=True)) for line in lines)
    while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
        connection.execute(sa.insert(table), some)
    _count_on(connection, table)


def has_people(connection: sa.Connection) -> bool:
    """Whether anybody has an account in this database, of whatever edition it is."""
    if not sa.inspect(connection).has_table("users"):
        return False
    return bool(connection.execute(sa.select(sa.exists().select_from(sa.table("users")))).scalar())


def faults(connection: sa.Connection) -> list[str]:
    """What SQLite finds wrong with its file, in words. PostgreSQL looks after its own."""
    if connection.dialect.name != "sqlite":
        return []
    told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    found = [f"the database is damaged: {words}" for words in told if words != "ok"]
    lost = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    return found + [f"rows of the table {table} refer to nothing" for table in sorted(lost)]


def _type_of(column: sa.Column[Any]) -> Any:
    return Any if isinstance(column.type, sa.JSON) else column.type.python_type


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """PostgreSQL gives new rows numbers of its own counting, which knows nothing of rows brought along."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name)))
        if sequence:
            largest = sa.select(sa.func.max(column)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(largest, 1))))
