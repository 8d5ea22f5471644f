"""A small archive of every shape of story: plain, in two texts, revisited, redirected to, without a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.catalog.catalog import Catalog
from archive.models import Article, Capture, Extractor, Fetch, Kept, Kind, Original, Outcome, Record
from archive.warc.writer import WarcInfo, WarcWriter

NOW = datetime(2026, 11, 3, 12, 0, 0, 123456, tzinfo=UTC)
INFO = WarcInfo(software="Warraq/0", operator=None, robots="obey", user_agent="w", hostname="h")
REQUEST = b"GET / HTTP/1.1\r\nHost: news.example\r\nCookie: session=canary-secret\r\n\r\n"
URL = "https://news.example/story/"


@dataclass
class Home:
    """A folder with WARC files and a catalogue, filled story by story."""

    folder: Path
    now: datetime = NOW
    originals: dict[str, Original] = field(default_factory=dict)
    file_max_bytes: int = 1_000_000_000

    def __post_init__(self) -> None:
        self.writer = WarcWriter(self.folder / "warc", info=INFO, size_max_bytes=self.file_max_bytes)
        self.catalog = Catalog.open(self.folder / "catalog.sqlite")

    @property
    def warcs(self) -> Path:
        return self.folder / "warc"

    @property
    def path(self) -> Path:
        return self.folder / "catalog.sqlite"

    def close(self) -> None:
        self.writer.close()
        self.catalog.close()

    def capture(self, url: str, payload: bytes, status: bytes = b"200 OK", **other: Any) -> Fetch:
        """Write an exchange; a payload that this address brought before is a revisit."""
        self.now += timedelta(minutes=1)
        digest = "sha256:" + sha256(payload).hexdigest()
        mime, said = other.pop("mime", "text/html"), other.pop("said", ())
        octets = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n" % (status, mime.encode(), len(payload))
        capture = Capture(target_uri=url, date=self.now, ip_address="192.0.2.1", request=REQUEST, response=octets + payload)
        known = self.originals.get(url + digest)
        record = self.writer.write_pair(capture, now=self.now, digest=digest, fields=said, original=known)
        original = known.record if known else None
        if known is None:
            self.originals[url + digest] = Original(record=record, target_uri=url, date=self.now, digest=digest)
        told = {"kind": Kind.STORY, "source": "wire", "via": None} | other
        return Fetch(
            url=url,
            date=self.now,
            status=int(status[:3]),
            mime=mime,
            digest=digest,
            record=record,
            original=original,
            **told,
        )

    def add(self, name: str, body: str = "قال المتحدث إن الطريق مفتوح.", hops: Sequence[str] = (), **said: Any) -> Kept:
        """Archive a text of a story at URL/name, led to by redirects from `hops`."""
        asked = [URL + hop for hop in hops] + [URL + name]
        source = said.pop("source", "wire")
        fetches = [self.capture(url, b"", b"302 Found", kind=Kind.HOP, via=None, source=source) for url in asked[:-1]]
        via = asked[-2] if hops else None
        page = f"<html><h1>{said.get('headline', name)}</h1><p>{body}</p></html>".encode("utf-8", "replace")
        fetch = self.capture(asked[-1], page, via=via, source=source)
        article = article_of(asked[-1], body, fetch.digest, **said)
        conversion = self.writer.write_conversion(article, fetch.original or fetch.record, date=fetch.date, now=self.now)
        self.writer.sync()
        kept = Kept(
            url=asked[0],
            at=self.now,
            source=source,
            outcome=Outcome.ARCHIVED,
            fetch=fetch,
            article=article,
            conversion=conversion,
        )
        (answer,) = self.catalog.acknowledge(fetches, [kept])
        return replace(answer, conversion=conversion)


def article_of(url: str, body: str, digest: str, **said: Any) -> Article:
    fields = {
        "canonical_url": None,
        "headline": "فتح الطريق الساحلي",
        "alternative_headline": None,
        "description": None,
        "author": ("سلمى", "نادر"),
        "publisher": "صحيفة المثال",
        "source_organization": "الأناضول",
        "dateline": "تونس",
        "date_published": datetime.fromisoformat("2026-11-01T01:00:00+03:00"),
        "date_modified": None,
        "in_language": "ar",
        "article_section": None,
        "keywords": ("طرق", "نقل"),
        "image": None,
        "is_accessible_for_free": None,
        "extractor": Extractor(name="warraq", version="0.1.0", rules_version="1"),
    }
    return Article(url=url, article_body=body, digest=digest, **(fields | said))


def records_of(kept: Sequence[Kept]) -> list[Record]:
    """Return where the answers and the readings of outcomes lie."""
    return [record for one in kept if one.fetch for record in (one.fetch.record, one.conversion) if record]
