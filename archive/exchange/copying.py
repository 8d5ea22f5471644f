"""Records taken out of WARC files octet for octet, to be put into others."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from archive.catalog.exporting import Selection
from archive.catalog.gathering import Place, gather
from archive.errors import WarcError
from archive.exchange.needs import addresses_on
from archive.warc.coding import GZIP, PIECE_BYTES
from archive.warc.http import response_head
from archive.warc.members import MAGIC, RECORD_END
from archive.warc.pairing import SMALL_MAX_BYTES, belongs, record_of
from archive.warc.provenance import CAPTURE_METHOD
from archive.warc.reader import read_document
from archive.warc.record import LEVEL
from archive.warc.records import Stored, record_at, records
from archive.warc.store import path_of

Tell = Callable[[WarcError], None]
"""Hears of a record that is damaged or gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """Records that belong together, as they lie in `path`: an answer with its request and metadata, or one alone."""

    path: Path
    records: tuple[Stored, ...]


def lift_all(selection: Selection, folder: Path, tell: Tell) -> Iterator[Lifted]:
    """Yield all records of the stories of a selection (`archive.catalog.gathering.gather`), as `lift`."""
    return lift(gather(selection, partial(addresses_on, folder=folder)), folder, tell)


def lift(places: Iterable[Place], folder: Path, tell: Tell) -> Iterator[Lifted]:
    """Yield what lies at the places, in their order; `tell` hears of what is not there or is damaged, and it goes on.

    `folder`: of the WARC files. One answer is in memory at a time, its large blocks on disk.
    """
    for place in places:
        try:
            yield _lift(place, path_of(folder, place.filename))
        except (WarcError, OSError) as problem:
            why = problem.why if isinstance(problem, WarcError) else problem.strerror or str(problem)
            tell(WarcError(folder / place.filename, place.offset, f"{why} ({place.record_id})"))


def warcinfo_of(path: Path) -> Lifted | None:
    """Return the first record of a file when it is its warcinfo, and whole."""
    first = next(records(path), None)
    is_info = isinstance(first, Stored) and first.length and first.get("WARC-Type") == "warcinfo"
    return Lifted(path=path, records=(first,)) if is_info and isinstance(first, Stored) else None


def octets(path: Path, stored: Stored) -> Iterator[bytes]:
    """Yield a record as a gzip member of its own: as it lies, or packed where its file is not compressed.

    Raises WarcError where it shares its member with others, or the file was cut meanwhile.
    """
    with path.open("rb") as file:
        file.seek(stored.offset)
        is_packed = file.read(len(MAGIC)) == MAGIC
        file.seek(stored.offset)
        pieces = pieces_of(file.read, stored.length)
        yield from pieces if is_packed else _packed(pieces)


def _lift(place: Place, path: Path) -> Lifted:
    found = records(path, place.offset)
    first = next(found, None)
    if isinstance(first, WarcError):
        raise first
    if first is None or first.offset != place.offset or record_of(first).record_id != place.record_id:
        raise WarcError(path, place.offset, "another record is there than the catalogue says")
    group = [first]
    if first.get("WARC-Type") != "conversion":
        for following in found:
            if isinstance(following, WarcError) or not belongs(following, group):
                break
            group.append(following)
    group += _document(path, group)
    if not all(stored.length for stored in group):
        raise WarcError(path, place.offset, "shares its gzip member with others: `warraq repair` gives each record its own")
    return Lifted(path=path, records=tuple(group))


def _document(path: Path, group: list[Stored]) -> list[Stored]:
    """Return what a browser made of a page, which the article was read from: other records may lie between the two."""
    if any(stored.get("WARC-Type") == "resource" for stored in group) or not any(map(_tells_of_browser, group)):
        return []
    head = response_head(group[0].block)
    is_page = head is not None and "html" in (head.get("Content-Type") or "")
    found = read_document(path, record_of(group[0])) if is_page else None
    return [record_at(path, found[1].offset)] if found else []


def _tells_of_browser(stored: Stored) -> bool:
    return stored.get("WARC-Type") == "metadata" and f"{CAPTURE_METHOD}: ".encode() in stored.block[:SMALL_MAX_BYTES]


def pieces_of(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    """Yield the next `size` octets, fewer where there are no more."""
    while size > 0 and (piece := read(min(size, PIECE_BYTES))):
        yield piece
        size -= len(piece)


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pack a record that lies bare: the line ends before it are of the record before, and its own are not counted to it."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    is_begun = False
    for piece in pieces:
        yield deflate.compress(piece if is_begun else piece.lstrip(b"\r\n"))
        is_begun = True
    yield deflate.compress(RECORD_END) + deflate.flush()
