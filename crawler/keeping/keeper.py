"""The archive as one crawl has it open: its WARC series, its catalogue, the children that read pages."""

from __future__ import annotations

import asyncio
import shutil
import socket
from contextlib import ExitStack
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from archive.catalog.looks import Looks
from archive.errors import CatalogError, DiskFull
from archive.links import Link
from archive.models import Capture, Kind
from archive.warc.http import response_head
from archive.warc.journal import MARK
from archive.warc.writer import WarcInfo, WarcWriter
from crawler.fetching.redirect import is_redirect
from crawler.fetching.wire import exchange_captured, stop_now
from crawler.home.folder import home_of
from crawler.home.opening import open_to_write, writing
from crawler.keeping.ahead import children_of
from crawler.keeping.archivist import Archivist, Exchange
from crawler.polling.polls import Polls, bounds_of

archive_broken = object()
"""Signal: sent with `problem` when nothing more can be kept (disk full, catalogue gone)."""

STOP_GRACE_S = 1.5
"""How long pages that are being read may take when a crawl is stopped; the whole end must take less than 3 s."""


CAPTURING = (
    ("size-max-bytes", "DOWNLOAD_MAXSIZE"),
    ("deadline-seconds", "DOWNLOAD_TIMEOUT"),
    ("redirects-max", "REDIRECT_MAX_TIMES"),
    ("retries-max", "RETRY_TIMES"),
    ("pages-max", "WARRAQ_PAGES_MAX"),
    ("lists-max", "WARRAQ_LISTS_MAX"),
    ("list-depth-max", "WARRAQ_LIST_DEPTH_MAX"),
    ("assets", "WARRAQ_ASSETS"),
    ("assets-max", "WARRAQ_ASSETS_MAX"),
    ("assets-size-max-bytes", "WARRAQ_ASSETS_SIZE_MAX"),
)
"""Which settings change what is captured, and what they are called in a warcinfo."""

NEGOTIATING = ("Accept", "Accept-Language", "Accept-Encoding")
"""The headers by which a server chooses what it sends; others may hold secrets."""


class Keeper:
    """Opens the archive for one crawl and closes it; the hooks in `crawler.keeping.keep` and `crawler.keeping.links` ask it."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.home = home_of(settings)
        self.home.mkdir(parents=True, exist_ok=True)
        self.check_room()
        self._lock = ExitStack()
        self._lock.enter_context(writing(self.home))
        catalog, self.recovered = open_to_write(self.home)
        self.polls = Polls(catalog.polls(), bounds_of(settings))
        self.children = children_of(settings)
        self.children.warm()
        self.archivist = Archivist(
            writer_for(self.home / "warc", settings),
            catalog,
            records_max=settings.getint("WARRAQ_SYNC_RECORDS"),
            delay_s=settings.getfloat("WARRAQ_SYNC_DELAY"),
            size_max_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
            looks=looks_of(settings),
        )
        crawler.signals.connect(self._captured, exchange_captured)
        crawler.signals.connect(self._stop, stop_now)
        crawler.signals.connect(self._close, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the crawl's keeper."""
        keeper = crawler.get_extension(cls)
        if keeper is None:
            raise LookupError("crawler.keeping.keeper.Keeper is not among the EXTENSIONS")
        return keeper

    def check_room(self) -> None:
        """Raise DiskFull where less than WARRAQ_DISK_FREE_MIN is free: what cannot be kept is not fetched."""
        free_bytes = shutil.disk_usage(self.home).free
        if free_bytes < self.crawler.settings.getint("WARRAQ_DISK_FREE_MIN"):
            raise DiskFull(self.home, free_bytes)

    def tell_full(self) -> None:
        """Let the crawl be stopped: what came could not even be spooled."""
        self.tell_broken(DiskFull(self.home, shutil.disk_usage(self.home).free))

    def tell_broken(self, problem: Exception) -> None:
        """Let the crawl be stopped where nothing more can be kept: what is not kept need not be fetched."""
        if isinstance(problem, (OSError, DiskFull, CatalogError)):
            self.crawler.signals.send_catch_log(archive_broken, problem=problem)

    def _captured(self, capture: Capture, request: Request) -> None:
        request.meta["reading"] = self.archivist.keep_exchange(_exchange(capture, request))

    def _stop(self) -> None:
        """Give the pages being read a moment, then end them: their links stay listed."""
        asyncio.get_running_loop().call_later(STOP_GRACE_S, lambda: self.children.close(now=True))

    async def _close(self) -> None:
        await asyncio.to_thread(self.archivist.close)
        self.children.close(now=True)
        self._lock.close()


def looks_of(settings: BaseSettings) -> Looks:
    """Return when stories are looked at again."""
    apart = timedelta(seconds=settings.getfloat("WARRAQ_REMOVED_AFTER"))
    return Looks(steps_s=tuple(settings.getlist("WARRAQ_RECHECKS")), apart=apart)


def writer_for(folder: Path, settings: BaseSettings) -> WarcWriter:
    """Return a writer of a new series in `folder`; its files say what the settings let be captured."""
    info = WarcInfo(
        software=f"Warraq/{version('warraq')}",
        operator=settings["WARRAQ_CONTACT"] or None,
        robots="obey" if settings.getbool("WARRAQ_OBEY_ROBOTS") else "ignore",
        user_agent=settings["USER_AGENT"],
        hostname=socket.gethostname(),
        settings=_capturing(settings),
    )
    return WarcWriter(
        folder,
        info=info,
        size_max_bytes=settings.getint("WARRAQ_WARC_SIZE_MAX"),
        age_max_s=settings.getfloat("WARRAQ_WARC_AGE_MAX"),
        idle_max_s=settings.getfloat("WARRAQ_WARC_IDLE_MAX"),
    )


def _capturing(settings: BaseSettings) -> tuple[tuple[str, str], ...]:
    """Return what else changes what is captured, for the warcinfo; and that journals tell of all of it."""
    said = settings.getdict("DEFAULT_REQUEST_HEADERS")
    return (
        MARK,
        ("certificates", "check" if settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES") else "accept any"),
        ("addresses", "public and private" if settings.getbool("WARRAQ_ALLOW_PRIVATE") else "public"),
        *((name, str(settings[setting])) for name, setting in CAPTURING),
        *((f"http-header-{name.lower()}", str(said[name])) for name in NEGOTIATING if said.get(name)),
    )


def _exchange(capture: Capture, request: Request) -> Exchange:
    kind = Kind.HOP if is_redirect(response_head(capture.response)) else request.meta.get("kind", Kind.STORY)
    hops = request.meta.get("redirect_urls", [])
    via = hops[-1] if hops else request.meta.get("via")
    source = request.meta.get("source")
    link: Link | None = request.meta.get("link")
    fields = [("via", via), ("warraq-source", source), ("warraq-kind", kind), ("fetchTimeMs", str(request.meta["fetch_ms"]))]
    if link is not None:
        fields += [("warraq-listed-at", link.listed_at.isoformat()), ("warraq-listed-title", link.claim.title)]
    said = (*((name, value) for name, value in fields if value), *request.meta.get("said", ()))
    is_new = link is not None and not hops and not request.meta.get("recheck")
    return Exchange(capture=capture, kind=kind, source=source, via=via, fields=said, is_new=is_new)
