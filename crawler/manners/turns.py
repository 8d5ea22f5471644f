"""Fair shares within a crawl: each host has so many requests under way and no more, whatever the others have waiting.

Scrapy counts a request as under way once it waits for robots.txt, for the host's delay, or for a slow answer. A host that is
slow or has much would fill all places, and the rest would wait for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.settings import SETTINGS_PRIORITIES, Settings

from archive.models import Kind
from crawler.manners.hosts import hosts_of
from spiders.source import Source

PLACES_MAX = 256
"""Requests under way at once, of all hosts: each may hold a socket and a file, of which a process commonly has 1,024."""

ROBOTS = 1
"""Places of a host beside those of its pages, which wait for its robots.txt while that is asked for."""


class Turns(DownloaderAwarePriorityQueue):
    """Scrapy's queue of queues, a host each, which hands out nothing of a host that has its share under way."""

    def __init__(self, crawler: Crawler, *arguments: Any, **named: Any) -> None:
        super().__init__(crawler, *arguments, **named)
        self._downloader_interface = _Shares(crawler)


class _Shares(DownloaderInterface):
    """What is under way, by host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._share = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """Return the hosts that may be asked now, with what each has under way.

        This is what holds a host to its connections: where no delay is set, Scrapy's own slot takes all that waits before the
        first of it counts as begun.
        """
        pages = (request for request in self.downloader.active if request.meta.get("kind") is not Kind.ROBOTS)
        active = Counter(map(self.get_slot_key, pages))
        return [(active[slot], slot) for slot in possible_slots if active[slot] < self._share]

    def get_slot_key(self, request: Request) -> str:
        """Return the host, with its port, as politeness counts it."""
        return urlsplit(request.url).netloc


def make_room(settings: Settings, sources: Iterable[Source]) -> None:
    """Let all hosts of the sources have their share at once, as far as a process may have connections, and nobody set less."""
    if settings.getpriority("CONCURRENT_REQUESTS") == SETTINGS_PRIORITIES["cmdline"]:
        return
    hosts = {host for source in sources for host in hosts_of(source)}
    share = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + ROBOTS
    places = max(settings.getint("CONCURRENT_REQUESTS"), min(len(hosts) * share, PLACES_MAX))
    settings.set("CONCURRENT_REQUESTS", places, priority="cmdline")
