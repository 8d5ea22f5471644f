"""Captures and articles out of WARC files: ours, and others' (WARC 1.0, 1.1, gzip or plain; ARC)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from archive.errors import WarcError
from archive.models import Article, Capture, Record
from archive.warc.arc import arc_records, is_arc
from archive.warc.jsonld import article_from_jsonld
from archive.warc.pairing import SMALL_MAX_BYTES, Archived, belongs, read_exchange, record_of
from archive.warc.records import Stored, record_at, records

__all__ = ["Archived", "captures", "read_answer", "read_article", "read_document", "read_response"]

DOCUMENT_WITHIN = 100
"""Records after a page's within which its rendered document is looked for: others may be written between."""


def captures(path: Path) -> Iterator[Archived | WarcError]:
    """Yield every HTTP exchange of a file, in its order, and a WarcError for each damaged spot; the walk goes on after it.

    A response without a request has request b"". Records that are not of an exchange are passed over. One exchange is in
    memory at a time, its large blocks on disk.
    """
    for group in groups(path):
        if isinstance(group, WarcError):
            yield group
        else:
            yield from _read(path, group)


def groups(path: Path) -> Iterator[list[Stored] | WarcError]:
    """Yield the records of a file in groups, those of one exchange together; and a WarcError for each damaged spot."""
    group: list[Stored] = []
    for found in arc_records(path) if is_arc(path) else records(path):
        if isinstance(found, WarcError):
            yield found
        elif group and belongs(found, group):
            group.append(found)
        else:
            if group:
                yield group
            group = [found]
    if group:
        yield group


def read_response(path: Path, offset: int) -> Capture:
    """Return the capture of `read_archived`."""
    return read_archived(path, offset).capture


def read_archived(path: Path, offset: int) -> Archived:
    """Return the exchange whose response lies at `offset` (of a revisit: the head alone). Raises WarcError when none does.

    The request and the metadata are found when they follow, as in our own files; else the request is b"".
    """
    following = records(path, offset)
    group = [record_at(path, offset)]
    next(following)
    for found in following:
        if isinstance(found, WarcError) or not belongs(found, group):
            break
        group.append(found)
    read = next(_read(path, group), None)
    if isinstance(read, Archived):
        return read
    raise read or WarcError(path, offset, f"a {group[0].get('WARC-Type')} record, no response")


def read_answer(path: Path, offset: int, block_max_bytes: int) -> Capture:
    """Return what was received alone: request b"". Raises WarcError where no response or revisit of such a size lies there."""
    read = next(_read(path, [record_at(path, offset, block_max_bytes=block_max_bytes)]), None)
    if isinstance(read, Archived):
        return read.capture
    raise read or WarcError(path, offset, "no response is there")


def read_document(path: Path, exchange: Record) -> tuple[bytes, Record] | None:
    """Return what a browser made of a page, and its record, which follows on that of the exchange; None where none does."""
    for found in islice(records(path, exchange.offset), DOCUMENT_WITHIN):
        if isinstance(found, WarcError):
            return None
        if found.get("WARC-Type") == "resource" and f"<{exchange.record_id}>" in found.all("WARC-Concurrent-To"):
            return found.block[:], record_of(found)
    return None


def read_article(path: Path, offset: int) -> Article:
    """Return the article of the `conversion` record at `offset`. Raises WarcError when it is none of ours."""
    return article_of(record_at(path, offset), path)


def article_of(stored: Stored, path: Path) -> Article:
    """Return the article of a `conversion` record of the file at `path`. Raises WarcError when it is none of ours."""
    block = stored.block
    if len(block) > SMALL_MAX_BYTES:
        raise WarcError(path, stored.offset, f"an article of {len(block)} bytes; at most {SMALL_MAX_BYTES} are read")
    try:
        return article_from_jsonld(json.loads(block[:]))
    except (ValueError, RecursionError) as error:
        raise WarcError(path, stored.offset, f"no article: {error}") from error


def _read(path: Path, group: list[Stored]) -> Iterator[Archived | WarcError]:
    try:
        archived = read_exchange(group)
    except ValueError as error:
        yield WarcError(path, group[0].offset, str(error))
        return
    if archived is not None:
        yield archived
