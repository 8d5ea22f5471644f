"""The spider of `warraq sources check`: what every address of a source answers, and one story of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from spiders.items import Problem, Story
from spiders.listing import ListKind
from spiders.looking import Look, LookingSpider, Seen, State, origin_of, story_among
from spiders.source import Confidence, Source

LISTS_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the addresses of a source came to. `story`: the address of the story that is tried, None where none is listed."""

    source: Source
    robots: tuple[Look, ...]
    lists: tuple[Look, ...]
    story: str | None


class CheckSpider(LookingSpider):
    """Asks for robots.txt, the lists and one story of each of `sources`, `side_by_side` sources at a time.

    `tell` hears of each source, before its story goes to be read. `obey_robots`: nothing is asked for where robots.txt
    cannot be read.
    """

    name = "check"

    def __init__(
        self,
        sources: Sequence[Source],
        tell: Callable[[Checked], None],
        *,
        obey_robots: bool = True,
        side_by_side: int = 16,
        **kwargs: Any,
    ) -> None:
        super().__init__(sources=sources, **kwargs)
        self.tell, self.obey_robots = tell, obey_robots
        self._turns = asyncio.Semaphore(side_by_side)

    async def start(self) -> AsyncIterator[Story | Problem]:  # type: ignore[override]  # as in PageSpider: Scrapy takes items
        """Yield the story of each source, as the sources come to an end."""
        checks = [asyncio.ensure_future(self._check(source)) for source in self.sources]
        for check in asyncio.as_completed(checks):
            page = await check
            if page is not None:
                yield page

    async def _check(self, source: Source) -> Story | Problem | None:
        async with self._turns:
            robots = await self._robots(source)
            seen = [await self._look(*declared, source, robots) for declared in _declared(source)]
            if self.is_stopped:
                return None
            likely = story_among((link for each in seen for link in each.listing.links), source, datetime.now(UTC))
            lists = tuple(each.look for each in seen)
            checked = Checked(source=source, robots=tuple(robots.values()), lists=lists, story=likely.url if likely else None)
            self.tell(checked)
            if likely is None:
                return None
            listed_in = next(each.look.url for each in seen if likely in each.listing.links)
            return await self.page(likely, listed_in, source)

    async def _robots(self, source: Source) -> dict[str, Look]:
        """Return the looks at robots.txt, by origin."""
        origins = dict.fromkeys(origin_of(url) for url in (source.home, *(url for _, url, _ in _declared(source))))
        return {origin: (await self.robots(origin, source.name))[0] for origin in origins}

    async def _look(
        self, kind: ListKind, url: str, confidence: Confidence | None, source: Source, robots: dict[str, Look]
    ) -> Seen:
        rules = robots[origin_of(url)]
        if self.obey_robots and rules.state is not State.OK:
            look = Look(what=kind, url=url, state=rules.state, confidence=confidence, detail=f"not asked: {rules.detail}")
            return Seen(look=look)
        seen = await self.seen(url, kind, source)
        return replace(seen, look=replace(seen.look, confidence=confidence))


def _declared(source: Source) -> tuple[tuple[ListKind, str, Confidence | None], ...]:
    """Return what a source declares, feeds first; no more than LISTS_MAX."""
    lists = (
        *((ListKind.FEED, feed.url, feed.confidence) for feed in source.feeds),
        *((ListKind.SITEMAP, sitemap.url, sitemap.confidence) for sitemap in source.sitemaps),
        *((ListKind.SECTION, section.url, section.confidence) for section in source.sections),
    )
    return lists[:LISTS_MAX]
