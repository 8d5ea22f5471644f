"""A page → an Article, or why it is none. The live crawl, the one-off command, saved files and old WARCs all pass here.

Pure: no network, no disk, no clock; the same page and rules give the same article.

    payload ─decode─► text ─parse─► tree ─► metadata, headline
                                     └─► lines ─find─► the story's place ─keep─► paragraphs ─► credit, dateline, dates, byline
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.links import NO_CLAIM, Claim
from archive.models import Article, Extractor, Reason, Rejected
from archive.text import arabic
from archive.text.body.reading import Reading, read_story
from archive.text.dates import published, undated
from archive.text.dates.clocks import zone_for
from archive.text.dates.homeland import home_zone
from archive.text.dates.shown import Around
from archive.text.dates.told import ruled
from archive.text.encoding import decode
from archive.text.fields import beside, keywords, language, metadata, picture, section
from archive.text.origin import origin
from archive.text.page import folded, tree
from archive.text.ruled import Said, overrule
from archive.text.rules import Rules, select_texts
from archive.text.verdict import verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is read: from a live capture, a WARC, or a saved file.

    `url`: may be "" for a saved file without one. `payload`: the entity, dechunked and decompressed. `content_type`: the
    header's value, with its charset. `captured_at`: aware; what is "now" for «منذ ساعتين», and nothing is newer.
    `encoding`: forced by the user. `time_zone`: the source's, IANA. `publisher`: the source's title.
    `claimed`: what the list that showed the page says of it. `is_captured_then`: False for a saved file, which may be older
    than `captured_at`: «منذ ساعتين» is then not read.
    """

    url: str
    payload: bytes
    content_type: str | None
    captured_at: datetime
    encoding: str | None = None
    time_zone: str | None = None
    publisher: str | None = None
    claimed: Claim = NO_CLAIM
    is_captured_then: bool = True


EMPTY_RULES = Rules()
NEAR = 5
"""Lines around the headline among which its category stands."""

DECK = 2
"""Lines below the headline that may be a second headline or a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a page reads as, and what that rests on; `told` and `found` are None where it could not be opened as a page."""

    answer: Article | Rejected
    told: metadata.Metadata | None = None
    found: Reading | None = None


def extract(page: Page, rules: Rules = EMPTY_RULES) -> Article | Rejected:
    """Return the article on `page`, or the reason it is none. Never raises for what a page holds."""
    return trace(page, rules).answer


def extractor_of(rules: Rules) -> Extractor:
    """Return what an article bears that `extract` reads by these rules."""
    return Extractor(name="warraq", version=_version(), rules_version=rules.name())


def trace(page: Page, rules: Rules = EMPTY_RULES) -> Trace:
    """Return what `extract` does, with what was found on the way."""
    other = tree.other_than_html(page.payload)
    if other:
        return _unopened(page, Reason.NOT_HTML, other)
    if not page.payload.strip():
        return _unopened(page, Reason.EMPTY, "no bytes")
    text = decode.decode(page.payload, page.content_type, page.encoding)
    if text is None:
        return _unopened(page, Reason.UNDECODABLE, "no encoding gives readable text")
    if not tree.looks_like_html(text):
        return _unopened(page, Reason.NOT_HTML, "no markup")
    root = tree.parse(text)
    body = root.find("body") if root is not None else None
    if root is None or body is None:
        return _unopened(page, Reason.EMPTY, "no tree, or one beyond the limits")
    return _read(page, rules, root, body)


def _unopened(page: Page, reason: Reason, detail: str) -> Trace:
    return Trace(answer=_rejected(page, reason, detail))


def _read(page: Page, rules: Rules, root: HtmlElement, body: HtmlElement) -> Trace:
    told = _with_claimed(metadata.read_metadata(root, page.url), page.claimed)
    folded.unfold(root)
    tree.drop_unseen(root)
    names = _outlet_names(page, told)
    said = select_texts(root, rules)
    found = read_story(body, told, names, rules, page.claimed.text)
    refusal = verdict.refusal_of(page.url, told, found)
    if refusal is not None:
        return Trace(answer=_rejected(page, refusal.reason, refusal.detail), told=told, found=found)
    return Trace(answer=overrule(_article(page, rules, told, found, said), said), told=told, found=found)


def _with_claimed(told: metadata.Metadata, claimed: Claim) -> metadata.Metadata:
    """Return what the page tells, with those whom the list names as its authors: persons, desks, agencies."""
    listed = tuple(name for name in (claimed.author or "").split("، ") if name and name not in told.authors)
    return replace(told, authors=(*told.authors, *listed)) if listed else told


def _article(page: Page, rules: Rules, told: metadata.Metadata, found: Reading, said: Said) -> Article:
    names = found.names
    source = origin.read_origin(found, told, page.url)
    around = Around(
        url=page.url,
        lines=found.seen,
        headline=found.start,
        first=found.first,
        last=found.last,
        opening=_taken_off(found, source),
        has_headline=found.top is not None,
    )
    dates = _dates(page, rules, told, said, around)
    body = arabic.clean("\n".join(source.paragraphs))
    return Article(
        url=page.url,
        canonical_url=told.canonical_url,
        headline=arabic.clean(found.title),
        alternative_headline=beside.second_headline(
            told.alternatives, found.seen, found.top, found.title, (*names, *told.descriptions)
        ),
        description=beside.summary_of(told.descriptions, told.slogans, found.title, (*_deck(found), *source.paragraphs), names),
        article_body=body,
        author=tuple(map(arabic.clean, source.authors)),
        publisher=beside.outlet_of(page.publisher, told.site_names, told.titles, found.title, names),
        source_organization=source.agency,
        dateline=_first(source.dateline),
        date_published=dates.published,
        date_modified=dates.modified,
        in_language=language.language_of(f"{found.title}\n{body}", told.language),
        article_section=section.section_of(told.sections, _trails(told, found), found.title, _outlet_names(page, told)),
        keywords=keywords.keywords_of(told.keywords, told.tags, body, found.title, names),
        image=picture.lead_picture(told.images, told.logos, picture.frames(found.shown, _container(found)), told.base),
        is_accessible_for_free=False if verdict.is_closed_off(found) else told.is_accessible_for_free,
        digest=_digest(page.payload),
        extractor=extractor_of(rules),
        date_evidence=dates.evidence,
    )


def _dates(page: Page, rules: Rules, told: metadata.Metadata, said: Said, around: Around) -> published.Dates:
    """Weigh the dates found; the data of the page's scripts are worth the parsing only where nothing else has one."""
    names = [name for name in (page.publisher, *told.site_names) if name]
    zone = zone_for(page.url, rules.time_zone or page.time_zone, told.locales)
    zone = zone or home_zone(names, around.lines, around.headline, around.last)
    stamps = (*ruled(said["date_published"], said["date_modified"]), *told.dates)
    read = partial(
        published.read_dates,
        around=around,
        now=page.captured_at,
        zone=zone,
        claimed=page.claimed,
        is_exact=page.is_captured_then,
    )
    found = read(stamps)
    if found.published is not None or not told.data:
        return found
    return read((*stamps, *undated.read_undated(told.data, told.titles)))


def _trails(told: metadata.Metadata, found: Reading) -> tuple[tuple[str, ...], ...]:
    """Return where the page says that its story is filed, the most trusted first."""
    own = {line.index for line in found.kept}
    near = [line for line in found.seen[max(0, found.start - NEAR) : found.start + NEAR] if line.index not in own]
    beside = section.title_parts(told.titles, found.title)
    titled = section.titled_trail(told.titles, found.title, found.seen)
    home, category = section.trails_near(near)
    return (*told.trails, home, section.labels_near(near, found.start, told.links, beside), category, told.entry, titled)


def _deck(found: Reading) -> tuple[str, ...]:
    """Return the lines right below the headline, where a page may show its description."""
    return tuple(line.text for line in found.seen[found.start + 1 : found.start + 1 + DECK]) if found.top is not None else ()


def _container(found: Reading) -> HtmlElement | None:
    return found.place.container if found.place else None


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
