"""What the reading room is told of the sources: how they are, on what terms they are asked. Read-only, and read seldom.

A look at hundreds of sources takes a second: pages are answered with the last one, while a thread makes the next.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.errors import BadSource, WarraqError
from archive.room.outlets import Outlet
from archive.room.standings import Standings, Terms
from crawler.home.log import logger
from crawler.room.terms import terms_of
from crawler.room.translating import standings_of, week_before
from crawler.watching.view import declared_in, view
from spiders.source import Source, load_all

FRESH = timedelta(seconds=30)
STALE = timedelta(minutes=5)
"""Past this nobody is told of it any more, but waits for a new look."""


class HomeWatch:
    """Looks at the sources of a home. For any number of threads."""

    def __init__(self, home: Path, catalog: Catalog, settings: BaseSettings) -> None:
        self._home, self._catalog, self._settings = home, catalog, settings
        self._looking = threading.Lock()
        self._declared = declared_in(home)
        self._last: Standings | None = None

    @property
    def outlets(self) -> Mapping[str, Outlet]:
        """Who is behind each source, by its name, as they were declared when this began."""
        return {name: _outlet(source) for name, source in self._declared.items()}

    def begin(self) -> None:
        """Look for the first time, while nobody waits."""
        self._look_aside()

    def standings(self, now: datetime) -> Standings:
        """Return how all sources are, as of half a minute ago, or a little more while it is looked at anew."""
        last = self._last
        if last is None or abs(now - last.at) > STALE:
            with self._looking:  # one that looks already is waited for
                last = self._last
                return self._look(now) if last is None or abs(now - last.at) > STALE else last
        if abs(now - last.at) > FRESH:
            self._look_aside()
        return last

    def terms(self, source: str, now: datetime) -> Terms | None:
        """Return on what terms a source is asked; None for one that is declared no more."""
        declared = self._declared.get(source)
        return terms_of(declared, self._catalog, self._home, self._settings, now) if declared else None

    def _look_aside(self) -> None:
        if self._looking.acquire(blocking=False):
            threading.Thread(target=self._look_and_release, name="look at the sources", daemon=True).start()

    def _look_and_release(self) -> None:
        try:
            self._look(datetime.now(UTC))
        except WarraqError as problem:  # whoever asks next sees it, or that it is over
            logger.warning("the sources cannot be looked at: %s", problem)
        finally:
            self._looking.release()

    def _look(self, now: datetime) -> Standings:
        with suppress(BadSource):  # those of before stay, until the mistake is mended
            self._declared = {source.name: source for source in load_all(self._home / "sources")}
        seen = view(self._catalog, self._home, now, self._settings.getint("WARRAQ_DAILY_MAX"), self._declared)
        hours = {one.source: one for one in self._catalog.hours(*week_before(now))}
        self._last = standings_of(seen, hours, self._declared)
        return self._last


def _outlet(source: Source) -> Outlet:
    return Outlet(
        name=source.name, title=source.title, title_en=source.title_en, country=source.country, kind=source.kind.value
    )
