"""Which records are of one exchange, and the exchange they tell of. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from archive.models import Capture, Record, Truncated
from archive.warc.drafts import TRUNCATED_FIELD, WARC_FIELDS
from archive.warc.record import Fields, warc_uri
from archive.warc.records import Stored, bare

GROUP_MAX = 16
"""Records of one exchange; more that claim to be are another's."""

SMALL_MAX_BYTES = 8_388_608
"""What is read of a request, of metadata, of an article: they are always in memory."""

DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z)?)?)?", re.ASCII)
"""WARC-Date at every precision that WARC 1.1 allows (section 5.4)."""

EARLIEST = (0, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An exchange as it lies in a file.

    `record`: of what was received; of the request when nothing was. `said`: the fields of its metadata records.
    `refers_to`: the id of the original when `record` is a revisit, whose capture has the head alone; `refers_to_uri` and
    `refers_to_date`: the original's, where the revisit says them.
    """

    capture: Capture
    record: Record
    said: tuple[tuple[str, str], ...] = ()
    refers_to: str | None = None
    refers_to_uri: str | None = None
    refers_to_date: datetime | None = None


def belongs(found: Stored, group: list[Stored]) -> bool:
    """Tell whether a record is of the group's exchange: concurrent to one of it.

    Where nothing says what is concurrent, it is the part that the group lacks, of the same URI and date. A journal has none.
    """
    if len(group) >= GROUP_MAX:
        return False
    if _ids(found) & {one for stored in group for one in _ids(stored)}:
        return True
    if any(stored.get("WARC-Concurrent-To") for stored in (found, *group)):
        return False
    lacks = _part(found) not in {None, *(_part(stored) for stored in group)}
    return lacks and bool(found.get("WARC-Target-URI")) and _moment(found) == _moment(group[0])


def read_exchange(group: Sequence[Stored]) -> Archived | None:
    """Return the exchange of a group of records, None when it is none over HTTP. Raises ValueError for a bad date."""
    parts = {_part(stored): stored for stored in reversed(group)}
    request = parts.get("request")
    main = parts.get("received") or request
    uri = bare(main.get("WARC-Target-URI") or "") if main else ""
    if main is None or not uri.lower().startswith(("http://", "https://")):
        return None
    said = tuple(pair for stored in group if _part(stored) == "said" for pair in _read_said(stored))
    capture = Capture(
        target_uri=warc_uri(uri),
        date=read_date(main.get("WARC-Date") or ""),
        ip_address=main.get("WARC-IP-Address"),
        request=request.block[:SMALL_MAX_BYTES] if request else b"",
        response=b"" if main is request else main.block,
        truncated=_truncated(main, said),
        protocol=main.all("WARC-Protocol") or ("http/1.1",),
        cipher_suite=main.get("WARC-Cipher-Suite"),
    )
    archived = Archived(capture=capture, record=record_of(main), said=said)
    return _referring(archived, main) if main.get("WARC-Type") == "revisit" else archived


def record_of(stored: Stored) -> Record:
    """Return where a record lies, in the catalogue's words."""
    return Record(
        record_id=bare(stored.get("WARC-Record-ID") or ""),
        warc_type=stored.get("WARC-Type") or "",
        filename=stored.filename,
        offset=stored.offset,
        length=stored.length,
        digest=stored.get("WARC-Payload-Digest") or stored.get("WARC-Block-Digest") or "",
    )


def read_date(text: str) -> datetime:
    """Read a WARC-Date; what it leaves out is the earliest it can be. Raises ValueError."""
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:40]!r} is no WARC-Date")
    parts = zip(match.groups()[:6], EARLIEST, strict=True)
    year, month, day, hour, minute, second = (int(part) if part else least for part, least in parts)
    return datetime(year, month, day, hour, minute, second, int((match[7] or "0").ljust(6, "0")[:6]), tzinfo=UTC)


def _referring(archived: Archived, revisit: Stored) -> Archived:
    """Return it with what the revisit says of its original; a date that is none is not said."""
    uri, date = bare(revisit.get("WARC-Refers-To-Target-URI") or ""), revisit.get("WARC-Refers-To-Date") or ""
    return replace(
        archived,
        refers_to=bare(revisit.get("WARC-Refers-To") or "") or None,
        refers_to_uri=warc_uri(uri) if uri else None,
        refers_to_date=read_date(date) if DATE.fullmatch(date) else None,
    )


def _ids(stored: Stored) -> set[str]:
    """Return the id of a record and of those it says it is concurrent to (or, metadata, describes)."""
    ids = {*stored.all("WARC-Record-ID"), *stored.all("WARC-Concurrent-To")}
    return ids.union(stored.all("WARC-Refers-To")) if stored.get("WARC-Type") == "metadata" else ids


def _moment(stored: Stored) -> tuple[str | None, str | None]:
    return stored.get("WARC-Target-URI"), stored.get("WARC-Date")


def _part(stored: Stored) -> str | None:
    """Return which part of an exchange a record is: "received", "request", "said", or None."""
    warc_type = stored.get("WARC-Type")
    if warc_type == "metadata":
        return "said" if (stored.get("Content-Type") or "").startswith(WARC_FIELDS) else "received"
    return {"response": "received", "revisit": "received", "request": "request"}.get(warc_type or "")


def _truncated(main: Stored, said: Fields) -> Truncated | None:
    """Return why a response is not whole. A revisit's WARC-Truncated says that its block is, which is no fault of it."""
    warc_type = main.get("WARC-Type")
    if warc_type == "revisit":
        return None
    declared = main.get("WARC-Truncated")
    if warc_type == "request":  # nothing was received
        declared = dict(said).get(TRUNCATED_FIELD, Truncated.UNSPECIFIED)
    if declared is None:
        return None
    return Truncated(declared) if declared in set(Truncated) else Truncated.UNSPECIFIED


def _read_said(stored: Stored) -> Fields:
    lines = stored.block[:SMALL_MAX_BYTES].decode("utf-8", "replace").split("\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
