"""The journal: `metadata` records that tell what is about to be committed to the catalogue, so that it can be built again.

One before each commit, in the same file as the group's records or the next; several where a list is long. A record is
application/warc-fields without a Target-URI, so that indexers pass it over: "warraq-journal: 1", then a line a thing told
(archive.warc.told_lines). Its id is a UUID of version 7 (RFC 9562), and ids are in the order of the commits, of all processes,
whatever their clocks say: each is made in its transaction, greater than the last that was committed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from archive.warc.drafts import WARC_FIELDS
from archive.warc.record import Draft, Fields, field_lines, warc_date
from archive.warc.records import Stored
from archive.warc.told import LinksTold, Told
from archive.warc.told_lines import lines_of, read_line

MARK = ("warraq-journal", "1")
"""The first line of a journal record; and, in the warcinfo, what says that a file's exchanges are told in journals."""

SIZE_MAX = 1_000_000
"""Bytes of a journal record, about: what follows goes into another. The outcomes of one group are never parted."""

READ_MAX = 64_000_000
"""Bytes of a journal record that are read: no group of ours comes near it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """What one record tells. `unread`: lines that are of no known kind (a later version's), or cannot be understood."""

    told: tuple[Told, ...]
    unread: int = 0


def journal_drafts(told: Sequence[Told], *, now: datetime, after: str | None) -> tuple[Draft, ...]:
    """Draft the records that tell it, in order. `after`: the id of the last journal that was committed, if there was one."""
    last = moment_of(after) if after else None
    moment, drafts = max(moment_at(now), (last or 0) + 1), []
    for lines in _parted(told):
        drafts.append(_draft(lines, _id(moment), now))
        moment += 1
    return tuple(drafts)


def read_journal(stored: Stored) -> Journal | None:
    """Return what a record tells; None where it is no journal."""
    return read_lines(stored.block[:READ_MAX]) if is_journal(stored) else None


def read_lines(block: bytes) -> Journal:
    """Return what the block of a journal record tells."""
    told, unread = [], 0
    for line in block.decode("utf-8", "replace").split("\r\n")[1:]:
        name, colon, text = line.partition(":")
        if not colon:
            continue
        try:
            one = read_line(name, text.strip())
        except ValueError:
            one = None
        if one is None:
            unread += 1
        else:
            told.append(one)
    return Journal(told=tuple(told), unread=unread)


def is_journal(stored: Stored) -> bool:
    """Tell whether a record is of a journal."""
    return stored.get("WARC-Type") == "metadata" and stored.block[: len(_FIRST)] == _FIRST


def moment_of(record_id: str) -> int | None:
    """Return the place of a journal's id in the order of all: milliseconds since 1970 times 4096. None for another's id."""
    try:
        number = UUID(record_id).int
    except ValueError:
        return None
    return (number >> 80) << 12 | (number >> 64) & 0xFFF if number >> 76 & 0xF == 7 else None


def moment_at(when: datetime) -> int:
    """Return where in that order something stands that happened then."""
    milliseconds, rest = divmod(when - _EPOCH, _MILLISECOND)
    return max(0, milliseconds) << 12 | rest // _MICROSECOND * 4096 // 1000


def _parted(told: Sequence[Told]) -> Iterator[Fields]:
    """Yield the lines of each record: long lists are parted, then comes all the rest."""
    links = [one for one in told if isinstance(one, LinksTold)]
    rest = [one for one in told if not isinstance(one, LinksTold)]
    lines: list[tuple[str, str]] = []
    size = 0
    for line in _lines(links):
        if size > SIZE_MAX:
            yield lines
            lines, size = [], 0
        lines.append(line)
        size += len(line[1].encode())
    yield [*lines, *_lines(rest)]


def _lines(told: Iterable[Told]) -> Iterator[tuple[str, str]]:
    for one in told:
        yield from lines_of(one)


def _draft(lines: Fields, record_id: str, now: datetime) -> Draft:
    return Draft(
        warc_type="metadata",
        record_id=record_id,
        fields=(("WARC-Date", warc_date(now)),),
        content_type=WARC_FIELDS,
        block=field_lines((MARK, *lines)),
    )


def _id(moment: int) -> str:
    """Return a UUID of version 7 whose time has a fraction of the millisecond (RFC 9562 section 6.2, method 3)."""
    number = moment >> 12 << 80 | 7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=number).urn


_FIRST = field_lines((MARK,))
