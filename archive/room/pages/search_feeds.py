"""A search to be followed: its newest stories as RSS, Atom or JSON Feed, whatever was asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from starlette.requests import Request
from starlette.responses import Response

from archive.catalog.search.answers import Hit, Order
from archive.catalog.search.explaining import explain
from archive.exchange.atom import MIME as ATOM_MIME
from archive.exchange.atom import Entry, Feed, atom
from archive.exchange.jsonfeed import MIME as JSON_MIME
from archive.exchange.jsonfeed import json_feed
from archive.exchange.rss import MIME as RSS_MIME
from archive.exchange.rss import rss
from archive.room.etags import tagged
from archive.room.pages.search_asked import Asked, read_asked
from archive.room.pages.search_view import WORDINGS, found
from archive.room.room import Handler, Room

ENTRIES = 50

Written = Callable[[Feed, Sequence[Entry], str], bytes]


def _page(ending: str, written: Written, mime: str) -> Handler:
    """Return the handler of one kind of feed, whose address ends so."""

    def feed(room: Room, request: Request) -> Response:
        asked = replace(read_asked(request.query_params), order=Order.NEWEST, page=1)
        hits = found(room, asked, offset=0, limit=ENTRIES)
        body = written(_feed(room, asked, ending), _entries(room, asked, hits.hits), room.language.code)
        return tagged(request, body, f"{mime}; charset=utf-8")

    return feed


search_rss = _page(".rss", rss, RSS_MIME)
search_atom = _page(".atom", lambda feed, entries, _: atom(feed, entries), ATOM_MIME)
search_json = _page(".json", json_feed, JSON_MIME)


def _feed(room: Room, asked: Asked, ending: str) -> Feed:
    base, said = f"{room.origins.room}{room.language.prefix}/search", replace(asked, order=Order.BEST)
    title = f"{room.language.words['name']}: {explain(asked.query(), WORDINGS[room.language.code])}"
    own = said.address(f"{base}{ending}")
    return Feed(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, said.address('warraq:search'))}", title=title, link=asked.address(base), own=own
    )


def _entries(room: Room, asked: Asked, hits: Sequence[Hit]) -> list[Entry]:
    return list(map(partial(_entry, room, asked), hits))


def _entry(room: Room, asked: Asked, hit: Hit) -> Entry:
    article = hit.article
    outlet = room.titled(hit.source) if hit.source else article.publisher
    version = f"#{hit.number}" if asked.older else ""  # several texts of one page are several entries
    return Entry(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, hit.id + version)}",
        title=article.headline,
        updated=hit.captured_at,
        published=_moment(article.date_published),
        link=f"{room.origins.room}{room.language.prefix}/story/{hit.id}",
        summary=hit.snippet.text + (" …" if hit.snippet.is_cut_after else ""),
        categories=tuple((term, None) for term in (article.source_organization, outlet, article.article_section) if term),
    )


def _moment(printed: date | datetime | None) -> datetime | None:
    """Return what a page printed as a moment: a day is its midnight in UTC. None where it lies at the edge of the calendar."""
    if printed is None:
        return None
    moment = printed if isinstance(printed, datetime) else datetime(printed.year, printed.month, printed.day, tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
