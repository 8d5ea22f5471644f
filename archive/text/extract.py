"""A page → an Article, or why it is none. The live crawl, the one-off command, saved files and old WARCs all pass here.

Pure: no network, no disk, no clock; the same page and rules give the same article.

    payload ─decode─► text ─parse─► tree ─► metadata, headline
                                     └─► lines ─find─► the story's place ─keep─► paragraphs ─► credit, dateline, dates, byline
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.models import Article, Extractor, Reason, Rejected
from archive.text import (
    arabic,
    blocks,
    byline,
    credit,
    decode,
    headline,
    language,
    lines,
    metadata,
    published,
    story,
    tree,
    verdict,
)
from archive.text.agencies import agency_named
from archive.text.rules import Rules
from archive.text.zones import Zone

SPARED_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is read: from a live capture, a WARC, or a saved file.

    `url`: may be "" for a saved file without one. `payload`: the entity, dechunked and decompressed. `content_type`: the
    header's value, with its charset. `captured_at`: aware; what is "now" for «منذ ساعتين», and nothing is newer.
    `encoding`: forced by the user. `time_zone`: the source's, IANA. `publisher`: the source's title.
    """

    url: str
    payload: bytes
    content_type: str | None
    captured_at: datetime
    encoding: str | None = None
    time_zone: str | None = None
    publisher: str | None = None


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
    shown = headline.headline_element(body, [headline.strip_outlet(title, names) for title in told.titles])
    seen = _lines(body, shown)
    if verdict.is_challenge(seen, told.titles[0] if told.titles else ""):
        return _rejected(page, Reason.BLOCKED, "a challenge or a refusal")
    title = headline.choose_headline(shown, told.titles, names) or ""
    top = _index_of(shown, seen)
    place = story.find(seen, top)
    inside = _inside(seen, place)
    kept = lines.keep_lines(inside, title)
    if verdict.is_listing(inside, kept) or _is_front(page, told):
        return _rejected(page, Reason.LISTING, "a list of stories")
    if place is None or not title:
        return _rejected(page, verdict.empty_reason(seen), "no story found")
    is_described = told.is_described or told.kind == "article"
    reason = verdict.reject_reason(seen, kept, has_headline=shown is not None, is_described=is_described)
    if reason is not None:
        return _rejected(page, reason, f"{sum(len(line.text) for line in kept)} characters")
    return _article(page, rules, told, _Reading(title=title, names=names, seen=seen, top=top, place=place, kept=kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What was found on the page, before it is put into an article's fields."""

    title: str
    names: tuple[str, ...]
    seen: tuple[blocks.Line, ...]
    top: int | None
    place: story.Place
    kept: tuple[blocks.Line, ...]


def _article(page: Page, rules: Rules, told: metadata.Metadata, found: _Reading) -> Article:
    credited = credit.take_credits(_paragraphs(found.kept), next(iter(found.names), None))
    near = _signatures(found)
    sources = [seen for line in near if (seen := credit.read_source(line.text, found.names))]
    around = published.Around(
        url=page.url, lines=found.seen, headline=found.top, first=found.place.first, last=found.place.last
    )
    zone = published.zone_for(page.url, page.time_zone)
    dates = published.read_dates(told, around, now=page.captured_at, zone=zone)
    text = arabic.clean("\n".join(credited.paragraphs))
    return Article(
        url=page.url,
        canonical_url=told.canonical_url,
        headline=arabic.clean(found.title),
        alternative_headline=None,
        description=_line(told.description),
        article_body=text,
        author=tuple(map(arabic.clean, byline.read_authors(near, told.authors, found.names))),
        publisher=_line(page.publisher or told.site_name),
        source_organization=credited.agency or _agency_told(sources, told),
        dateline=_line(credited.dateline or next((source.place for source in sources if source.place), None)),
        date_published=dates.published,
        date_modified=dates.modified,
        in_language=language.language_of(text, told.language),
        article_section=_line(told.section),
        keywords=tuple(filter(None, map(arabic.clean, told.keywords))),
        image=told.image,
        is_accessible_for_free=told.is_accessible_for_free,
        digest=_digest(page.payload),
        extractor=Extractor(name="warraq", version=_version(), rules_version=rules.name()),
    )


def _lines(body: HtmlElement, shown: HtmlElement | None) -> tuple[blocks.Line, ...]:
    """Read the page's lines; where a class name alone hid most of its prose, read again without believing that name."""
    spared = set(shown.iterancestors()) | {shown} if shown is not None else set()
    for _ in range(SPARED_MAX):
        seen = blocks.read_lines(body, spared)
        holder = story.wrongly_hidden(seen)
        if holder is None:
            break
        spared |= {holder}
    return seen


def _inside(seen: Sequence[blocks.Line], place: story.Place | None) -> tuple[blocks.Line, ...]:
    return tuple(seen[place.first : place.last + 1]) if place else ()


def _is_front(page: Page, told: metadata.Metadata) -> bool:
    """Return whether the address is a site's front page, and the page does not call itself an article."""
    address = urlsplit(page.url)
    return (
        bool(page.url) and address.path in {"", "/"} and not address.query and not told.is_described and told.kind != "article"
    )


def _paragraphs(kept: Iterable[blocks.Line]) -> list[str]:
    return [text for line in kept if (text := arabic.clean(line.text)) and not byline.is_byline(text)]


def _signatures(found: _Reading) -> list[blocks.Line]:
    """Lines where a byline or a source may stand: between headline and story, inside its place, and right below."""
    top = found.top if found.top is not None else max(0, found.place.first - 6)
    window = [line for line in found.seen[top + 1 : found.place.last + 4] if line.zone not in _NO_SIGNATURE]
    texts = {line.index for line in found.kept if story.is_prose(line)}
    return [line for line in window if line.index not in texts]


_NO_SIGNATURE = frozenset((Zone.COMMENTS, Zone.RELATED, Zone.CAPTION, Zone.FORM, Zone.HIDDEN))


def _agency_told(sources: Iterable[credit.Credit], told: metadata.Metadata) -> str | None:
    """Return the agency that a source line or metadata name, where the text itself carries no credit."""
    named = [source.agency for source in sources if source.agency]
    named += [name for text in (*told.organizations, *told.authors) if (name := agency_named(text))]
    return named[0] if named else None


def _outlet_names(page: Page, told: metadata.Metadata) -> tuple[str, ...]:
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    return tuple(dict.fromkeys(name for name in (page.publisher, told.site_name, host) if name))


def _index_of(shown: HtmlElement | None, seen: Sequence[blocks.Line]) -> int | None:
    if shown is None:
        return None
    parents = {shown, *shown.iterancestors()}
    within = (line.index for line in seen if line.block is shown or shown in line.block.iterancestors())
    return next(
        within, next((line.index for line in seen if line.block in parents and line.text in shown.text_content()), None)
    )


def _line(text: str | None) -> str | None:
    return " ".join(arabic.clean(text).split()) or None if text else None


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
