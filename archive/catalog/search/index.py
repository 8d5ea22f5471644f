"""The full-text index is written, in the transaction that writes the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, func, select, text, tuple_

from archive.catalog.database import insert_new
from archive.catalog.schema import version
from archive.catalog.search.entry import Shown, entry_row, number_of, shelf_of, terms_row
from archive.catalog.search.schema import COLUMNS, SHELF, shelf, text_change, text_entry
from archive.catalog.shown import shown_last
from archive.models import Article

_NAMES = ", ".join(COLUMNS)
_VALUES = ", ".join(f":{name}" for name in COLUMNS)
_INSERT = text(f"INSERT INTO search_text (rowid, {_NAMES}) VALUES (:id, {_VALUES})")  # noqa: S608 - our own names
_FORGET = text(f"INSERT INTO search_text (search_text, rowid, {_NAMES}) VALUES ('delete', :id, {_VALUES})")  # noqa: S608


def index_shown(connection: Connection, shown: Sequence[Shown]) -> None:
    """Put new texts into the index, and note of each page which text it shows now. Their outcomes are written before."""
    add_texts(connection, [one for one in shown if one.is_new])
    if again := sorted({one.page_id for one in shown if not one.is_first}):
        _turn(connection, again)


def add_texts(connection: Connection, texts: Sequence[Shown], latest: Sequence[bool] | None = None) -> None:
    """Put texts into the index that are not in it. `latest`: which of them are what their pages show; None for all."""
    if not texts:
        return
    shelves = _shelves(connection, texts)
    first = (connection.scalar(select(func.max(text_entry.c.id))) or 0) + 1
    came = _came(connection, texts)
    entries = [
        {**entry_row(one, entry_id, shelves[shelf_of(one)]), "came": came[one.page_id]}
        for entry_id, one in enumerate(texts, first)
    ]
    for entry, is_latest in zip(entries, latest or (), strict=False):
        entry["is_latest"] = int(is_latest)
    connection.execute(text_entry.insert(), entries)
    connection.execute(_INSERT, [terms_row(entry_id, one.article) for entry_id, one in enumerate(texts, first)])


def reindex(connection: Connection, page_id: str, number: int, before: Article) -> None:
    """Index a version anew whose article was rewritten. `before`: the article it had, for FTS5 must be told what to forget.

    Nothing happens where the version is not in the index yet.
    """
    same = (version.c.page_id == text_entry.c.page_id) & (version.c.number == text_entry.c.number)
    query = select(text_entry.c.id, version.c.source, version.c.captured_at, version.c.article).join(version, same)
    row = connection.execute(query.where(text_entry.c.page_id == page_id, text_entry.c.number == number)).first()
    if row is None:
        return
    now = Shown(page_id=page_id, number=number, source=row.source, captured_at=row.captured_at, article=row.article)
    entry = entry_row(now, row.id, _shelves(connection, [now])[shelf_of(now)])
    changed = {name: entry[name] for name in ("shelf_id", "day", "moment")}
    connection.execute(text_entry.update().where(text_entry.c.id == row.id).values(changed))
    connection.execute(_FORGET, terms_row(row.id, before))
    connection.execute(_INSERT, terms_row(row.id, now.article))
    connection.execute(text_change.insert().values(text_entry_id=row.id))


def _came(connection: Connection, texts: Sequence[Shown]) -> dict[str, int]:
    """Return, by page, the day on which its first text was captured."""
    first = {one.page_id: one.captured_at for one in texts if one.number == 1}
    others = sorted({one.page_id for one in texts} - first.keys())
    query = select(version.c.page_id, version.c.captured_at).where(version.c.number == 1, version.c.page_id.in_(others))
    if others:
        first |= {row.page_id: row.captured_at for row in connection.execute(query)}
    return {key: number_of(at.date()) for key, at in first.items()}


def _turn(connection: Connection, keys: Sequence[str]) -> None:
    """Let each page show the text that it showed last, and none of its others."""
    last = shown_last(connection, keys)
    entry = text_entry.c
    query = select(entry.id, entry.page_id, entry.number, entry.is_latest).where(entry.page_id.in_(sorted(last)))
    changed = [row.id for row in connection.execute(query) if row.is_latest != (row.number == last[row.page_id])]
    if changed:
        turned = text_entry.update().where(text_entry.c.id.in_(changed))
        connection.execute(turned.values(is_latest=1 - text_entry.c.is_latest))
        connection.execute(text_change.insert(), [{"text_entry_id": entry_id} for entry_id in changed])


def _shelves(connection: Connection, texts: Iterable[Shown]) -> dict[tuple[str, ...], int]:
    """Return the shelves of the texts by what they are known by; made, where they are new."""
    wanted = sorted({shelf_of(one) for one in texts})
    connection.execute(insert_new(shelf), [dict(zip(SHELF, each, strict=True)) for each in wanted])
    columns = [shelf.c[name] for name in SHELF]
    rows = connection.execute(select(shelf.c.id, *columns).where(tuple_(*columns).in_(wanted)))
    return {tuple(row[1:]): row[0] for row in rows}
