"""What the page of a search shows, gathered: facts alone, and the addresses that lead on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from babel import Locale
from babel.dates import format_date

from archive.catalog.search import explaining
from archive.catalog.search.answers import Facet, Hit, Hits, Order
from archive.catalog.search.parsing import days_of
from archive.catalog.search.query import Days, Phrase, Query, Value, Word, leaves
from archive.room.language import Language
from archive.room.pages.search_asked import PAGE_MAX, SHOWN, Asked
from archive.room.pages.search_days import Histogram, histogram
from archive.room.room import Room

FACETS = ("source", "agency", "country", "section")
VALUES_MAX = 48
"""Values of a facet that a page names; `FIRST` of them before it is opened."""

FIRST = 7
FEEDS = (
    ("application/rss+xml", "RSS", ".rss"),
    ("application/atom+xml", "Atom", ".atom"),
    ("application/feed+json", "JSON", ".json"),
)
"""What a search can be followed by: media type, name, and how the address ends."""

WORDINGS = {"ar": explaining.ARABIC, "en": explaining.ENGLISH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A search that leads on from this one: what it is called, how much it finds where that is known, its address."""

    label: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A facet: the ways to narrow the search by it, the most frequent first. `others`: texts with yet another value."""

    field: str
    first: tuple[Way, ...]
    more: tuple[Way, ...]
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """What a search was narrowed by: the field, its value in words, the address without it."""

    field: str
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hit with who printed it, as readers call them, and its day: as printed, or else of its capture."""

    hit: Hit
    outlet: str | None
    day: date
    is_dated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """A search and what it found. `query`: all of it in one piece; `explained`: in words, `notes`: what of it was left out.

    `advice`: words that say what else to try where nothing is found. `address`: its one address in this language; `wider`:
    without what narrows it; `orders`: in either order; `older`: with texts of before, or without them where it has them.
    `pages`: how many there are. `feeds`: media type, name, address.
    """

    asked: Asked
    query: str
    explained: str
    notes: tuple[str, ...]
    hits: Hits
    shown: tuple[Shown, ...]
    chips: tuple[Chip, ...]
    narrowings: tuple[Narrowing, ...]
    histogram: Histogram | None
    suggestions: tuple[Way, ...]
    advice: tuple[str, ...]
    orders: tuple[tuple[Order, str], ...]
    older: str
    address: str
    wider: str | None
    first_page: str
    previous: str | None
    following: str | None
    pages: int
    feeds: tuple[tuple[str, str, str], ...]


def search_view(room: Room, asked: Asked) -> SearchView:
    """Search, and gather what there is to say of it."""
    hits = found(room, asked, offset=(asked.page - 1) * SHOWN, limit=SHOWN)
    language, path = room.language, f"{room.language.prefix}/search"
    wording = WORDINGS[language.code]
    pages = min(-(-hits.total // SHOWN), PAGE_MAX)
    return SearchView(
        asked=asked,
        query=str(hits.query),
        explained=explaining.explain(hits.query, wording),
        notes=explaining.explain_notes(hits.query, wording),
        hits=hits,
        shown=tuple(_shown(room, hit) for hit in hits.hits),
        chips=tuple(
            Chip(field=node.field, label=_called(room, node), address=asked.without(node).address(path))
            for node in asked.narrowed
        ),
        narrowings=tuple(_narrowings(room, asked, hits)),
        histogram=histogram(hits.days, asked, language),
        suggestions=tuple(_way(asked.with_words_of(query), path) for query in hits.suggestions),
        advice=tuple(_advice(hits.query)),
        orders=tuple((order, replace(asked, order=order, page=1).address(path)) for order in Order),
        older=replace(asked, older=not asked.older, page=1).address(path),
        address=asked.address(path),
        wider=replace(asked, narrowed=(), page=1).address(path) if asked.narrowed else None,
        first_page=replace(asked, page=1).address(path),
        previous=replace(asked, page=asked.page - 1).address(path) if 1 < asked.page <= pages else None,
        following=replace(asked, page=asked.page + 1).address(path) if asked.page < pages else None,
        pages=pages,
        feeds=tuple(
            (kind, name, replace(asked, page=1, order=Order.BEST).address(f"{path}{end}")) for kind, name, end in FEEDS
        ),
    )


def found(room: Room, asked: Asked, *, offset: int, limit: int) -> Hits:
    """Return the hits; the room knows the countries."""
    countries = {name: outlet.country for name, outlet in room.outlets.items()}
    return room.catalog.search(
        asked.query(), order=asked.order, offset=offset, limit=limit, older=asked.older, countries=countries
    )


def _shown(room: Room, hit: Hit) -> Shown:
    printed = hit.article.date_published
    day = printed or hit.captured_at
    return Shown(
        hit=hit,
        outlet=room.titled(hit.source) if hit.source and hit.source in room.outlets else hit.article.publisher or hit.source,
        day=day.date() if isinstance(day, datetime) else day,
        is_dated=printed is not None,
    )


def _way(asked: Asked, path: str) -> Way:
    return Way(label=asked.words, address=asked.address(path))


def _advice(query: Query) -> Iterator[str]:
    """Yield how a query may be written otherwise to find more."""
    typed = [leaf for leaf in leaves(query.root) if isinstance(leaf, (Word, Phrase))]
    if len(typed) > 1:
        yield "try_fewer"
    if any(isinstance(leaf, Phrase) for leaf in typed):
        yield "try_unquoted"


def _narrowings(room: Room, asked: Asked, hits: Hits) -> Iterator[Narrowing]:
    """Yield the facets by which a search can be narrowed that is not narrowed by them yet."""
    taken = {node.field for node in asked.narrowed if not (isinstance(node, Days) and len(node.text) == len("2026"))}
    facets = {facet.field: facet for facet in hits.facets}
    for field in FACETS:
        if field not in taken and facets[field].counts:
            yield _narrowing(room, asked, facets[field], partial(Value, field=field, is_exact=True))
    if "on" not in taken and hits.months:
        counts, rest = hits.months[: -VALUES_MAX - 1 : -1], hits.months[:-VALUES_MAX]
        months = Facet(field="on", counts=counts, others=sum(count for _, count in rest))
        yield _narrowing(room, asked, months, lambda text: days_of("on", text))


def _narrowing(room: Room, asked: Asked, facet: Facet, node_of: Callable[..., Value | Days | None]) -> Narrowing:
    nodes = ((node_of(text=value), count) for value, count in facet.counts[:VALUES_MAX])
    path = f"{room.language.prefix}/search"
    ways = tuple(
        Way(label=_called(room, node), count=count, address=asked.narrowed_by(node).address(path))
        for node, count in nodes
        if node
    )
    unnamed = facet.others + sum(count for _, count in facet.counts[VALUES_MAX:])
    return Narrowing(field=facet.field, first=ways[:FIRST], more=ways[FIRST:], others=unnamed)


def _called(room: Room, node: Value | Days) -> str:
    """Return what readers call a value, or the days."""
    language, text = room.language, node.text
    match node.field:
        case "source":
            return room.titled(text)
        case "country":
            return language.country(text)
        case "lang":
            return str(Locale.parse(language.code).languages.get(text, text))
        case "on" | "came":
            return _written_out(text, language)
        case "since" | "until":
            return language.words[f"days_{node.field}"].format(_written_out(text, language))
        case _:
            return text


def _written_out(text: str, language: Language) -> str:
    """Return a day, a month or a year ("2026-11-03", "2026-11", "2026") as the language writes it."""
    pattern = {len("2026"): "y", len("2026-11"): "MMMM y"}.get(len(text), "d MMMM y")
    try:
        return format_date(date.fromisoformat(f"{text}-01-01"[: len("2026-01-01")]), pattern, locale=language.code)
    except ValueError:  # the thirty-first of a month that has thirty days may be asked for
        return text
