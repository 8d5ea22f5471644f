"""Questions of those who follow a search: how many texts fit it, and which are new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from archive.catalog.database import Database
from archive.catalog.search.columns import Columns
from archive.catalog.search.finding import Which, begin
from archive.catalog.search.news import News, Reach, last_text, read_news
from archive.catalog.search.query import Query


class FollowingQuestions:
    """What can be asked about a search over time. `archive.catalog.asking.Questions` has them with all others."""

    _database: Database
    _columns: Columns

    def count_fitting(self, query: Query, **which: Unpack[Which]) -> int:
        """Return how many texts fit; of very many with a phrase, those alone that were looked at (`Hits.is_exact`)."""
        with self._database.read() as connection:
            return begin(connection, self._columns, which).fitting(query.root).bit_count()

    def last_text(self) -> Reach | None:
        """Return the text that was written last; None in an empty archive."""
        with self._database.read() as connection:
            return last_text(connection)

    def news(self, queries: Mapping[str, Query], reach: Reach | None, countries: Mapping[str, str]) -> News:
        """Return which of the next texts after `reach` fit which of the queries, where their pages' earlier texts did not.

        `countries`: of each source, the code of its country. To be asked again, from the reach it came to, while it goes on.
        """
        with self._database.read() as connection:
            return read_news(connection, queries, reach, countries)
