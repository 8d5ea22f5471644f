"""The writer: one series of WARC 1.1 files, one process, one thread."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import WarcError
from archive.models import Article, Capture, Original, Record
from archive.warc.cdxj import index_line
from archive.warc.closing import sync_folder
from archive.warc.drafts import Document, WarcInfo, conversion_draft, document_draft, info_draft, pair_drafts
from archive.warc.http import codings, response_head
from archive.warc.openfile import OpenFile
from archive.warc.record import Draft, gzip_member
from archive.warc.records import record_at
from archive.warc.store import path_of

__all__ = ["WarcInfo", "WarcWriter"]

SERIAL_MAX = 100_000
"""Files in one series."""

HOST_MAX = 60
"""Letters of the host's name in a file's name."""


class WarcWriter:
    """Writes records; a file is opened with the first of them, and rolled over between pairs by size, age or idleness."""

    def __init__(  # noqa: PLR0913 (three limits, each with its default)
        self,
        folder: Path,
        *,
        info: WarcInfo,
        prefix: str = "WARRAQ",
        size_max_bytes: int = 1_000_000_000,
        age_max_s: float = 86_400.0,
        idle_max_s: float = 3_600.0,
    ) -> None:
        """`size_max_bytes` is passed by one pair at most; age and idleness are counted by the `now` of what is written."""
        self._folder, self._info, self._prefix = folder, info, prefix
        self._size_max_bytes, self._age_max_s, self._idle_max_s = size_max_bytes, age_max_s, idle_max_s
        self._host = f"{_plain(info.hostname)}~{secrets.token_hex(4)}"
        self._serial = 0
        self._current: _Current | None = None

    def write_pair(
        self,
        capture: Capture,
        *,
        now: datetime,
        digest: str,
        fields: Sequence[tuple[str, str]] = (),
        original: Original | None = None,
    ) -> Record:
        """Write an exchange, all its records or none: what was received, the request, the metadata. Return the first.

        `digest`: "sha256:hex" of the entity, kept in the metadata record beside `fields`. `original`: the response that has
        the same entity, or that a 304 confirms. It is passed over, and a whole `response` written, when `capture` is
        truncated or has no whole head, or when the original is not there to be read or was coded otherwise.

        When no octet came, the record returned is the request; when what came is not HTTP, which no tool reads as a
        response, it is a `metadata` record of application/octet-stream.

        Durable after `sync`. Raises DiskFull, OSError, WarcError: the file then ends with the last whole record.
        """
        if original and not self._stands_for(original, capture):
            original = None
        return self._write(now, *pair_drafts(capture, digest=digest, said=fields, original=original))

    def write_conversion(self, article: Article, refers_to: Record, *, date: datetime, now: datetime) -> Record:
        """Write a reading as JSON-LD. `date`: of the capture that was read; `now`: of the reading. Raises as `write_pair`."""
        return self._write(now, conversion_draft(article, refers_to, date=date, now=now))

    def write_document(self, document: Document, page: Record, *, now: datetime) -> Record:
        """Write a rendered document; `page`: the response it came from. Raises as `write_pair`."""
        return self._write(now, document_draft(document, page))

    def write_journal(self, *drafts: Draft, now: datetime) -> tuple[Record, ...]:
        """Write the records of a journal, all or none, and make them durable with all that was written before them.

        Nothing is rolled over, for others wait for the catalogue meanwhile: `roll_over` does. Raises as `write_pair`.
        """
        records = self._write_all(now, drafts)
        if self._current is not None:
            self._current.file.sync()
        return records

    def roll_over(self, now: datetime) -> None:
        """Close the file if it is due: full, old, or idle."""
        self._roll_over_if_due(now)

    def due_s(self, now: datetime) -> float | None:
        """Return in how many seconds the file is due if nothing more is written, None when none is open."""
        current = self._current
        if current is None or current.file.broken:
            return None
        opened_s, written_s = (now - current.opened).total_seconds(), (now - current.written).total_seconds()
        return max(0.0, min(self._age_max_s - opened_s, self._idle_max_s - written_s))

    def sync(self) -> None:
        """Make every record written so far durable; only then may it be acknowledged. Rolls the file over when it is due."""
        if self._current is not None:
            self._current.file.sync()
            self._roll_over_if_due(self._current.written)

    def close(self, now: datetime | None = None) -> None:  # noqa: ARG002 (callers tell the time to whatever writes)
        """Finish the file: durable, hashed, named. A broken one stays NAME.open, for `recover`."""
        current, self._current = self._current, None
        if current is not None:
            current.file.close()

    def _write(self, now: datetime, *drafts: Draft) -> Record:
        """Write all of `drafts` or none; return the first as it lies."""
        self._roll_over_if_due(now)
        return self._write_all(now, drafts)[0]

    def _write_all(self, now: datetime, drafts: Sequence[Draft]) -> tuple[Record, ...]:
        """Write all of `drafts` or none, into the file that is open. A file begins with its warcinfo."""
        current = self._current = self._current or self._open(now)
        with current.file.whole():
            if not current.file.size:
                _write_draft(current.file, current.info, None)
            records = tuple(_write_draft(current.file, draft, current.info.record_id) for draft in drafts)
        current.written = now
        return records

    def _stands_for(self, original: Original, capture: Capture) -> bool:
        """Tell whether a revisit may take the payload of `original`: it is whole, and replays under this head.

        pywb and replayweb.page send a revisit's head with the original's payload, chunk framing and compression included.
        """
        head = response_head(capture.response)
        if head is None or head.status == 304:
            return True
        record = original.record
        try:
            stored = record_at(path_of(self._folder, record.filename), record.offset)
        except WarcError:
            return False
        kept = response_head(stored.block)
        return kept is not None and stored.get("WARC-Type") == "response" and codings(kept) == codings(head)

    def _roll_over_if_due(self, now: datetime) -> None:
        current = self._current
        if current is None or current.file.broken:
            return
        age_s, idle_s = (now - current.opened).total_seconds(), (now - current.written).total_seconds()
        if current.file.size >= self._size_max_bytes or age_s >= self._age_max_s or idle_s >= self._idle_max_s:
            self.close()

    def _open(self, now: datetime) -> _Current:
        """Create the next file of the series; a name that is taken costs a serial number."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder.parent)
        stamp = now.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        while self._serial < SERIAL_MAX:
            name = f"{self._prefix}-{stamp}-{self._serial:05}-{self._host}.warc.gz"
            self._serial += 1
            try:
                file = OpenFile(self._folder, name)
            except FileExistsError:
                continue
            return _Current(file, info_draft(self._info, filename=name, opened=now), opened=now, written=now)
        raise FileExistsError(f"{self._folder}: a series has at most {SERIAL_MAX} files")


@dataclass(slots=True)
class _Current:
    """The file being written, and its warcinfo, which is written with its first record."""

    file: OpenFile
    info: Draft
    opened: datetime
    written: datetime


def _write_draft(file: OpenFile, draft: Draft, info_id: str | None) -> Record:
    member, digest = gzip_member(draft, info_id)
    offset, length = file.write(member)
    line = index_line(_named(draft, digest), draft.block, filename=file.name, offset=offset, length=length)
    if line is not None:
        file.note(line)
    return Record(
        record_id=draft.record_id,
        warc_type=draft.warc_type,
        filename=file.name,
        offset=offset,
        length=length,
        digest=digest,
    )


def _named(draft: Draft, digest: str) -> dict[str, str]:
    """Return the fields that a record is indexed by; `digest` is its payload's where it has one, else its block's."""
    told = {"WARC-Type": draft.warc_type, "Content-Type": draft.content_type, **dict(draft.fields)}
    if draft.payload_start is not None or draft.payload_digest:
        told["WARC-Payload-Digest"] = digest
    return {name.lower(): value for name, value in told.items()}


def _plain(hostname: str) -> str:
    """Return `hostname` as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", hostname)[:HOST_MAX].lstrip(".") or "localhost"
