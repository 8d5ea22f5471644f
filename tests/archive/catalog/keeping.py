"""An archive that is written to as a crawl writes to it, with time and clock as a test wants them; and built again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.catalog.facts import Facts
from archive.catalog.groups import Group, Listing
from archive.catalog.harvest import harvest
from archive.catalog.looks import USUAL, Looks
from archive.catalog.polls import Polled
from archive.catalog.rebuild import Built, build
from archive.links import Link
from archive.models import Article, Capture, Fetch, Kept, Kind, Outcome, Reason, Record, Truncated
from archive.warc.fetches import Asked, entity_digest, fetch_of
from archive.warc.http import entity, response_head
from archive.warc.journal import MARK, journal_drafts
from archive.warc.store import archive_files
from archive.warc.told import Told
from archive.warc.writer import WarcInfo, WarcWriter
from archive.watching import Event, EventKind, Poll
from tests.archive.catalog.samples import article

INFO = WarcInfo(software="Warraq/1", operator=None, robots="obey", user_agent="t", hostname="h", settings=(MARK,))
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def response(status: int, body: str = "", etag: str | None = None) -> bytes:
    content = body.encode()
    validator = f'ETag: "{etag}"\r\n' if etag else ""
    head = (
        f"HTTP/1.1 {status} Any\r\nContent-Type: text/html; charset=utf-8\r\n{validator}Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


@dataclass(slots=True)
class Keeping:
    """`now`: what the clock of the writing process says. `reads_for`: how long reading takes; none where captures are imported."""

    home: Path
    now: datetime = NOON
    looks: Looks = USUAL
    reads_for: timedelta = timedelta(milliseconds=300)
    writer: WarcWriter = field(init=False)
    catalog: Catalog = field(init=False)

    def __post_init__(self) -> None:
        self.catalog = Catalog.open(self.home / "catalog.sqlite")
        self.writer = WarcWriter(self.home / "warc", info=INFO)

    def close(self) -> None:
        self.writer.close()
        self.catalog.close()

    def reopen(self) -> None:
        self.close()
        self.__post_init__()

    def commit(self, group: Group) -> tuple[Kept, ...]:
        """Commit the group, with the exchanges of its outcomes."""
        fetches = (*group.fetches, *(one.fetch for one in group.kept if one.fetch and one.fetch not in group.fetches))
        return self.catalog.commit(replace(group, fetches=fetches, looks=self.looks), self._witness).kept

    def list_links(self, links: Sequence[Link], *, errors: int = 0, events: Sequence[Event] = (), walked: bool = False) -> None:
        poll = Poll(
            source="wire",
            url="http://a.example/rss",
            polled_at=self.now,
            due_at=self.now,
            status=500 if errors else 200,
            errors=errors,
        )
        polled = Polled(poll=poll, events=tuple(events))
        self.commit(Group(listings=(Listing(links=links, decide=None if walked else lambda _: polled, walked=walked),)))

    def fetch(
        self,
        url: str,
        octets: bytes,
        *,
        kind: Kind = Kind.STORY,
        source: str | None = "wire",
        via: str | None = "http://a.example/rss",
        truncated: Truncated | None = None,
    ) -> Fetch:
        capture = Capture(
            target_uri=url,
            date=self.now,
            ip_address="192.0.2.1",
            request=b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
            response=octets,
            truncated=truncated,
        )
        head, body = response_head(octets), entity(capture, 1_000_000)
        digest, original = entity_digest(body, capture), None
        if head is not None and truncated is None and head.status == 304:
            validators = self.catalog.validators(url)
            original = validators.original if validators else None
        elif head is not None and truncated is None and head.status == 200:
            original = self.catalog.original(url, digest)
        record = self.writer.write_pair(
            capture, now=self.now, digest=digest, fields=(("warraq-kind", kind),), original=original
        )
        asked = Asked(kind=kind, source=source, via=via)
        refers_to = original.record if original else None
        return fetch_of(capture, head, asked, digest=digest, record=record, original=refers_to)

    def story(self, url: str, body: str, asked: str | None = None, **of_article: object) -> Kept:
        """Fetch and read a story; `asked`: the address that led to it."""
        fetch = self.fetch(url, response(200, body, etag=str(len(body))))
        read = article(url, body, **of_article)
        before = self.catalog.last_reading(url, fetch.digest)
        if before is not None and before.article is not None:
            return self._kept(asked or url, Outcome.UNCHANGED, fetch, before.article, before.conversion)
        conversion = self.writer.write_conversion(read, fetch.record, date=fetch.date, now=self.now)
        return self._kept(asked or url, Outcome.ARCHIVED, fetch, read, conversion)

    def failure(self, url: str, reason: Reason, fetch: Fetch | None = None) -> Kept:
        outcome = Outcome.REFUSED if reason is Reason.ROBOTS else Outcome.FAILED
        return replace(self._kept(url, outcome, fetch), reason=reason, detail=f"why: {reason}\x00")

    def dump(self) -> list[str]:
        return list(self.catalog.dump())

    def _kept(
        self,
        url: str,
        outcome: Outcome,
        fetch: Fetch | None,
        read: Article | None = None,
        conversion: Record | None = None,
    ) -> Kept:
        at = self.now + self.reads_for
        return Kept(url=url, at=at, source="wire", outcome=outcome, fetch=fetch, article=read, conversion=conversion)

    def _witness(self, told: Sequence[Told], after: str | None) -> tuple[Record, ...]:
        return self.writer.write_journal(*journal_drafts(told, now=self.now, after=after), now=self.now)


def gap(at: datetime) -> Event:
    return Event(at=at, kind=EventKind.GAP, url="http://a.example/never-fetched", source="wire", detail="all new")


def rebuild(home: Path, workshop: Path, looks: Looks = USUAL) -> tuple[Catalog, Built]:
    """Return a catalogue built of the WARC files of the home, in the folder given."""
    workshop.mkdir(exist_ok=True)
    with Facts(workshop / "all") as facts:
        for number, path in enumerate(archive_files(home)):
            harvest(path, workshop / str(number), is_referred=path.parent != home / "warc")
            facts.merge(workshop / str(number))
        built = build(workshop / "catalog.sqlite", facts, looks)
    return Catalog.open(workshop / "catalog.sqlite"), built


MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
