"""How fast `warraq rebuild` is: an archive of so many records is made, then its catalogue is built again by the real command.

    python benchmarks/rebuild.py [--records 20000]

Prints records a second by the wall and by CPU time of all processes, and whether the canonical dump is the same. A story is
four records (response, request, metadata, conversion), and each commit of eight stories has a journal.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from archive.catalog.catalog import Catalog
from archive.catalog.groups import Group, Listing
from archive.links import Claim, Link
from archive.models import Article, Capture, Extractor, Kept, Kind, Outcome, Record
from archive.warc.fetches import Asked, entity_digest, fetch_of
from archive.warc.http import entity, response_head
from archive.warc.journal import MARK, journal_drafts
from archive.warc.told import Told
from archive.warc.writer import WarcInfo, WarcWriter

GROUP = 8
STORY_BYTES = 30_000
FILE_MAX_BYTES = 12_000_000
WORDS = ("قال", "المتحدث", "إن", "الأشغال", "انتهت", "على", "الطريق", "الساحلي", "بعد", "أسبوعين", "وأضاف", "أن", "الحركة")
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
INFO = WarcInfo(software="Warraq/1", operator=None, robots="obey", user_agent="t", hostname="h", settings=(MARK,))
RSS = "https://news.example/rss"
READ_BY = Extractor(name="warraq", version="0.1.0", rules_version="1")


def main() -> None:
    """Make the archive, build its catalogue again, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    wanted = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        grow(home, wanted // 4)
        before = dump(home)
        took_s, cpu_s, summary = rebuild(home)
        is_same = dump(home) == before
    records = summary["records"]
    print(f"{records} records in {summary['files']} files, {len(before)} rows; the same dump: {is_same}")
    print(f"{took_s:.1f} s, {cpu_s:.1f} s of CPU: {records / took_s:.0f} records/s, {records / cpu_s:.0f} a second of CPU")


def grow(home: Path, stories: int) -> None:
    """Keep so many stories, in groups as a crawl does, in several files."""
    writer = WarcWriter(home / "warc", info=INFO, size_max_bytes=FILE_MAX_BYTES)
    chance = random.Random(1)

    def witness(told: Sequence[Told], after: str | None) -> tuple[Record, ...]:
        return writer.write_journal(*journal_drafts(told, now=NOON, after=after), now=NOON)

    with Catalog.open(home / "catalog.sqlite") as catalog:
        for start in range(0, stories, GROUP):
            now = NOON + timedelta(seconds=start)
            links = [_link(number, now) for number in range(start, min(start + GROUP, stories))]
            kept = tuple(_keep(writer, link.url, now, chance) for link in links)
            fetches = tuple(one.fetch for one in kept if one.fetch)
            catalog.commit(Group(listings=(Listing(links=links, walked=True),), fetches=fetches, kept=kept), witness)
            writer.roll_over(now)
    writer.close()


def rebuild(home: Path) -> tuple[float, float, dict[str, int]]:
    """Run the command; return its seconds, its seconds of CPU with its children's, and its summary."""
    before, begun = os.times(), perf_counter()
    words = [sys.executable, "-m", "crawler", "rebuild", f"--home={home}", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    took_s, after = perf_counter() - begun, os.times()
    cpu_s = after.children_user - before.children_user + after.children_system - before.children_system
    return took_s, cpu_s, json.loads(done.stdout.splitlines()[-1])["summary"]


def dump(home: Path) -> list[str]:
    """Return the canonical dump."""
    with Catalog.open(home / "catalog.sqlite", read_only=True) as catalog:
        return list(catalog.dump())


def _link(number: int, now: datetime) -> Link:
    claim = Claim(title=f"عنوان الخبر {number}", date=now)
    return Link(url=f"https://news.example/{number}", source="wire", listed_at=now, listed_in=RSS, claim=claim)


def _keep(writer: WarcWriter, url: str, now: datetime, chance: random.Random) -> Kept:
    body = "\n".join(_paragraphs(chance))
    page = f"<html><body>{body}".ljust(STORY_BYTES, "-").encode()
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "e"\r\nContent-Length: %d\r\n\r\n' % len(page)
    capture = Capture(
        target_uri=url,
        date=now,
        ip_address="192.0.2.1",
        request=b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n",
        response=head + page,
    )
    digest = entity_digest(entity(capture, 1_000_000), capture)
    fields = (("via", RSS), ("warraq-source", "wire"), ("warraq-kind", "story"))
    record = writer.write_pair(capture, now=now, digest=digest, fields=fields)
    asked = Asked(kind=Kind.STORY, source="wire", via=RSS)
    fetch = fetch_of(capture, response_head(capture.response), asked, digest=digest, record=record, original=None)
    article = _article(url, body, now, digest)
    conversion = writer.write_conversion(article, record, date=now, now=now)
    return Kept(
        url=url,
        at=now + timedelta(seconds=1),
        source="wire",
        outcome=Outcome.ARCHIVED,
        fetch=fetch,
        article=article,
        conversion=conversion,
    )


def _paragraphs(chance: random.Random) -> Iterator[str]:
    for _ in range(8):
        yield " ".join(chance.choices(WORDS, k=40))


def _article(url: str, body: str, now: datetime, digest: str) -> Article:
    return Article(
        url=url,
        canonical_url=url,
        headline=body[:60],
        alternative_headline=None,
        description=body[:120],
        article_body=body,
        author=("أحمد سالم",),
        publisher="صحيفة المثال",
        source_organization="الأناضول",
        dateline="تونس",
        date_published=now,
        date_modified=None,
        in_language="ar",
        article_section="أخبار",
        keywords=("طرق", "بلديات"),
        image=None,
        is_accessible_for_free=True,
        digest=digest,
        extractor=READ_BY,
    )


if __name__ == "__main__":
    main()
