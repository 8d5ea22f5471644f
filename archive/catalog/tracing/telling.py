"""A story told: its origin, and of each printing what was done to it on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from archive.catalog.ids import article_id
from archive.catalog.tracing.answers import Clock, Printing, Reprinted, Story
from archive.catalog.tracing.entry import is_same_outlet
from archive.catalog.tracing.gathering import Gathered
from archive.catalog.tracing.stories import Node, Star
from archive.catalog.tracing.texts import Told, read_addresses, read_texts
from archive.text.origin.agencies import UNNAMED, agency_at, agency_named
from archive.text.printings.crediting import credit_fate
from archive.text.printings.editing import editing
from archive.text.printings.judge import judge
from archive.text.printings.likeness import text_of
from archive.text.printings.shingles import words_of

PRINTINGS_MAX = 100
"""Printings of a story that are told, the first of each outlet; how many outlets there are is counted of all."""

Row = tuple[Node, ...]
"""The texts of one outlet in a story, the earliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tale:
    """A story with what is known of its texts."""

    gathered: Gathered
    star: Star
    told: Mapping[int, Told]
    agency: str | None
    urls: Mapping[str, str]

    @property
    def origin(self) -> Told:
        return self.told[self.star.origin]


def tell(
    connection: Connection,
    gathered: Gathered,
    star: Star,
    agencies: Collection[str] = (),
    limit: int = PRINTINGS_MAX,
) -> Story:
    """Return the story around an origin. `agencies`: names of sources whose own texts are an agency's.

    `limit`: printings that are told; who is credited most is asked of PRINTINGS_MAX of them.
    """
    rows = by_outlet(gathered.nodes[each] for each in star.members)
    shown = rows[:PRINTINGS_MAX]
    ids = {star.origin, *(each for row in shown for each in (row[0].text_id, star.members[row[0].text_id]))}
    told = read_texts(connection, (gathered.nodes[each] for each in sorted(ids)), agencies)
    agency = agency_of(told[star.origin], [told[row[0].text_id] for row in shown])
    urls = read_addresses(connection, {node.page_id for row in shown for node in row})
    tale = _Tale(gathered=gathered, star=star, told=told, agency=agency, urls=urls)
    return Story(
        id=tale.origin.shown.id,
        origin=tale.origin.shown,
        agency=agency,
        printings=tuple(_printing(tale, row) for row in shown[:limit]),
        outlets=len(rows),
        is_whole=gathered.is_whole and len(rows) <= min(limit, PRINTINGS_MAX),
    )


def tell_lone(told: Told) -> Story:
    """Return the story of a text that nobody else is known to have printed."""
    return Story(id=told.shown.id, origin=told.shown, agency=agency_of(told, ()), printings=(), outlets=0)


def tell_briefly(connection: Connection, gathered: Gathered, star: Star, agencies: Collection[str] = ()) -> Reprinted:
    """Return what a list says of the story."""
    rows = by_outlet(gathered.nodes[each] for each in star.members)
    ids = (star.origin, *(row[0].text_id for row in rows[:PRINTINGS_MAX]))
    told = read_texts(connection, (gathered.nodes[each] for each in ids), agencies)
    origin = told[star.origin]
    return Reprinted(
        id=origin.shown.id,
        origin=origin.shown,
        agency=agency_of(origin, [told[each] for each in ids[1:]]),
        outlets=len(rows),
        printings=tuple(told[each].shown.id for each in ids[1:]),
        last_at=datetime.fromtimestamp(max(row[0].appeared_s for row in rows), UTC),
    )


def by_outlet(nodes: Iterable[Node]) -> list[Row]:
    """Return the texts by whose they are, in the order in which each outlet first had one."""
    rows: list[list[Node]] = []
    for node in sorted(nodes, key=lambda node: (node.appeared_s, node.page_id, node.number)):
        own = next((row for row in rows if is_same_outlet(row[0].outlet, node.outlet)), None)
        if own is None:
            rows.append([node])
        else:
            own.append(node)
    return [tuple(row) for row in rows]


def agency_of(origin: Told, printings: Sequence[Told]) -> str | None:
    """Return whose text it is: the agency on whose site it stands, else whom it credits, else whom most printings credit."""
    article = origin.article
    publisher = article.publisher or ""
    if origin.shown.is_agencys:
        return agency_at(article.url) or agency_named(publisher) or article.source_organization or origin.shown.outlet
    credited = Counter(name for one in printings if (name := one.article.source_organization) and name != UNNAMED)
    most = credited.most_common(1)
    named = article.source_organization
    return named if named and named != UNNAMED else most[0][0] if most else None


def _printing(tale: _Tale, row: Row) -> Printing:
    text_id = row[0].text_id
    printed, parent = tale.told[text_id], tale.star.members[text_id]
    origin = tale.origin
    by = tale.told[parent]
    is_own = by.shown.id == origin.shown.id
    return Printing(
        text=printed.shown,
        lag_s=_lag_s(origin, printed),
        credit=credit_fate(tale.agency, printed.article),
        is_headline_same=words_of(origin.shown.headline) == words_of(printed.shown.headline),
        verdict=judge(text_of(by.article.article_body), text_of(printed.article.article_body)),
        editing=editing(by.article if is_own else origin.article, printed.article),
        origin_number=(by if is_own else origin).shown.number,
        through=None if is_own else by.shown.id,
        also=tuple(sorted({tale.urls[node.page_id] for node in row} - {printed.shown.url})),
        stories=_other_stories(tale, text_id),
    )


def _lag_s(origin: Told, printed: Told) -> float | None:
    """Return how long after the origin; None for a day that is all that is known, and is the same."""
    lag_s = (printed.shown.appeared_at - origin.shown.appeared_at).total_seconds()
    is_by_day = Clock.DAY in (origin.shown.clock, printed.shown.clock)
    is_same_day = printed.shown.appeared_at.date() == origin.shown.appeared_at.date()
    return None if is_by_day and is_same_day else lag_s


def _other_stories(tale: _Tale, text_id: int) -> tuple[str, ...]:
    others = (star for star in tale.gathered.stars if text_id in star.members and star.origin != tale.star.origin)
    pages = {tale.gathered.nodes[star.origin].page_id for star in others}
    return tuple(sorted(article_id_of(page_id) for page_id in pages))


def article_id_of(page_id: str) -> str:
    """Return the article id of a page's key."""
    return page_id[: len(article_id(""))]
