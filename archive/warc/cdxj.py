"""Lines of an index of records, CDXJ 0.1.0 (https://specs.webrecorder.net/cdxj/0.1.0/), as cdxj-indexer writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from archive.errors import WarcError
from archive.models import CdxRecord, Octets
from archive.warc.http import Head, response_head
from archive.warc.pairing import read_date
from archive.warc.record import sha1_of
from archive.warc.records import Stored, bare
from archive.warc.sorting import SortedLines

INDEXED = frozenset({"response", "revisit", "resource"})
REVISIT_MIME = "warc/revisit"
"""What stands for the type of a revisit, so that a reader of the index knows to look for its original."""

MIME_END = re.compile(r"[;\s]")
PLAIN = re.compile(
    r"https?://(?:www\.)?((?!www\d*\.)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})"
    r"((?:/(?:[\w+,:@=-]|%[89a-fA-F][0-9a-fA-F])+)+/?|/)",
    re.ASCII,
)
"""An address without port, query, dots in its path, or letters that need no percent-encoding in it."""

SPACE = re.compile(r"[\x00-\x20\x7f]")


def index_line(fields: Mapping[str, str], block: Octets, *, filename: str, offset: int, length: int) -> bytes | None:
    """Return the line of a record, None for one that is not indexed.

    `fields`: by their names in lower case. `block`: all of it, or as much as has the head where the payload's digest is among
    the fields; else it is computed. `length` 0: the record shares its gzip member, and no reader of an index would find it.
    """
    url = bare(fields.get("warc-target-uri", ""))
    if fields.get("warc-type") not in INDEXED or not length or not url:
        return None
    if fields["warc-type"] == "resource" and fields.get("content-type") == "application/warc-fields":
        return None
    try:
        timestamp = read_date(fields.get("warc-date", "")).strftime("%Y%m%d%H%M%S")
    except ValueError:
        return None
    head = response_head(block) if _is_http(fields) else None
    return line_of(
        CdxRecord(
            urlkey=urlkey(url),
            timestamp=timestamp.rjust(14, "0"),
            url=url,
            mime=_mime(fields, head),
            status=head.status if head else None,
            digest=fields.get("warc-payload-digest") or _digest(fields, block, head),
            length=length,
            offset=offset,
            filename=filename,
        )
    )


def lines_of(found: Iterable[Stored | WarcError]) -> Iterator[bytes]:
    """Return the lines of a file's records, in the order of an index; damaged spots have none."""
    lines = SortedLines()
    for stored in found:
        line = None if isinstance(stored, WarcError) else line_of_stored(stored)
        if line is not None:
            lines.add((line,))
    return iter(lines)


def line_of_stored(stored: Stored) -> bytes | None:
    """Return the line of a record as it lies, None for one that is not indexed."""
    fields = {name.lower(): value for name, value in reversed(stored.fields)}
    return index_line(fields, stored.block, filename=stored.filename, offset=stored.offset, length=stored.length)


def line_of(record: CdxRecord) -> bytes:
    """Return a line with its end. Every value is a string, as all tools have it; what is not known is left out."""
    said = {
        "url": record.url,
        "mime": record.mime,
        "status": None if record.status is None else str(record.status),
        "digest": record.digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": record.filename,
    }
    told = json.dumps({name: value for name, value in said.items() if value is not None})
    return f"{record.urlkey} {record.timestamp} {told}\n".encode("utf-8", "replace")


def read_line(line: bytes) -> CdxRecord:
    """Read a line, of whatever tool. Raises ValueError for one that is none."""
    key, timestamp, told = line.decode("utf-8", "replace").split(" ", 2)
    try:
        said = json.loads(told)
        return CdxRecord(
            urlkey=key,
            timestamp=timestamp,
            url=str(said["url"]),
            mime=said.get("mime"),
            status=int(said["status"]) if "status" in said else None,
            digest=said.get("digest"),
            length=int(said.get("length", 0)),
            offset=int(said["offset"]),
            filename=str(said["filename"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"no place of a record: {problem}") from problem


def urlkey(url: str) -> str:
    """Return what an address is sorted and looked up by (SURT): "com,example)/path", never with a space in it.

    An address that cannot be read as one stands for itself, as for cdxj-indexer. Of a plain one it is told without the
    library, in a tenth of the time: `warraq verify` asks for the key of every record.
    """
    if plain := PLAIN.fullmatch(url):
        return ",".join(reversed(plain[1].split("."))) + ")" + (plain[2].lower().removesuffix("/") or "/")
    from surt import surt  # noqa: PLC0415 - a tenth of a second, for what only writers and lookers-up need

    try:
        key = surt(url)
    except Exception:  # noqa: BLE001 - the library raises what it happens to
        key = url
    return SPACE.sub(lambda found: quote(found[0]), key)


def _mime(fields: Mapping[str, str], head: Head | None) -> str | None:
    if fields["warc-type"] == "revisit":
        return REVISIT_MIME
    said = fields.get("content-type") if fields["warc-type"] == "resource" else head.get("content-type") if head else None
    return None if said is None else MIME_END.split(said, maxsplit=1)[0]


def _digest(fields: Mapping[str, str], block: Octets, head: Head | None) -> str | None:
    """Compute the digest of a payload that none is declared of; a revisit has none, and where the head was cut none came."""
    if fields["warc-type"] == "revisit":
        return None
    return sha1_of(block, head.length if head else len(block) if _is_http(fields) else 0)


def _is_http(fields: Mapping[str, str]) -> bool:
    return fields.get("content-type", "").lower().startswith("application/http")
