"""What is read of a running schedule for who watches it: when it is asked for, and at most twice a minute."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from time import monotonic

from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.catalog.hours import HOUR, hour_of
from archive.catalog.schema import COUNTS
from archive.errors import WarraqError
from crawler.scheduling.chosen import note_chosen
from crawler.watching.view import View, view
from spiders.source import Source

FRESH_S = 30.0
"""A reading of hundreds of sources takes half a second: however often it is asked for, it is read no oftener."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A schedule at a moment. `seen`: None where the catalogue cannot be read, which `problem` says.

    `counts`: by source and name of `archive.catalog.schema.COUNTS`, since the schedule began. `looked_at`: when the schedule
    last looked after its crawls. `looked_ago_s`: how long ago, by the clock that nobody sets.
    """

    at: datetime
    seen: View | None
    problem: str | None
    counts: Mapping[tuple[str, str], int]
    looked_at: datetime
    looked_ago_s: float
    free_bytes: int
    free_min_bytes: int


class Readings:
    """Reads the archive in `home` for all who ask, in whatever threads they do; the schedule waits for none of them."""

    def __init__(self, home: Path, settings: BaseSettings) -> None:
        self._home = home
        self._free_min_bytes = settings.getint("WARRAQ_DISK_FREE_MIN")
        self._daily_max = settings.getint("WARRAQ_DAILY_MAX")
        self._sources: Mapping[str, Source] = {}
        self._counts = _Counts(datetime.now(UTC))
        self._lock = threading.Lock()
        self._last: tuple[float, View | None, str | None, Mapping[tuple[str, str], int]] | None = None
        self.looked()

    def take(self, sources: Iterable[Source]) -> None:
        """Let these be the sources from now on, and let others that look at the home know."""
        self._sources = {source.name: source for source in sources}
        note_chosen(self._home, self._sources)

    def looked(self) -> None:
        """Note that the schedule looked after its crawls."""
        self._looked = datetime.now(UTC), monotonic()

    def read(self) -> Reading:
        """Return how all stands, as of half a minute ago at most."""
        with self._lock:
            if self._last is None or monotonic() - self._last[0] > FRESH_S:
                self._last = self._look()
            _, seen, problem, counts = self._last
        looked_at, looked = self._looked
        return Reading(
            at=datetime.now(UTC),
            seen=seen,
            problem=problem,
            counts=counts,
            looked_at=looked_at,
            looked_ago_s=monotonic() - looked,
            free_bytes=disk_usage(self._home).free,
            free_min_bytes=self._free_min_bytes,
        )

    def _look(self) -> tuple[float, View | None, str | None, Mapping[tuple[str, str], int]]:
        now = datetime.now(UTC)
        try:
            with Catalog.open(self._home / "catalog.sqlite", read_only=True) as catalog:
                seen = view(catalog, self._home, now, self._daily_max, self._sources)
                return monotonic(), seen, None, self._counts.read(catalog, now)
        except (WarraqError, OSError) as problem:
            return monotonic(), None, str(problem), {}


class _Counts:
    """Sums since a moment. Hours that are long over are added up once; a clock that was set back begins anew."""

    def __init__(self, since: datetime) -> None:
        self._begin(since)

    def read(self, catalog: Catalog, now: datetime) -> Mapping[tuple[str, str], int]:
        if hour_of(now) < self._since:
            self._begin(now)
        while self._since + 2 * DAY < now:
            self._settled += _counted(catalog, self._since, self._since + DAY)
            self._since += DAY
        return self._settled + _counted(catalog, self._since, now + HOUR)

    def _begin(self, since: datetime) -> None:
        self._since, self._settled = hour_of(since), Counter[tuple[str, str]]()


def _counted(catalog: Catalog, since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    totals = catalog.totals(since, until)
    return Counter({(total.source, name): getattr(total, name) for total in totals for name in COUNTS})
