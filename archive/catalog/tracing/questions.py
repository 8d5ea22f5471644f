"""What can be asked about stories and their printings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from archive.catalog import finding
from archive.catalog.database import Database
from archive.catalog.ids import page_id
from archive.catalog.search.entry import number_of
from archive.catalog.tracing import filling
from archive.catalog.tracing.answers import Reprinted, Story
from archive.catalog.tracing.gathering import Gathered, find_hubs, gather, ids_of
from archive.catalog.tracing.stories import Star
from archive.catalog.tracing.telling import PRINTINGS_MAX, article_id_of, tell, tell_briefly, tell_lone
from archive.catalog.tracing.texts import read_first


class StoryQuestions:
    """The questions about stories. `agencies`: names of sources that are declared to be agencies; others are known by name."""

    _database: Database

    def story(self, url_or_id: str, agencies: Collection[str] = ()) -> Story | None:
        """Return the story that an article, named as for `find`, began or is a printing of; its first where it is of several.

        One without printings where nobody else is known to have it; None where there is no such article.
        """
        return next(iter(self.stories(url_or_id, agencies)), None)

    def stories(self, url_or_id: str, agencies: Collection[str] = (), limit: int = PRINTINGS_MAX) -> tuple[Story, ...]:
        """Return the stories of an article: one that it began first, then those it is a printing of.

        `limit`: printings of each that are told, PRINTINGS_MAX at most.
        """
        with self._database.read() as connection:
            found = finding.find(connection, url_or_id)
            key = page_id(found.url) if found and found.versions else None
            return _stories(connection, key, agencies, limit) if key else ()

    def stories_briefly(self, url_or_id: str, agencies: Collection[str] = ()) -> tuple[Reprinted, ...]:
        """Return what a list says of the stories of an article that has printings, or is one; in the order of `stories`."""
        with self._database.read() as connection:
            found = finding.find(connection, url_or_id)
            if found is None or not found.versions:
                return ()
            gathered, own = _gather(connection, page_id(found.url), agencies)
            return tuple(tell_briefly(connection, gathered, star, agencies) for star in own)

    def story_ids(self, url_or_id: str, agencies: Collection[str] = ()) -> tuple[str, ...]:
        """Return the ids of the stories of an article that has printings, or is one; as `stories`, without telling them."""
        with self._database.read() as connection:
            found = finding.find(connection, url_or_id)
            if found is None or not found.versions:
                return ()
            gathered, own = _gather(connection, page_id(found.url), agencies)
            return tuple(article_id_of(gathered.nodes[star.origin].page_id) for star in own)

    def most_reprinted(self, day: date, limit: int = 10, agencies: Collection[str] = ()) -> tuple[Reprinted, ...]:
        """Return the stories that most outlets printed, of which a text came in on that day, the most printed first."""
        with self._database.read() as connection:
            hubs = find_hubs(connection, number_of(day))
            seen: set[int] = set()
            found: list[Reprinted] = []
            for hub in hubs:
                if len(found) >= limit:
                    break
                if hub not in seen:
                    gathered = gather(connection, [hub], agencies)
                    seen |= set(gathered.nodes)
                    found += [tell_briefly(connection, gathered, star, agencies) for star in gathered.stars]
        return tuple(sorted(found, key=lambda one: (-one.outlets, -one.last_at.timestamp(), one.id))[:limit])

    def is_trace_whole(self) -> bool:
        """Return whether every text is traced: quick, where `count_untraced` counts them all."""
        with self._database.read() as connection:
            return filling.is_whole(connection)

    def count_untraced(self) -> int:
        """Return how many texts of before no story has yet."""
        with self._database.read() as connection:
            return filling.count_untraced(connection)


def _stories(connection: Connection, key: str, agencies: Collection[str], limit: int) -> tuple[Story, ...]:
    gathered, own = _gather(connection, key, agencies)
    if own:
        return tuple(tell(connection, gathered, star, agencies, limit) for star in own)
    told = read_first(connection, key, agencies)
    return (tell_lone(told),) if told else ()


def _gather(connection: Connection, key: str, agencies: Collection[str]) -> tuple[Gathered, list[Star]]:
    """Return what hangs together with a page, and the stories of it that are the page's own: which it began, first."""
    ids = set(ids_of(connection, key))
    gathered = gather(connection, ids, agencies)
    own = [star for star in gathered.stars if star.origin in ids or ids & set(star.members)]
    return gathered, sorted(own, key=lambda star: star.origin not in ids)
