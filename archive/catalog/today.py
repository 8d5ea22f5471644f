"""On which days stories came in, and how much there is in all.

A story comes in when its first text is captured; the date that it bears may be an older one. Days are UTC's. Which stories came
in on a day, and how many of whom, a search tells: `came:2026-11-03`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from archive.catalog.database import Database, count_rows
from archive.catalog.schema import fetch, version
from archive.catalog.search.entry import number_of
from archive.catalog.search.schema import text_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A day, on which stories may have come in. `before`, `after`: the nearest days on which any did; None where none is."""

    day: date
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """How much there is: stories, the texts that they have had, exchanges that were captured."""

    stories: int
    texts: int
    captures: int


class DayQuestions:
    """The questions about days, and about all of it."""

    _database: Database
    _holdings: Holdings | None = None

    def arrival(self, day: date | None = None) -> Arrival | None:
        """Return a day with those around it, or of None the newest on which a story came in; None where none ever did."""
        with self._database.read() as connection:
            return _read_arrival(connection, day)

    def holdings(self) -> Holdings:
        """Return how much there is; stories are counted anew only where texts were added since."""
        with self._database.read() as connection:
            texts, captures = count_rows(connection, version), count_rows(connection, fetch)
            if self._holdings is None or self._holdings.texts != texts:
                stories = connection.scalar(select(func.count()).where(version.c.number == 1)) or 0
                self._holdings = Holdings(stories=stories, texts=texts, captures=captures)
            return Holdings(stories=self._holdings.stories, texts=texts, captures=captures)


def _read_arrival(connection: Connection, day: date | None) -> Arrival | None:
    came = text_entry.c.came
    wanted = day or _day(connection.scalar(select(func.max(came))))
    if wanted is None:
        return None
    number = number_of(wanted)
    before = _day(connection.scalar(select(func.max(came)).where(came < number)))
    after = _day(connection.scalar(select(func.min(came)).where(came > number)))
    is_any = before or after or connection.scalar(select(came).where(came == number).limit(1))
    return Arrival(day=wanted, before=before, after=after) if is_any else None


def _day(number: int | None) -> date | None:
    return None if number is None else datetime.strptime(f"{number:08}", "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
