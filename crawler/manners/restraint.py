"""What a crawl leaves for later: sources in their quiet hours, and those that have had their day's requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from scrapy import Request

from crawler.home.log import logger
from crawler.manners.allowance import Allowance
from spiders.quiet import quiet_until
from spiders.source import Source


class Restraint:
    """Counts the requests of one crawl. `is_walk`: one that goes back in time, which leaves room for what is new."""

    def __init__(self, sources: Iterable[Source], allowances: Mapping[str, Allowance], *, is_walk: bool = False) -> None:
        self._sources = {source.name: source for source in sources}
        self._allowances = allowances
        self._made = dict.fromkeys(allowances, 0)
        self._is_walk = is_walk
        self._told: set[str] = set()

    def why_not(self, request: Request, now: datetime) -> str | None:
        """Return why a request must be left, or None, and then it counts as made; to be asked once a request."""
        source = self._sources.get(str(request.meta.get("source")))
        if source is None:
            return None
        may_wait = self._is_walk or bool(request.meta.get("recheck"))
        why = quiet_words(source, now) or self._spent(source.name, may_wait=may_wait)
        if why is not None:
            self._tell(source.name, why)
        elif source.name in self._made:
            self._made[source.name] += 1
        return why

    def _spent(self, name: str, *, may_wait: bool) -> str | None:
        allowance = self._allowances.get(name)
        if allowance is None or self._made[name] < (allowance.left_later if may_wait else allowance.left):
            return None
        return spent_words(allowance)

    def _tell(self, name: str, why: str) -> None:
        if name not in self._told:
            self._told.add(name)
            logger.info("source=%s is left: %s", name, why)


def held_words(source: Source, allowance: Allowance | None, now: datetime) -> str | None:
    """Return why a source is to be left alone now, in words; None where nothing says so."""
    if allowance is not None and allowance.room_at is not None:
        return quiet_words(source, now) or spent_words(allowance)
    return quiet_words(source, now)


def free_at(source: Source, allowance: Allowance | None, at: datetime) -> datetime:
    """Return when a source may be crawled that is due at `at`: when there is room, and its quiet is over."""
    if allowance is not None and allowance.room_at is not None:
        at = max(at, allowance.room_at)
    return quiet_until(source.manners.quiet, source.time_zone, at) or at


def quiet_words(source: Source, now: datetime) -> str | None:
    """Return what is said of a source in its quiet hours; None outside them."""
    until = quiet_until(source.manners.quiet, source.time_zone, now)
    if until is None:
        return None
    return f"its quiet hours last until {until.astimezone(ZoneInfo(source.time_zone)):%H:%M} ({source.time_zone})"


def spent_words(allowance: Allowance) -> str:
    """Return what is said of a source that has had its requests."""
    room = f"; there is room again at {allowance.room_at:%Y-%m-%d %H:%M} UTC" if allowance.room_at else ""
    return f"its {allowance.most} requests a day are made{room}"
