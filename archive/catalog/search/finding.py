"""Search: from a query to the texts that fit it, in order, counted by what they have in common, the words found marked."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict, Unpack

from sqlalchemy import Connection, select, text

from archive.catalog.ids import article_id
from archive.catalog.schema import page, version
from archive.catalog.search.answers import Facet, Hit, Hits, Order
from archive.catalog.search.columns import Columns
from archive.catalog.search.filling import is_whole
from archive.catalog.search.marking import Wanted, mark, snippet, wanted_of
from archive.catalog.search.masks import Mask
from archive.catalog.search.matching import READ_MAX, Search, expression, is_text
from archive.catalog.search.query import All, Node, Query
from archive.catalog.search.schema import text_entry
from archive.catalog.search.suggesting import suggest

LIMIT_MAX = 200
"""Hits on one page: each is read and marked."""

OFFSET_MAX = 10_000
"""How far one may leaf; a narrower query, by days for one, leads further."""

RANKED_MAX = 2_000
"""Texts that are weighed against each other. Of more, those with the words in the headline come first, then the newest."""

FACET_MAX = 100
"""Values of a facet that are told apart."""

PLACES = 500
"""Entries whose places are asked for at once."""

_SCORES = text(
    "SELECT rowid, bm25(search_text, 8.0, 1.0, 4.0, 4.0) FROM search_text"  # headline, body, author, place
    " WHERE search_text MATCH :match AND +rowid IN (SELECT value FROM json_each(:ids))"
)


class Which(TypedDict, total=False):
    """`older`: texts too that their pages showed before. `countries`: of each source, the code of its country."""

    older: bool
    countries: Mapping[str, str]


def find(  # noqa: PLR0913 - what may be asked for is what there is to say of it
    connection: Connection,
    columns: Columns,
    query: Query,
    *,
    order: Order = Order.BEST,
    offset: int = 0,
    limit: int = 20,
    **which: Unpack[Which],
) -> Hits:
    """Return a page of what fits the query; `limit`, `offset`: LIMIT_MAX and OFFSET_MAX at most.

    The same in any catalogue of the same archive, one rebuilt included.
    """
    offset, limit = min(max(offset, 0), OFFSET_MAX), min(max(limit, 0), LIMIT_MAX)
    search = begin(connection, columns, which)
    fitting = search.fitting(query.root)
    ordered = _ordered(search, query, fitting, order, offset + limit)
    days = columns.count_days(fitting)
    total = fitting.bit_count()
    return Hits(
        query=query,
        order=order,
        offset=offset,
        total=total,
        is_exact=not search.unread,
        hits=_read_hits(connection, columns, ordered[offset:], wanted_of(query)),
        facets=_facets(columns, fitting, search.countries),
        days=_dated(days, lambda day: f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"),
        months=_dated(days, lambda day: f"{day // 10_000:04}-{day // 100 % 100:02}"),
        suggestions=suggest(search, query, total),
        is_whole=is_whole(connection),
    )


def fitting_ids(connection: Connection, columns: Columns, query: Query, **which: Unpack[Which]) -> array[int]:
    """Return the entries of all versions that fit, in the order they were written; phrases are looked for in all."""
    search = begin(connection, columns, which)
    search.reads = None
    return array("q", columns.ids(search.fitting(query.root)))


def places_of(connection: Connection, ids: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """Return the page and the number of the version of each entry, in order."""
    places = select(text_entry.c.page_id, text_entry.c.number).where(text_entry.c.id.in_(ids)).order_by(text_entry.c.id)
    return tuple((row.page_id, row.number) for row in connection.execute(places))


def begin(connection: Connection, columns: Columns, which: Which) -> Search:
    """Return the search of what the archive holds now."""
    state = columns.follow(connection)
    within = columns.every(state, older=which.get("older", False))
    return Search(connection, columns, state, which.get("countries", {}), within, READ_MAX)


def _ordered(search: Search, query: Query, fitting: Mask, order: Order, limit: int) -> list[int]:
    """Return the ids that come first. What is alike in rank: the newest first."""
    words = _words_of(query.root)
    if order is Order.NEWEST or words is None:
        return search.columns.newest(fitting, limit)
    if fitting.bit_count() > RANKED_MAX:
        return _headlines_first(search, words, fitting, limit)
    ids = json.dumps(list(search.columns.ids(fitting)))
    scores = search.connection.execute(_SCORES, {"match": expression(words), "ids": ids}).all()
    ranked = sorted((_rounded(score), -search.columns.moment[entry], entry) for entry, score in scores)
    return [entry for _, _, entry in ranked[:limit]]


def _rounded(score: float) -> float:
    """Return a weight with two digits that count: what differs by less is alike."""
    return float(f"{score:.2g}")


def _words_of(root: Node | None) -> Node | None:
    """Return what of a query texts are weighed by: words and phrases that all must hold; None where there is nothing of it."""
    nodes = root.nodes if isinstance(root, All) else (root,)
    asked = tuple(node for node in nodes if node is not None and is_text(node))
    return All(nodes=asked) if asked else None


def _headlines_first(search: Search, words: Node, fitting: Mask, limit: int) -> list[int]:
    first = search.matching(expression(words, in_headline=True)) & fitting
    found = search.columns.newest(first, limit)
    return found + search.columns.newest(fitting & ~first, limit - len(found))


def _read_hits(connection: Connection, columns: Columns, ids: list[int], wanted: Wanted) -> tuple[Hit, ...]:
    same = (version.c.page_id == text_entry.c.page_id) & (version.c.number == text_entry.c.number)
    query = (
        select(text_entry.c.id, page.c.url, version.c.number, version.c.source, version.c.captured_at, version.c.article)
        .join(version, same)
        .join(page, page.c.id == version.c.page_id)
        .where(text_entry.c.id.in_(ids))
    )
    rows = {row.id: row for row in connection.execute(query)}
    return tuple(
        Hit(
            id=article_id(row.url),
            url=row.url,
            number=row.number,
            is_latest=bool(columns.latest >> row.id & 1),
            source=row.source,
            captured_at=row.captured_at,
            article=row.article,
            headline=mark(row.article.headline, wanted),
            snippet=snippet(row.article.article_body, wanted),
        )
        for row in map(rows.__getitem__, ids)
    )


def _facets(columns: Columns, fitting: Mask, countries: Mapping[str, str]) -> tuple[Facet, ...]:
    by_outlet, by_kind = columns.count_values("outlet", fitting), columns.count_kinds(fitting)
    by_country: Counter[str] = Counter()
    for outlet, count in by_outlet.items():
        by_country[countries.get(outlet, "")] += count
    counts = {
        "source": by_outlet,
        "agency": by_kind["agency"],
        "section": by_kind["section"],
        "lang": by_kind["language"],
        "country": by_country,
    }
    return tuple(_facet(name, counted) for name, counted in counts.items())


def _facet(name: str, counts: Mapping[str, int]) -> Facet:
    """Return the facet of the values that are there."""
    ranked = sorted(((value, count) for value, count in counts.items() if value), key=lambda item: (-item[1], item[0]))
    return Facet(field=name, counts=tuple(ranked[:FACET_MAX]), others=sum(count for _, count in ranked[FACET_MAX:]))


def _dated(days: Mapping[int, int], written: Callable[[int], str]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for day, count in sorted(days.items()):
        counts[written(day)] += count
    return tuple(counts.items())
