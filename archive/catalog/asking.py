"""What can be asked of a catalogue; each question is one look at one state of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Unpack

from archive.catalog import (
    asked,
    crawls,
    due,
    dump,
    events,
    finding,
    hours,
    imported,
    links,
    mementos,
    missing,
    polls,
    questions,
    readings,
    status,
)
from archive.catalog.answers import Became, Found, History, Hours, Missing, Pace, Status, Total
from archive.catalog.database import Database
from archive.catalog.ids import page_id
from archive.catalog.past import PastQuestions
from archive.catalog.search import filling
from archive.catalog.search import finding as searching
from archive.catalog.search.answers import Hits, Order
from archive.catalog.search.columns import Columns
from archive.catalog.search.finding import Which
from archive.catalog.search.following import FollowingQuestions
from archive.catalog.search.parsing import parse
from archive.catalog.search.query import Query
from archive.catalog.today import DayQuestions
from archive.catalog.tracing.questions import StoryQuestions
from archive.errors import BadUrl
from archive.links import Link
from archive.models import Kept, Original, Record, Validators, Version
from archive.urls import normalize
from archive.watching import CrawlRun, Event, EventKind, Poll, Recheck


class Questions(StoryQuestions, FollowingQuestions, PastQuestions, DayQuestions):
    """The questions, all of them. What is asked for and answered is said by each; how, by the module it asks.

    URLs may be in any spelling that `archive.urls.normalize` makes equal. Any may raise CatalogError.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._columns = Columns()

    def polls(self, sources: Sequence[str] | None = None) -> tuple[Poll, ...]:
        """Return how the lists of the sources (None: of all) stand, by source and address."""
        with self._database.read() as connection:
            return polls.read_polls(connection, sources)

    def due_rechecks(self, sources: Sequence[str], now: datetime, limit: int) -> tuple[Recheck, ...]:
        """Return the sources' stories that are to be looked at again, the longest due first."""
        with self._database.read() as connection:
            return due.due_rechecks(connection, sources, now, limit)

    def next_due(
        self, sources: Sequence[str], now: datetime, lists: Sequence[str] | None = None, *, looks: bool = True
    ) -> dict[str, datetime]:
        """Return when each source next has something to do, `now` or later: a list, a recheck, a link still to be fetched.

        A source of which nothing is known is left out. `lists`: the only ones that count; one that is no longer declared is
        polled no more, and would be due for ever. `looks`: whether rechecks count.
        """
        with self._database.read() as connection:
            return due.next_due(connection, sources, now, lists, looks=looks)

    def count_requests(self, source: str, since: datetime) -> int:
        """Return how many requests of the source were made since then: for stories, lists, robots.txt, redirects."""
        with self._database.read() as connection:
            return asked.count_requests(connection, source, since)

    def nth_request(self, source: str, since: datetime, number: int) -> datetime | None:
        """Return when the request of that number, the first since then being 1, was made; None where there were fewer."""
        with self._database.read() as connection:
            return asked.nth_request(connection, source, since, number)

    def crawls(self, limit: int, *, unfinished: bool = False) -> tuple[CrawlRun, ...]:
        """Return the crawls, or those alone whose end nobody noted, the last begun first."""
        with self._database.read() as connection:
            return crawls.read_crawls(connection, limit, unfinished=unfinished)

    def link(self, url: str) -> Link | None:
        """Return the link of this URL, if a source ever listed it."""
        with self._database.read() as connection:
            return links.read_link(connection, _key(url))

    def pending(self, source: str, limit: int, now: datetime | None = None) -> tuple[Link, ...]:
        """Return at most `limit` links of the source still to be fetched: listed last first, then newest claimed date first.

        News is worth most while it is new; older links follow as soon as a run has room for them. With `now`, those that
        failed for a trouble that may pass are left out while they wait to be tried again.
        """
        with self._database.read() as connection:
            return links.open_links(connection, source, limit, now)

    def events(  # noqa: PLR0913 - what may be asked for is what there is to say of them
        self,
        *,
        since: datetime | None = None,
        after_id: int = 0,
        kinds: Sequence[EventKind] = (),
        source: str | None = None,
        limit: int = 100,
        newest_first: bool = False,
    ) -> tuple[Event, ...]:
        """Return the events seen `since`, written after the one of `after_id`, of the kinds (none: of all) and the source.

        In the order written, which is nearly that of time; `newest_first` turns it round, and `limit` then keeps the newest.
        """
        with self._database.read() as connection:
            return events.read_events(
                connection,
                since=since,
                after_id=after_id,
                kinds=kinds,
                source=source,
                limit=limit,
                newest_first=newest_first,
            )

    def history(self, url_or_id: str) -> History | None:
        """Return all that happened to a page, named as for `find`."""
        with self._database.read() as connection:
            return finding.history(connection, url_or_id)

    def find(self, url_or_id: str) -> Found | None:
        """Return the page of an address (any of the story's, canonical or not), an id, or the beginning of one (from 6 digits).

        None where there is none, and where the beginning fits several: `candidates` tells them.
        """
        with self._database.read() as connection:
            return finding.find(connection, url_or_id)

    def candidates(self, id_prefix: str, limit: int = 10) -> tuple[str, ...]:
        """Return the addresses of the pages whose id begins so."""
        with self._database.read() as connection:
            return finding.candidates(connection, id_prefix, limit)

    def versions(self, url: str) -> tuple[Version, ...]:
        """Return the texts of the article at this URL, oldest first, a thousand at most."""
        with self._database.read() as connection:
            return questions.list_versions(connection, _key(url))

    def recent(self, limit: int) -> tuple[Kept, ...]:
        """Return the outcomes that showed a new or changed text, newest first."""
        with self._database.read() as connection:
            return questions.newest_kept(connection, limit)

    def outcomes(self, limit: int) -> tuple[Kept, ...]:
        """Return the latest outcome of each page that was asked for, newest first: what was kept, and what was not and why."""
        with self._database.read() as connection:
            return questions.last_outcomes(connection, limit)

    def original(self, url: str, digest: str) -> Original | None:
        """Return the whole response of this URL with this entity ("sha256:hex") that a revisit may refer to."""
        with self._database.read() as connection:
            return questions.find_original(connection, _key(url), digest)

    def validators(self, url: str) -> Validators | None:
        """Return what a conditional GET of this URL sends, and the response that a 304 then confirms."""
        with self._database.read() as connection:
            return questions.find_validators(connection, _key(url))

    def last_answer(self, url: str) -> asked.Answer | None:
        """Return what this URL answered the last time it was asked for, whatever for."""
        with self._database.read() as connection:
            return asked.last_answer(connection, _key(url))

    def last_kept(self, url: str) -> Kept | None:
        """Return the latest outcome of this URL, asked for or led to, with its article if it has one."""
        with self._database.read() as connection:
            return questions.last_kept(connection, _key(url))

    def last_reading(self, url: str, digest: str) -> Kept | None:
        """Return the latest outcome that was read from this entity ("sha256:hex") at this URL: it need not be read again."""
        with self._database.read() as connection:
            return questions.last_reading(connection, _key(url), digest)

    def known_exchange(self, url: str, date: datetime, digest: str) -> imported.Known | None:
        """Return what is kept of this URL at this moment with this entity ("sha256:hex"), whoever captured it."""
        with self._database.read() as connection:
            return imported.find_known(connection, _key(url), date, digest)

    def is_kept_at(self, url: str, date: datetime) -> bool:
        """Tell whether an exchange of this URL and moment is kept, whoever captured it."""
        with self._database.read() as connection:
            return imported.is_kept_at(connection, _key(url), date)

    def revisited(self, urls: Sequence[str], digest: str | None, date: datetime | None) -> Record | None:
        """Return the response of one of the URLs that a revisit repeats: by its payload digest, or its moment."""
        with self._database.read() as connection:
            return imported.find_revisited(connection, [_key(url) for url in urls], digest, date)

    def mementos(self, url: str) -> tuple[mementos.Memento, ...]:
        """Return the captures of this URL that can be shown, oldest first; if none, those of the story's other addresses."""
        with self._database.read() as connection:
            return mementos.mementos_of(connection, url)

    def standings(self, choice: readings.Choice) -> Iterator[readings.Standing]:
        """Yield what the chosen captures were last read as: all articles by page and version, then the pages that were none.

        In many transactions: what is written meanwhile may be seen or not.
        """
        for read in (readings.read_texts, readings.read_refusals):
            last: readings.Standing | None = None
            while found := self._read_batch(read, choice, last):
                yield from found
                last = found[-1]

    def count_standings(self, choice: readings.Choice) -> int:
        """Return how many `standings` yields."""
        with self._database.read() as connection:
            return readings.count_readings(connection, choice)

    def search(
        self, query: Query | str, *, order: Order = Order.BEST, offset: int = 0, limit: int = 20, **which: Unpack[Which]
    ) -> Hits:
        """Return a page of what fits the query, counted and marked (`search.finding.find`). No query is an error."""
        asked = parse(query) if isinstance(query, str) else query
        with self._database.read() as connection:
            return searching.find(connection, self._columns, asked, order=order, offset=offset, limit=limit, **which)

    def matching(self, query: Query | str, **which: Unpack[Which]) -> Iterator[tuple[str, int]]:
        """Yield the page's id and the number of every version that fits, in the order they were written, however many."""
        asked = parse(query) if isinstance(query, str) else query
        with self._database.read() as connection:
            ids = searching.fitting_ids(connection, self._columns, asked, **which)
        for start in range(0, len(ids), searching.PLACES):
            with self._database.read() as connection:
                places = searching.places_of(connection, ids[start : start + searching.PLACES])
            yield from places

    def count_unindexed(self) -> int:
        """Return how many texts of before a search would not find yet."""
        with self._database.read() as connection:
            return filling.count_unindexed(connection)

    def status(self, now: datetime) -> Status:
        """Return, by source, links, articles, last fetch, last story and the failures of the day before `now`; and totals."""
        with self._database.read() as connection:
            return status.read_status(connection, now)

    def hours(self, since: datetime, until: datetime, sources: Sequence[str] | None = None) -> tuple[Hours, ...]:
        """Return what the sources (None: all) listed from `since` to before `until`, and what became of it, by the hour.

        The hour of `since` is the first of each. A source of which nothing was counted is left out.
        """
        with self._database.read() as connection:
            return hours.read_hours(connection, since, until, sources)

    def totals(self, since: datetime, until: datetime) -> tuple[Total, ...]:
        """Return, by source, what was listed from the hour of `since` to before `until`, and what became of what."""
        with self._database.read() as connection:
            return hours.read_totals(connection, since, until)

    def paces(self, since: datetime, until: datetime) -> tuple[Pace, ...]:
        """Return, by source, how much polls listed in each hour from that of `since` to before `until`."""
        with self._database.read() as connection:
            return hours.read_paces(connection, since, until)

    def became(self, source: str, since: datetime) -> tuple[Became, ...]:
        """Return what became of the links that a source listed since then, by day, state and reason, the last day first."""
        with self._database.read() as connection:
            return missing.read_became(connection, source, since)

    def missing(self, source: str, since: datetime, limit: int) -> tuple[Missing, ...]:
        """Return the links that a source listed since then and that are not archived, with why, the last listed first."""
        with self._database.read() as connection:
            return missing.read_missing(connection, source, since, limit)

    def dump(self) -> Iterator[str]:
        """Yield the canonical dump, one JSON line a row, from one state of the catalogue."""
        with self._database.read() as connection:
            yield from dump.dump_lines(connection)

    def _read_batch(
        self, read: readings.Walk, choice: readings.Choice, after: readings.Standing | None
    ) -> tuple[readings.Standing, ...]:
        with self._database.read() as connection:
            return read(connection, choice, after)


def _key(url: str) -> str:
    try:
        return page_id(normalize(url))
    except BadUrl:
        return page_id(url)
