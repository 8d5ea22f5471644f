"""The canonical dump: two catalogues of the same archive, one grown and one rebuilt, dump the same lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, select, type_coerce
from sqlalchemy.types import TypeDecorator

from archive.catalog.schema import UNDUMPED, VOLATILE, metadata

_ROWS_A_TIME = 500


def dump_lines(connection: Connection) -> Iterator[str]:
    """Yield every row as a line of JSON {"table", column: value, …}, tables by name, rows by key. Streamed.

    Less the columns of `archive.catalog.schema.VOLATILE` and the rows of `UNDUMPED`. Values are as stored: text, numbers, null.
    """
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        yield from _dump_table(connection, table)


def _dump_table(connection: Connection, table: Table) -> Iterator[str]:
    columns = [column for column in table.columns if (table.name, column.name) not in VOLATILE]
    key = [column for column in columns if column.primary_key] or columns
    query = select(*map(_as_stored, columns)).order_by(*key)
    if table.name in UNDUMPED:
        query = query.where(~UNDUMPED[table.name][0])
    rows = connection.execution_options(yield_per=_ROWS_A_TIME).execute(query)
    for row in rows.mappings():
        yield json.dumps({"table": table.name, **row}, ensure_ascii=False)


def _as_stored(column: Column[Any]) -> ColumnElement[Any]:
    plain = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return type_coerce(column, plain).label(column.name)
