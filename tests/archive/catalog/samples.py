"""Links, exchanges, articles and outcomes to fill a catalogue with."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from archive.links import Link
from archive.models import Article, Extractor, Fetch, Kept, Kind, Outcome, Reason, Record

NOON = datetime(2026, 11, 3, 12, 0, 0, 123456, tzinfo=UTC)
URL = "https://news.example/story/1"
FEED = "https://news.example/rss"


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def sha256(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def record(warc_type: str = "response") -> Record:
    return Record(
        record_id=f"urn:uuid:{uuid.uuid4()}",
        warc_type=warc_type,
        filename="WARRAQ-20261103120000-00000-host.warc.gz",
        offset=1_234,
        length=5_678,
        digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
    )


def link(url: str = URL, **other: Any) -> Link:
    fields = {"source": "wire", "listed_at": NOON, "listed_in": FEED}
    return Link(url=url, **(fields | other))


def fetch(url: str = URL, *, content: str = "<html>", **other: Any) -> Fetch:
    fields = {
        "date": NOON,
        "kind": Kind.STORY,
        "source": "wire",
        "via": FEED,
        "status": 200,
        "mime": "text/html",
        "digest": sha256(content),
        "record": record(),
    }
    return Fetch(url=url, **(fields | other))


def article(url: str = URL, body: str = "قال المتحدث إن الأشغال انتهت.\nوأضاف أن الطريق مفتوح.", **other: Any) -> Article:
    fields = {
        "canonical_url": None,
        "headline": "فتح الطريق الساحلي بعد الأشغال",
        "alternative_headline": None,
        "description": None,
        "author": (),
        "publisher": "صحيفة المثال",
        "source_organization": "الأناضول",
        "dateline": "تونس",
        "date_published": NOON,
        "date_modified": None,
        "in_language": "ar",
        "article_section": None,
        "keywords": (),
        "image": None,
        "is_accessible_for_free": None,
        "digest": sha256(body),
        "extractor": Extractor(name="warraq", version="0.1.0", rules_version="1"),
    }
    return Article(url=url, article_body=body, **(fields | other))


def story(url: str = URL, body: str = "نص الخبر.", at: datetime = NOON, **other: Any) -> Kept:
    """An outcome that says archived, of a page fetched a second before."""
    exchange = fetch(url, content=body, date=at - timedelta(seconds=1))
    fields = {"source": "wire", "fetch": exchange, "article": article(url, body), "conversion": record("conversion")}
    return Kept(url=url, at=at, outcome=Outcome.ARCHIVED, **(fields | other))


def failure(url: str = URL, reason: Reason = Reason.TIMEOUT, at: datetime = NOON, **other: Any) -> Kept:
    return Kept(url=url, at=at, outcome=Outcome.FAILED, reason=reason, **({"source": "wire"} | other))


def redirected(kept: Kept, asked: str) -> Kept:
    """The same outcome, led to from another address."""
    return replace(kept, url=asked)
