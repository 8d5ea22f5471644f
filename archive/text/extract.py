"""A page → an Article, or why it is none. The live crawl, the one-off command, saved files and old WARCs all pass here.

Pure: no network, no disk, no clock; the same page and rules give the same article.

    payload ─decode─► text ─parse─► tree ─► metadata, headline
                                     └─► lines ─find─► the story's place ─keep─► paragraphs ─► credit, dateline, dates, byline
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.models import NO_CLAIM, Article, Claim, Extractor, Reason, Rejected
from archive.text import (
    arabic,
    decode,
    language,
    metadata,
    origin,
    published,
    tree,
    verdict,
)
from archive.text.agencies import agency_named
from archive.text.reading import Reading, read_story
from archive.text.rules import FIELDS, Rules, select_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is read: from a live capture, a WARC, or a saved file.

    `url`: may be "" for a saved file without one. `payload`: the entity, dechunked and decompressed. `content_type`: the
    header's value, with its charset. `captured_at`: aware; what is "now" for «منذ ساعتين», and nothing is newer.
    `encoding`: forced by the user. `time_zone`: the source's, IANA. `publisher`: the source's title.
    `claimed`: what the list that showed the page says of it.
    """

    url: str
    payload: bytes
    content_type: str | None
    captured_at: datetime
    encoding: str | None = None
    time_zone: str | None = None
    publisher: str | None = None
    claimed: Claim = NO_CLAIM


EMPTY_RULES = Rules()


def extract(page: Page, rules: Rules = EMPTY_RULES) -> Article | Rejected:
    """Return the article on `page`, or the reason it is none. Never raises for what a page holds."""
    other = tree.other_than_html(page.payload)
    if other:
        return _rejected(page, Reason.NOT_HTML, other)
    if not page.payload.strip():
        return _rejected(page, Reason.EMPTY, "no bytes")
    text = decode.decode(page.payload, page.content_type, page.encoding)
    if text is None:
        return _rejected(page, Reason.UNDECODABLE, "no encoding gives readable text")
    if not tree.looks_like_html(text):
        return _rejected(page, Reason.NOT_HTML, "no markup")
    root = tree.parse(text)
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        return _rejected(page, Reason.EMPTY, "no tree, or one beyond the limits")
    return _read(page, rules, root, body)


def _read(page: Page, rules: Rules, root: HtmlElement, body: HtmlElement) -> Article | Rejected:
    told = metadata.read_metadata(root, page.url)
    tree.drop_unseen(root)
    names = _outlet_names(page, told)
    found = read_story(body, told, names, rules)
    reason = _reason(page, told, found)
    if reason is not None:
        return _rejected(page, reason, f"{sum(map(len, found.paragraphs))} characters of story, {len(found.seen)} lines")
    return _article(page, rules, told, found, _ruled(body, rules))


def _reason(page: Page, told: metadata.Metadata, found: Reading) -> Reason | None:
    """Return why the page is no article, or None when it is one."""
    if verdict.is_challenge(found.seen, told.titles[0] if told.titles else ""):
        return Reason.BLOCKED
    if verdict.is_missing(found.title, found.paragraphs):
        return Reason.NOT_FOUND
    if verdict.is_shelf(page.url, found.paragraphs) and not told.is_described:
        return Reason.LISTING
    if verdict.is_listing(found.inside, found.kept) or _is_front(page, told):
        return Reason.LISTING
    if not found.title:
        return verdict.empty_reason(found.seen)
    shown = found.title if found.shown is not None else ""
    return verdict.reject_reason(found.seen, found.paragraphs, shown, is_described=told.is_described)


def _article(
    page: Page, rules: Rules, told: metadata.Metadata, found: Reading, ruled: Mapping[str, tuple[str, ...]]
) -> Article:
    names = found.names
    source = origin.read_origin(found, told, page.url)
    around = published.Around(
        url=page.url,
        lines=found.seen,
        headline=found.start,
        first=found.first,
        last=found.last,
        opening=_taken_off(found, source),
    )
    zone = published.zone_for(page.url, page.time_zone)
    stamps = ruled["date_published"] or told.published
    dates = published.read_dates(stamps, told.modified, around, now=page.captured_at, zone=zone)
    body = arabic.clean("\n".join(source.paragraphs))
    return Article(
        url=page.url,
        canonical_url=told.canonical_url,
        headline=arabic.clean(found.title),
        alternative_headline=None,
        description=_first(*ruled["description"], told.description),
        article_body=body,
        author=tuple(map(arabic.clean, ruled["author"] or source.authors)),
        publisher=_first(page.publisher, told.site_name),
        source_organization=_first(*map(_agency_or_text, ruled["source_organization"]), source.agency),
        dateline=_first(*ruled["dateline"], source.dateline),
        date_published=dates.published,
        date_modified=dates.modified,
        in_language=language.language_of(body, told.language),
        article_section=_first(*ruled["article_section"], told.section),
        keywords=tuple(filter(None, map(arabic.clean, told.keywords))),
        image=told.image,
        is_accessible_for_free=False if verdict.is_walled(found.seen) else told.is_accessible_for_free,
        digest=_digest(page.payload),
        extractor=Extractor(name="warraq", version=_version(), rules_version=rules.name()),
    )


def _ruled(body: HtmlElement, rules: Rules) -> Mapping[str, tuple[str, ...]]:
    """Return what the source's rules find for each field that they may name; empty where they name none."""
    return {field: select_text(body, rules, field) for field in FIELDS}


def _is_front(page: Page, told: metadata.Metadata) -> bool:
    """Return whether the address is a site's front page, and the page does not call itself an article."""
    address = urlsplit(page.url)
    return (
        bool(page.url) and address.path in {"", "/"} and not address.query and not told.is_described and told.kind != "article"
    )


def _agency_or_text(text: str) -> str:
    return agency_named(text) or text


def _taken_off(found: Reading, source: origin.Origin) -> str:
    """Return what was taken off the story's opening as its credit and dateline, where wires date their reports."""
    body = source.paragraphs[0] if source.paragraphs else ""
    opening = next((text for text in found.paragraphs if body and text.endswith(body)), "")
    return opening.removesuffix(body) if body else ""


def _outlet_names(page: Page, told: metadata.Metadata) -> tuple[str, ...]:
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    return tuple(dict.fromkeys(name for name in (page.publisher, told.site_name, host) if name))


def _first(*texts: str | None) -> str | None:
    """Return the first text there is, on one line."""
    return next((line for text in texts if text and (line := " ".join(arabic.clean(text).split()))), None)


def _rejected(page: Page, reason: Reason, detail: str | None) -> Rejected:
    return Rejected(url=page.url, digest=_digest(page.payload), reason=reason, detail=detail)


def _digest(payload: bytes) -> str:
    return f"sha256:{hashlib.sha256(payload).hexdigest()}"


@cache
def _version() -> str:
    try:
        return version("warraq")
    except PackageNotFoundError:
        return "0"
