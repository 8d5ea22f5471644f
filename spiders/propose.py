"""The spider of `warraq sources add`: from a home page to a source that was tried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from scrapy.http import Response

from archive.models import Kind
from archive.urls import normalize
from spiders.items import Problem, Story
from spiders.listing import FoundLink, ListKind
from spiders.looking import (
    Look,
    LookingSpider,
    Seen,
    State,
    failed_look,
    is_news,
    listed_look,
    origin_of,
    story_among,
    words_of,
)
from spiders.outlet import Outlet, feeds_in, read_outlet
from spiders.proposal import Said, domains_with, draft, story_patterns
from spiders.reading import content_type, read_list
from spiders.source import Confidence, Feed, Section, Sitemap, Source

TRIES_MAX, MENU_TRIES_MAX = 12, 6
"""Addresses tried: feeds, and as many sitemaps; sections of the menu."""
FEEDS_MAX = 6
SECTION_STORIES_MIN = 3
FEED_PATHS = (
    *("feed/", "rss", "rss.xml", "feed", "feed.xml", "rss.php", "atom.xml", "feed.json", "index.xml", "?feed=rss2"),
    *("rss/all", "feeds/posts/default"),
)
"""Where the common site builders keep a feed, below the home page and below the host."""
SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_index.xml", "/sitemap.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What came of a home page. `source`: None where nothing of it can be listed. `owner`: whose it is already, or None.

    `home`: the look at the page itself. `story`: the address of the story that is tried, or None. `unsure`: keys of
    the source of which nothing was said and nothing found.
    """

    home: Look
    source: Source | None = None
    owner: Source | None = None
    story: str | None = None
    unsure: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Trial:
    """What was found so far for one source."""

    source: Source
    feeds: dict[str, Seen] = field(default_factory=dict)
    sitemaps: dict[str, Seen] = field(default_factory=dict)
    sections: dict[str, Seen] = field(default_factory=dict)

    def links(self) -> tuple[FoundLink, ...]:
        """Return all links, those of feeds first."""
        lists = (*self.feeds.values(), *self.sitemaps.values(), *self.sections.values())
        return tuple(link for seen in lists for link in seen.listing.links)


class ProposeSpider(LookingSpider):
    """Looks at the home page `home` (normalised) and at what it leads to, and proposes a source.

    `known`: sources that there are. `said`: what need not be guessed. `look` hears of each address as it is tried, `tell` of
    the proposal, before its story goes to be read.
    """

    name = "propose"

    def __init__(
        self,
        home: str,
        known: Sequence[Source],
        said: Said,
        *,
        look: Callable[[Look], None],
        tell: Callable[[Proposed], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.home, self.known, self.said = home, known, said
        self.look, self.tell = look, tell

    async def start(self) -> AsyncIterator[Story | Problem]:  # type: ignore[override]  # as in PageSpider: Scrapy takes items
        """Yield the story that is tried, if there is one."""
        answer = await self.ask(self.home, Kind.LIST, None)
        if isinstance(answer, Exception) or answer.status != 200:
            failed = Look(what="home", url=self.home, state=State.FAILED, detail=words_of(answer))
            self.tell(Proposed(home=failed_look("home", self.home, answer) if isinstance(answer, Exception) else failed))
            return
        here = Look(what="home", url=normalize(answer.url), state=State.OK, status=200)
        owner = next((source for source in self.known if source.owns(here.url)), None)
        if owner is not None:
            self.tell(Proposed(home=here, owner=owner))
            return
        proposed, link = await self._propose(answer, here)
        if self.is_stopped:
            return
        self.tell(proposed)
        if proposed.source is not None and link is not None:
            yield await self.page(link, here.url, proposed.source)

    async def _propose(self, page: Response, here: Look) -> tuple[Proposed, FoundLink | None]:
        """Return the proposal, and the link to the story that is to be tried."""
        outlet = await asyncio.to_thread(_outlet, page)
        drafted = draft(here.url, outlet, self.said, self.known)
        trial = _Trial(source=drafted.source)
        await self._try_feeds(trial, outlet)
        await self._try_sitemaps(trial, page.meta.get("sitemaps", ()))
        await self._try_sections(trial, page, outlet)
        links = trial.links()
        if not links:
            return Proposed(home=here), None
        source = _assembled(trial, outlet)
        story = story_among(links, source, datetime.now(UTC))
        return Proposed(home=here, source=source, story=story.url if story else None, unsure=drafted.unsure), story

    async def _try_feeds(self, trial: _Trial, outlet: Outlet) -> None:
        """Try what the page names; only where none of that lists anything, what site builders use, to the first that does."""
        await self._feeds(trial, outlet.feeds, feeds_max=FEEDS_MAX)
        if not trial.feeds:
            home = trial.source.home
            places = (urljoin(base, path) for path in FEED_PATHS for base in (home.rstrip("/") + "/", origin_of(home) + "/"))
            await self._feeds(trial, (url for url in dict.fromkeys(places) if url not in outlet.feeds), feeds_max=1)

    async def _feeds(self, trial: _Trial, urls: Iterable[str], *, feeds_max: int) -> None:
        """Try feeds; of a page that stands where a feed should, those that it links to."""
        queue = list(urls)
        tried: set[str] = set()
        while queue and len(tried) < TRIES_MAX and len(trial.feeds) < feeds_max:
            url = queue.pop(0)
            if url in tried:
                continue
            tried.add(url)
            seen, page = await self._seen_feed(url, trial.source)
            self.look(seen.look)
            if seen.listing.links and not _shown_by(trial.feeds, seen):
                trial.feeds[url] = seen
            elif page is not None:
                queue += await asyncio.to_thread(_feeds_on, page)

    async def _seen_feed(self, url: str, source: Source) -> tuple[Seen, Response | None]:
        """Return what a feed shows, and the page that answered where none did."""
        answer = await self.ask(url, Kind.LIST, None)
        seen = await self.read(answer, url, ListKind.FEED, source)
        is_page = isinstance(answer, Response) and answer.status == 200 and not seen.listing.links
        return seen, answer if is_page and isinstance(answer, Response) else None

    async def _try_sitemaps(self, trial: _Trial, named: Iterable[str]) -> None:
        """Try the sitemaps of robots.txt, those of news first, else the usual places.

        One of news is proposed: it holds two days. One of everything is, where there is nothing better: it fills a crawl.
        """
        origin = origin_of(trial.source.home)
        urls = sorted(named, key=lambda url: not is_news(url)) or [origin + path for path in SITEMAP_PATHS]
        for url in urls[:TRIES_MAX]:
            if trial.sitemaps or (trial.feeds and not is_news(url)):
                return
            seen = await self.seen(url, ListKind.SITEMAP, trial.source)
            self.look(seen.look)
            if seen.listing.links:
                trial.sitemaps[url] = seen

    async def _try_sections(self, trial: _Trial, page: Response, outlet: Outlet) -> None:
        """Try the home page, where no feed has news; with no feed at all, what its menu leads to as well."""
        if any(seen.look.state is State.OK for seen in trial.feeds.values()):
            return
        listing = await asyncio.to_thread(read_list, ListKind.SECTION, page, trial.source)
        look = listed_look(ListKind.SECTION, trial.source.home, listing, listing.problem, datetime.now(UTC))
        self._take_section(trial, Seen(look=look, listing=listing))
        for url in outlet.menu[: 0 if trial.feeds else MENU_TRIES_MAX]:
            self._take_section(trial, await self.seen(url, ListKind.SECTION, trial.source))

    def _take_section(self, trial: _Trial, seen: Seen) -> None:
        """Take a page that lists stories."""
        self.look(seen.look)
        if len(seen.listing.links) >= SECTION_STORIES_MIN:
            trial.sections[seen.look.url] = seen


def _outlet(page: Response) -> Outlet:
    return read_outlet(page.body, url=normalize(page.url), content_type=content_type(page))


def _feeds_on(page: Response) -> tuple[str, ...]:
    return feeds_in(page.body, url=page.url, content_type=content_type(page))


def _assembled(trial: _Trial, outlet: Outlet) -> Source:
    """Return the source with what was found; each list was seen answering with stories."""
    sure = Confidence.VERIFIED
    urls = [link.url for link in trial.links()]
    source = replace(trial.source, domains=domains_with(trial.source, urls))
    own = [url for url in urls if source.owns(url)]
    return replace(
        source,
        story_patterns=story_patterns(own, outlet.menu),
        confidence=sure,
        feeds=tuple(Feed(url=url, confidence=sure) for url in trial.feeds),
        sitemaps=tuple(Sitemap(url=url, confidence=sure) for url in trial.sitemaps),
        sections=tuple(Section(url=url, confidence=sure) for url in trial.sections),
    )


def _shown_by(known: dict[str, Seen], seen: Seen) -> bool:
    """Tell whether another feed shows all that this one does: /feed/ and /rss are often one."""
    links = {link.url for link in seen.listing.links}
    return any(links <= {link.url for link in other.listing.links} for other in known.values())
