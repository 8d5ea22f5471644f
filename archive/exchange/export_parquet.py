"""Parquet, partitioned as Hive does by the month of publication: month=2026-11/part-00000.parquet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from archive.catalog.exporting import Chosen
from archive.errors import WarraqError
from archive.exchange.active import ACTIVE
from archive.exchange.columns import COLUMNS, Column, Type

UNKNOWN = "__HIVE_DEFAULT_PARTITION__"
"""The month of texts that do not say when they were published: Hive's own name for none, which readers give back as null."""

GROUP_ROWS = 1_000
GROUP_MAX_BYTES = 16_000_000
"""A row group ends with either: so many rows, or so much text. It is what is in memory."""

OPEN_MAX = 3
"""Months that are written at once: texts come in the order of time, but for zones and those without a date."""


class MissingParquet(WarraqError):
    """pyarrow is not installed."""


def write_parquet(rows: Iterable[Chosen], folder: Path) -> None:
    """Write the rows into `folder`. What UTF-8 cannot hold (lone surrogates) is U+FFFD. Raises MissingParquet."""
    arrow = _arrow()
    months: OrderedDict[str, _Month] = OrderedDict()
    parts: dict[str, int] = {}
    try:
        for chosen in rows:
            month = month_of(chosen)
            if month not in months:
                parts[month] = parts.get(month, -1) + 1
                if len(months) >= OPEN_MAX:
                    months.popitem(last=False)[1].close()
                months[month] = _Month(arrow, folder / f"month={month}", parts[month])
            months.move_to_end(month)
            months[month].add(chosen)
    finally:
        for opened in months.values():
            opened.close()


def month_of(chosen: Chosen) -> str:
    """Return the month in which a text was published, by the page's own clock."""
    day = chosen.version.article.date_published
    return UNKNOWN if day is None else f"{day.year:04}-{day.month:02}"


class _Month:
    """The file of one month, written a row group at a time."""

    def __init__(self, arrow: ModuleType, folder: Path, part: int) -> None:
        folder.mkdir(exist_ok=True)
        self._arrow, self._schema = arrow, _schema(arrow)
        self._file = (folder / f"part-{part:05}.parquet").open("xb")
        self._writer = arrow.parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []
        self._size_bytes = 0

    def add(self, chosen: Chosen) -> None:
        """Take a row."""
        self._rows.append({column.name: _value(column, chosen) for column in COLUMNS})
        self._size_bytes += 2 * len(chosen.version.article.article_body)
        if len(self._rows) >= GROUP_ROWS or self._size_bytes >= GROUP_MAX_BYTES:
            self._write()

    def close(self) -> None:
        """Write what is left, and end the file."""
        with self._file:
            if self._rows:
                self._write()
            self._writer.close()

    def _write(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._size_bytes = [], 0


def _arrow() -> ModuleType:
    """Import an extra: 40 MB that only analysts need."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError as missing:
        raise MissingParquet('Parquet needs pyarrow: pip install "warraq[parquet]"') from missing


def _schema(arrow: ModuleType) -> Any:
    types = {
        Type.TEXT: arrow.string(),
        Type.NAMES: arrow.list_(arrow.string()),
        Type.INTEGER: arrow.int64(),
        Type.BOOLEAN: arrow.bool_(),
        Type.MOMENT: arrow.timestamp("us", tz="UTC"),
    }
    return arrow.schema([arrow.field(column.name, types[column.type]) for column in COLUMNS])


def _value(column: Column, chosen: Chosen) -> Any:
    value = column.value(chosen)
    if column.type is Type.NAMES:
        return [_writable(name) for name in value]
    return _writable(value) if column.type is Type.TEXT and value is not None else value


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode() if ACTIVE.search(text) else text
