"""What of a record goes into its day's tree: a line that says which record, of when, of what address, with which octets."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from archive.warc.coding import PIECE_BYTES
from archive.warc.members import Unfolding
from archive.warc.pages import Pages
from archive.warc.pairing import read_date
from archive.warc.records import bare
from archive.warc.sorting import SortedLines
from archive.warc.verify_walk import Walked, walk


def leaf_of(fields: Mapping[str, str], digest: str) -> bytes:
    """Return a record's leaf: WARC-Date, WARC-Record-ID, SHA-256 in hexadecimal, WARC-Target-URI ("-": none), and a line end.

    `fields`: by their names in lower case. Id and URI stand there without angle brackets.
    """
    record_id = "".join(bare(fields.get("warc-record-id", "")).split())
    uri = "".join(bare(fields.get("warc-target-uri", "")).splitlines())
    return f"{fields.get('warc-date', '')} {record_id} {digest} {uri or '-'}\n".encode("utf-8", "replace")


def day_of(leaf: bytes) -> date:
    """Return the day of a leaf's record, in UTC. Raises ValueError."""
    return read_date(leaf.partition(b" ")[0].decode("ascii", "replace")).date()


def leaves_of(paths: Iterable[Path], days: frozenset[date], heard: Callable[[int], None] = lambda _: None) -> Iterator[bytes]:
    """Return the leaves of the undamaged records of some days (by WARC-Date), each once, in the order of their octets.

    A record that shares its gzip member with others has none: it could not be shown by itself. Raises OSError.
    """
    lines = SortedLines()
    for path in paths:
        lines.add(_leaves(path, days, heard))
    return _unlike_the_last(lines)


def _leaves(path: Path, days: frozenset[date], heard: Callable[[int], None]) -> Iterator[bytes]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        pages, again = Pages(descriptor, heard=heard), Pages(descriptor)
        for walked in walk(pages, path.name):
            if _is_of(walked, days):
                yield leaf_of(walked.fields, _sha256(walked, again))
    finally:
        os.close(descriptor)


def _is_of(walked: Walked, days: frozenset[date]) -> bool:
    if not walked.length or any(flaw.is_damage for flaw in walked.flaws):
        return False
    try:
        return read_date(walked.fields.get("warc-date", "")).date() in days
    except ValueError:
        return False


def _sha256(walked: Walked, pages: Pages) -> str:
    """Return the SHA-256 of a record as it is without compression: packed anew, it is still the same record."""
    digest = hashlib.sha256()
    if walked.is_gzip:
        unfolding = Unfolding(pages, walked.offset)
        while piece := unfolding.unfold(PIECE_BYTES):
            digest.update(piece)
    else:
        for start in range(walked.offset, walked.offset + walked.length, PIECE_BYTES):
            digest.update(pages[start : min(start + PIECE_BYTES, walked.offset + walked.length)])
    return digest.hexdigest()


def _unlike_the_last(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
        last = line
