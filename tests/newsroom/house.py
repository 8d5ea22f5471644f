"""An outlet as the newsroom knows it: who it is, where it lists its stories, how it renders its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tests.newsroom.model import Desk, Pages, Printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet as it is served. All addresses are absolute; `base_url` ends in "/"."""

    name: str
    title: str
    title_en: str
    kind: str
    country: str
    time_zone: str
    base_url: str
    feeds: tuple[str, ...]
    sitemaps: tuple[str, ...]
    sections: tuple[str, ...]
    story_patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One outlet. Paths, not addresses: the port is known only once it is served.

    `feeds`, `sitemaps`, `sections`: what a crawler is told of. `story_patterns`: regular expressions for a story's path.
    `shows_time`: whether pages show the hour. `leaks`: words of its furniture that must not stand in a cleaned body.
    `render`: all its pages at a moment.
    """

    name: str
    title: str
    title_en: str
    kind: str
    country: str
    time_zone: str
    render: Callable[[Desk], Pages]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    story_patterns: tuple[str, ...] = ()
    shows_time: bool = True
    leaks: tuple[str, ...] = ()

    def date_published(self, printed: Printed) -> str:
        """Return the date a reader can know from the page, ISO 8601."""
        local = printed.published.astimezone(ZoneInfo(self.time_zone))
        return local.isoformat() if self.shows_time else local.date().isoformat()

    def date_modified(self, printed: Printed) -> str | None:
        """Return the date of the last change the page owns up to, ISO 8601."""
        if printed.modified is None or not self.shows_time:
            return None
        return printed.modified.astimezone(ZoneInfo(self.time_zone)).isoformat()


def outlet_at(house: House, base_url: str) -> Outlet:
    """Return `house` as it is served at `base_url`."""

    def absolute(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(base_url.rstrip("/") + path for path in paths)

    return Outlet(
        name=house.name,
        title=house.title,
        title_en=house.title_en,
        kind=house.kind,
        country=house.country,
        time_zone=house.time_zone,
        base_url=base_url,
        feeds=absolute(house.feeds),
        sitemaps=absolute(house.sitemaps),
        sections=absolute(house.sections),
        story_patterns=house.story_patterns,
    )
