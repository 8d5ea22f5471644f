"""An exchange as the catalogue knows it: derived from its octets by one function, when it is kept and when it is read again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archive.models import Capture, Fetch, Kind, Record
from archive.warc.coding import cut
from archive.warc.http import Entity, Head, entity, response_head
from archive.warc.pairing import Archived

ENTITY_MAX_BYTES = 64_000_000
"""What is unfolded of an entity whose digest no metadata record says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Why an exchange was made: what for, by which source, led to by what."""

    kind: Kind
    source: str | None
    via: str | None


def fetch_of(  # noqa: PLR0913 - what is kept of an exchange
    capture: Capture, head: Head | None, asked: Asked, *, digest: str, record: Record, original: Record | None
) -> Fetch:
    """Return the row of an exchange. `digest`: `entity_digest`'s. `original`: what `record` refers to, if it is a revisit."""
    mime = head.get("content-type") if head else None
    return Fetch(
        url=capture.target_uri,
        date=capture.date,
        kind=asked.kind,
        source=asked.source,
        via=asked.via,
        status=head.status if head else None,
        mime=mime.split(";")[0].strip().lower() if mime else None,
        digest=digest,
        record=record,
        original=original if record.warc_type == "revisit" else None,
        truncated=capture.truncated,
        etag=head.get("etag") if head else None,
        last_modified=head.get("last-modified") if head else None,
    )


def entity_digest(body: Entity, capture: Capture) -> str:
    """Return the SHA-256 of the entity, or of the octets where the entity is not whole."""
    digest = hashlib.sha256()
    for piece in cut(body.data if body.whole else capture.response):
        digest.update(piece)
    return "sha256:" + digest.hexdigest()


def read_fetch(archived: Archived) -> Fetch:
    """Return the row of an exchange that lies in a file, without its original; as its metadata say why it was made."""
    capture, said = archived.capture, dict(archived.said)
    digest = said.get("entity-digest") or entity_digest(entity(capture, ENTITY_MAX_BYTES), capture)
    kind = said.get("warraq-kind", "")
    asked = Asked(kind=Kind(kind) if kind in set(Kind) else Kind.STORY, source=said.get("warraq-source"), via=said.get("via"))
    return fetch_of(capture, response_head(capture.response), asked, digest=digest, record=archived.record, original=None)
