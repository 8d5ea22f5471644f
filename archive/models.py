"""What passes between the rooms: frozen, slotted, keyword-only dataclasses in the words of Schema.org, WARC and CDXJ."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive.dating import DateEvidence

Octets = bytes | mmap.mmap
"""Bytes as they crossed the wire. A large response lies on disk and is mapped: sliced and hashed alike, not in memory."""


class Outcome(StrEnum):
    """What became of one URL. The command line's exit codes follow from these."""

    ARCHIVED = "archived"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    FAILED = "failed"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a URL was not archived. Kept and countable; the words shown to people are `crawler.saying.messages`'."""

    # rejected: the bytes are kept, but are not an article
    NOT_HTML = "NOT_HTML"
    UNDECODABLE = "UNDECODABLE"
    EMPTY = "EMPTY"
    LISTING = "LISTING"
    TOO_SHORT = "TOO_SHORT"
    PAYWALL = "PAYWALL"
    BLOCKED = "BLOCKED"
    EXTRACT_FAILED = "EXTRACT_FAILED"
    # failed: no whole page came (NOT_FOUND also rejects a page served as found that says it is not there)
    NOT_FOUND = "NOT_FOUND"
    GONE = "GONE"
    FORBIDDEN = "FORBIDDEN"
    THROTTLED = "THROTTLED"
    SERVER_ERROR = "SERVER_ERROR"
    HTTP_ERROR = "HTTP_ERROR"
    BAD_URL = "BAD_URL"
    NO_DNS = "NO_DNS"
    CONNECTION_REFUSED = "CONNECTION_REFUSED"
    CONNECTION_LOST = "CONNECTION_LOST"
    BAD_CERTIFICATE = "BAD_CERTIFICATE"
    BAD_HTTP = "BAD_HTTP"
    TIMEOUT = "TIMEOUT"
    TOO_LARGE = "TOO_LARGE"
    TOO_MANY_REDIRECTS = "TOO_MANY_REDIRECTS"
    INTERRUPTED = "INTERRUPTED"
    # refused: policy
    ROBOTS = "ROBOTS"
    ROBOTS_UNREACHABLE = "ROBOTS_UNREACHABLE"
    ADDRESS = "ADDRESS"
    SCHEME = "SCHEME"


class Truncated(StrEnum):
    """WARC-Truncated (WARC 1.1, ISO 28500:2017): why a response is not whole."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP exchange as it crossed the connection. What it says (status, headers, payload) is `archive.warc.http`'s.

    `target_uri`: percent-encoded ASCII, no fragment. `date`: UTC, when the request was sent, microseconds.
    `request`: the octets sent. `response`: the octets received, less interim 1xx heads; may be empty when truncated.
    `protocol`: WARC-Protocol, such as ("http/1.1", "tls/1.3"); `cipher_suite`: WARC-Cipher-Suite, where TLS.
    """

    target_uri: str
    date: datetime
    ip_address: str | None
    request: bytes
    response: Octets
    truncated: Truncated | None = None
    protocol: tuple[str, ...] = ("http/1.1",)
    cipher_suite: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CdxRecord:
    """Where a record lies, in CDXJ's words.

    `urlkey`: SURT. `timestamp`: 14 digits, UTC. `mime`: as the server named it, "warc/revisit" for a revisit. `digest`:
    WARC-Payload-Digest ("sha1:…"). `length`, `offset`: bytes of the gzip member in `filename` (its final name, not ".open").
    """

    urlkey: str
    timestamp: str
    url: str
    mime: str | None
    status: int | None
    digest: str | None
    length: int
    offset: int
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One WARC record as written: the response or revisit of a pair, or a conversion.

    `record_id`: "urn:uuid:…" without angle brackets. `digest`: WARC-Payload-Digest ("sha1:BASE32").
    `offset`, `length`: bytes of its gzip member in `filename` (the file's final name, without ".open").
    """

    record_id: str
    warc_type: str
    filename: str
    offset: int
    length: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extractor:
    """What read a page: so that a reading can be repeated or told from a newer one."""

    name: str
    version: str
    rules_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A NewsArticle (https://schema.org/NewsArticle) in snake_case.

    `article_body`: paragraphs, one a line; no letter changed. `publisher`: the outlet. `source_organization`: the agency
    credited for the text, canonical name. `dateline`: place or places. Dates: aware datetimes, or a plain date where the
    page shows no time. `digest`: of the capture's payload ("sha256:hex"). `date_evidence`: what the dates were read from, the
    most trusted first, at most eight.
    """

    url: str
    canonical_url: str | None
    headline: str
    alternative_headline: str | None
    description: str | None
    article_body: str
    author: tuple[str, ...]
    publisher: str | None
    source_organization: str | None
    dateline: str | None
    date_published: datetime | date | None
    date_modified: datetime | date | None
    in_language: str | None
    article_section: str | None
    keywords: tuple[str, ...]
    image: str | None
    is_accessible_for_free: bool | None
    digest: str
    extractor: Extractor
    date_evidence: tuple[DateEvidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that is no article, and why. `detail`: the evidence, in a few words, or None."""

    url: str
    digest: str
    reason: Reason
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One distinct text of one URL. `number` counts from 1; `record` is the response (or revisit's original) it was read from.

    `text_digest`: "sha256:hex" over headline and body. `conversion`: where the article's own JSON-LD record lies.
    """

    url: str
    number: int
    text_digest: str
    captured_at: datetime
    article: Article
    record: Record
    conversion: Record


class Kind(StrEnum):
    """What an exchange was for: so that the archive proves how a story was found."""

    STORY = "story"
    LIST = "list"
    ROBOTS = "robots"
    HOP = "hop"
    ASSET = "asset"
    """A picture, style, font or script that a page needs to be shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One exchange as it lies in the archive: a row of the catalogue, true once its WARC bytes are synced.

    `url`: the capture's target URI. `via`: what led here (the list, or the URL that redirected), or None.
    `digest`: "sha256:hex" of the entity (chunk framing and content coding removed; of the octets when they do not decode).
    `record`: the response or revisit. `original`: the response a revisit refers to, or None. `etag`, `last_modified`:
    the validators for the next conditional GET. `detail`: why no status came, or None.
    """

    url: str
    date: datetime
    kind: Kind
    source: str | None
    via: str | None
    status: int | None
    mime: str | None
    digest: str
    record: Record
    original: Record | None = None
    truncated: Truncated | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A whole response already kept, that a revisit may refer to (WARC-Refers-To, -Target-URI, -Date).

    `target_uri`, `date`: the original's own. `digest`: "sha256:hex" of its entity.
    """

    record: Record
    target_uri: str
    date: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the next conditional GET sends (RFC 9110 section 13.1), and the response that a 304 would confirm."""

    etag: str | None
    last_modified: str | None
    original: Original


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of one URL that was asked for: the catalogue's acknowledgement and the command line's answer.

    `url`: as asked, normalised (or as typed, where it is no URL). `at`: UTC. `reason`: None when archived or unchanged.
    `detail`: the particulars ("HTTP 404 Not Found", "10.2 MB, limit 10 MB"). `fetch`: the exchange whose payload was read,
    or the last that was kept; None when nothing came. `article`, `conversion`: when archived; for unchanged, the article
    as read before and its conversion record.
    """

    url: str
    at: datetime
    source: str | None
    outcome: Outcome
    reason: Reason | None = None
    detail: str | None = None
    fetch: Fetch | None = None
    article: Article | None = None
    conversion: Record | None = None
