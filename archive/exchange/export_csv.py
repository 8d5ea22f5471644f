"""CSV (RFC 4180): a row a text, nothing in it a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from archive.catalog.columns import instant_text
from archive.catalog.exporting import Chosen
from archive.exchange.active import guard
from archive.exchange.columns import COLUMNS

BETWEEN_NAMES = "؛ "
BOM = "\ufeff"


def write_csv(rows: Iterable[Chosen], out: BinaryIO, *, bom: bool = False) -> None:
    r"""Write a header and the rows, in UTF-8, lines ended by CRLF; text is quoted, numbers are not.

    `bom`: begin with a byte order mark, by which Excel knows UTF-8. Line feeds within a text stay.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    out.write((BOM if bom else "").encode())
    writer.writerow([column.name for column in COLUMNS])
    for chosen in rows:
        writer.writerow([_cell(column.value(chosen)) for column in COLUMNS])
        out.write(_taken(buffer))
    out.write(_taken(buffer))


def _taken(buffer: io.StringIO) -> bytes:
    """Return what was written since it was last asked: quoting is csv's own, and the octets are the caller's."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _cell(value: Any) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    return guard(BETWEEN_NAMES.join(value) if isinstance(value, tuple) else value)
