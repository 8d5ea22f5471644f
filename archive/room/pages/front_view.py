"""What the front page shows of a day, gathered: what came in, by whom; what was reprinted most, edited silently, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from archive.catalog.changed import Changed, Wanted
from archive.catalog.search.answers import Facet, Hit, Hits, Order
from archive.catalog.search.parsing import days_of
from archive.catalog.search.query import Value
from archive.catalog.today import Holdings
from archive.catalog.tracing.answers import Reprinted
from archive.models import Article
from archive.room.pages.search_asked import Asked
from archive.room.pages.search_view import FEEDS, found
from archive.room.room import Room
from archive.watching import EventKind

NEWEST = 16
"""Stories of a day that are shown, besides those most reprinted."""

READ = 2 * NEWEST
"""Stories of a day that are read: of those most reprinted, the printings are not shown again."""

REPRINTED_MAX = 7
CHANGES_MAX = 8
BARS_MAX = 8
"""Countries, agencies and outlets that have a bar of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How many of a day's stories are of one country, agency or outlet.

    `name`: a country's code, the source's name, or what pages say; `label`: what readers call it. `share`: of the most that
    any has, above 0 to 1. `query` and `address`: the search that finds exactly these.
    """

    name: str
    label: str
    count: int
    share: float
    query: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A day's stories by country, agency or outlet (`field`), the greatest first. `others`: stories of those without a bar.

    Stories that have no such thing, as one without an agency, are in neither.
    """

    field: str
    bars: tuple[Bar, ...]
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A story that came in. `outlet`: what readers call who printed it, or None.

    `at`: when it appeared, as printed: a plain date where no time is; its capture, where nothing is, or what is yet to come.
    """

    id: str
    outlet: str | None
    at: datetime | date
    captured_at: datetime
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The story on top. `outlets`: how many print it beside its origin; None where it is on top because it is the newest.

    `trace`: who printed it, or None.
    """

    story: Told
    outlets: int | None
    trace: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A silent edit, or a removal. `at`: when it was seen. `address`: the two texts compared, or the story."""

    id: str
    kind: EventKind
    at: datetime
    headline: str
    outlet: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """A day in UTC; None in an archive that has no story. `before`, `after`: the nearest days on which stories came in.

    `count`: how many did; `address`: the search for all of them. `reprinted`: the stories most reprinted of which a
    printing came in, without the one on top. `newest`: what else came in, the last to appear first. `feeds`: media type,
    name, address of what is new on any day. `is_whole`: False where some of the archive is not indexed yet, and not counted.
    """

    day: date | None
    before: date | None
    after: date | None
    count: int
    address: str
    lead: Lead | None
    reprinted: tuple[Reprinted, ...]
    newest: tuple[Told, ...]
    countries: Counted
    agencies: Counted
    outlets: Counted
    changes: tuple[Change, ...]
    holdings: Holdings
    feeds: tuple[tuple[str, str, str], ...]
    is_whole: bool


def today(room: Room, day: date | None = None) -> Today:
    """Return what there is to say of a day; of None, the newest on which a story came in."""
    arrival = room.catalog.arrival(day)
    shown = arrival.day if arrival else None
    asked = _asked(shown)
    hits = found(room, asked, offset=0, limit=READ)
    reprinted = room.catalog.most_reprinted(shown, REPRINTED_MAX, room.agencies) if shown else ()
    lead = _lead(room, hits, reprinted)
    above = {lead.story.id if lead else "", *(key for one in reprinted for key in (one.id, *one.printings))}
    return Today(
        day=shown,
        before=arrival.before if arrival else None,
        after=arrival.after if arrival else None,
        count=hits.total,
        address=asked.address(_path(room)),
        lead=lead,
        reprinted=reprinted[1:] if lead and lead.outlets else reprinted,
        newest=tuple(_told(room, hit) for hit in hits.hits if hit.id not in above)[:NEWEST],
        countries=_counted(room, asked, hits, "country"),
        agencies=_counted(room, asked, hits, "agency"),
        outlets=_counted(room, asked, hits, "source"),
        changes=_changes(room, shown) if shown else (),
        holdings=room.catalog.holdings(),
        feeds=tuple((kind, name, f"{_path(room)}{ending}") for kind, name, ending in FEEDS),
        is_whole=hits.is_whole,
    )


def _path(room: Room) -> str:
    return f"{room.language.prefix}/search"


def _asked(day: date | None) -> Asked:
    """Return the search for all that came in on a day, the last to appear first."""
    came = days_of("came", day.isoformat()) if day else None
    return Asked(narrowed=(came,) if came else (), order=Order.NEWEST)


def _span(day: date) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a day. The next day's first would be too late for the last day of all."""
    return datetime.combine(day, time.min, UTC), datetime.combine(day, time.max, UTC)


def _lead(room: Room, hits: Hits, reprinted: Sequence[Reprinted]) -> Lead | None:
    """Return the story most reprinted; else the newest that an agency is credited for; else the newest."""
    for one in reprinted[:1]:
        if story := _origin(room, one):
            return Lead(story=story, outlets=one.outlets, trace=f"{room.language.prefix}/story/{one.id}/trace")
    credited = (hit for hit in hits.hits if hit.article.source_organization)
    newest = next(credited, None) or next(iter(hits.hits), None)
    return Lead(story=_told(room, newest), outlets=None, trace=None) if newest else None


def _origin(room: Room, one: Reprinted) -> Told | None:
    """Return the text that the printings of a story began from."""
    story = room.catalog.find(one.id)
    texts = story.versions if story else ()
    text = next((version for version in texts if version.number == one.origin.number), None)
    return _told_of(room, one.id, one.origin.source, text.captured_at, text.article) if text else None


def _told(room: Room, hit: Hit) -> Told:
    return _told_of(room, hit.id, hit.source, hit.captured_at, hit.article)


def _told_of(room: Room, key: str, source: str | None, captured_at: datetime, article: Article) -> Told:
    outlet, at = _outlet(room, source, article), _appeared(article, captured_at)
    return Told(id=key, outlet=outlet, at=at, captured_at=captured_at, article=article)


def _outlet(room: Room, source: str | None, article: Article | None) -> str | None:
    if source in room.outlets:
        return room.titled(source or "")
    return (article.publisher if article else None) or source


def _appeared(article: Article, captured_at: datetime) -> datetime | date:
    printed = article.date_published
    if isinstance(printed, datetime):
        return min(printed, captured_at).astimezone(UTC)
    return captured_at if printed is None else min(printed, captured_at.date())


def _counted(room: Room, asked: Asked, hits: Hits, field: str) -> Counted:
    facet = next(one for one in hits.facets if one.field == field)
    most = max((count for _, count in facet.counts), default=0)
    bars = tuple(_bar(room, asked, facet, name, count, count / most) for name, count in facet.counts[:BARS_MAX])
    others = facet.others + sum(count for _, count in facet.counts[BARS_MAX:])
    return Counted(field=field, bars=bars, others=others)


def _bar(room: Room, asked: Asked, facet: Facet, name: str, count: int, share: float) -> Bar:  # noqa: PLR0913, PLR0917
    narrowed = asked.narrowed_by(Value(field=facet.field, text=name, is_exact=True))
    return Bar(
        name=name,
        label=_called(room, facet.field, name),
        count=count,
        share=share,
        query=str(narrowed.query()),
        address=narrowed.address(_path(room)),
    )


def _called(room: Room, field: str, name: str) -> str:
    return room.language.country(name) if field == "country" else room.titled(name) if field == "source" else name


def _changes(room: Room, day: date) -> tuple[Change, ...]:
    since, until = _span(day)
    wanted = Wanted(kinds=(EventKind.SILENT_EDIT, EventKind.REMOVED), since=since, until=until)
    return tuple(_change(room, one) for one in room.catalog.changed(wanted, CHANGES_MAX))


def _change(room: Room, one: Changed) -> Change:
    event, text = one.event, one.after or one.before
    page = f"{room.language.prefix}/story/{one.id}"
    is_compared = one.before is not None and one.after is not None
    return Change(
        id=one.id,
        kind=event.kind,
        at=event.at,
        headline=text.headline if text else event.url,
        outlet=_outlet(room, event.source, text),
        address=f"{page}/versions?from={event.previous}&to={event.version}" if is_compared else page,
    )
