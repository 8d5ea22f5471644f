"""Pages that need JavaScript: the download handler that has a browser fetch them, and keeps what the browser received."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from archive.errors import BadSettings, BadUrl
from archive.models import Capture, Kind, Reason, Truncated
from archive.urls import normalize
from archive.warc.drafts import Document
from archive.warc.provenance import CAPTURE_METHOD
from crawler.browsing.browser import Job, Seen, end, find, render
from crawler.fetching.failures import FetchFailed
from crawler.fetching.received import Rendered, capture_of
from crawler.fetching.wire import WireHandler, exchange_captured
from crawler.keeping.keeper import Keeper

BROWSERS_MAX = 1
"""At a time: each takes some processes and hundreds of megabytes."""


@dataclass(frozen=True, slots=True)
class _Came:
    """An exchange, what led to it, and whether it was one of the page's own."""

    capture: Capture
    status: int
    via: str | None
    is_navigation: bool


class PageHandler(WireHandler):
    """Fetches as `WireHandler` does; requests that are marked `is_rendered` in a browser."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turn = asyncio.Semaphore(BROWSERS_MAX)
        self._running: set[int] = set()

    async def download_request(self, request: Request) -> Response:
        """Fetch `request`; raises FetchFailed."""
        if not request.meta.get("is_rendered"):
            return await super().download_request(request)
        job = self._job(request.url)
        async with self._turn:
            if self._closing:
                raise FetchFailed(Reason.INTERRUPTED, "stopped before it was fetched")
            began = monotonic()
            try:
                seen = await render(job, self._running)
            except OSError as problem:
                raise FetchFailed(Reason.CONNECTION_LOST, f"the browser could not be begun: {problem}") from problem
        request.meta["fetch_ms"] = round((monotonic() - began) * 1000)
        return self._kept(request, seen)

    def stop(self) -> None:
        """End what is under way, browsers too."""
        super().stop()
        for pid in tuple(self._running):
            end(pid)

    def _job(self, url: str) -> Job:
        """Return the job. Raises FetchFailed for what may not be fetched, or where there is no browser: the link is left."""
        self._refuse(url)
        settings = self._crawler.settings
        try:
            chromium = find(settings["WARRAQ_CHROMIUM"])
        except BadSettings as problem:
            raise FetchFailed(Reason.INTERRUPTED, str(problem)) from problem
        return Job(
            url=url,
            chromium=chromium,
            user_agent=settings["USER_AGENT"],
            allow_private=self._allow_private,
            insecure=not settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES"),
            timeout_s=settings.getfloat("WARRAQ_BROWSER_TIMEOUT"),
            number_max=settings.getint("WARRAQ_ASSETS_MAX"),
            size_max_bytes=self._size_max_bytes,
            total_max_bytes=settings.getint("WARRAQ_ASSETS_SIZE_MAX"),
        )

    def _kept(self, request: Request, seen: Seen) -> Response:
        """Keep what the browser received, the page first; return it. Raises FetchFailed where it was not shown."""
        came = tuple(_exchanges(seen))
        page = _page(came, seen)
        hops = [one for one in came if one.is_navigation and one is not page]
        for one in hops:
            self._tell(one, request, seen, Kind.STORY, request.meta.get("via"))
        if page is not None:
            self._emit_page(page, request, seen)
        if page is not None and seen.trouble is None:
            request.meta["rendered"] = self._rendered(page, request, seen, came)
        for one in (one for one in came if not one.is_navigation):
            self._tell(one, request, seen, Kind.ASSET, page.capture.target_uri if page is not None else request.url)
        if self._closing:
            raise FetchFailed(Reason.INTERRUPTED, "stopped while it was fetched")
        if page is None or seen.trouble is not None:
            trouble = seen.trouble
            reason, detail = (trouble.reason, trouble.detail) if trouble else (Reason.CONNECTION_LOST, "no page came")
            raise FetchFailed(reason, detail, Truncated.UNSPECIFIED if page is not None else None)
        return Response(page.capture.target_uri, status=page.status, headers=Headers())

    def _emit_page(self, page: _Came, request: Request, seen: Seen) -> None:
        request.meta["said"] = ((CAPTURE_METHOD, seen.method),)
        if page.via:
            request.meta["redirect_urls"] = [*request.meta.get("redirect_urls", []), page.via]
        self._crawler.signals.send_catch_log(exchange_captured, capture=page.capture, request=request)

    def _tell(self, one: _Came, request: Request, seen: Seen, kind: Kind, via: str | None) -> None:
        """Keep an exchange beside the page's own. `via`: what led to it, where it was no redirect."""
        meta = {
            "kind": kind,
            "source": request.meta.get("source"),
            "via": one.via or via,
            "fetch_ms": request.meta["fetch_ms"],
            "said": ((CAPTURE_METHOD, seen.method),),
        }
        asked = Request(one.capture.target_uri, meta=meta)
        self._crawler.signals.send_catch_log(exchange_captured, capture=one.capture, request=asked)

    def _rendered(self, page: _Came, request: Request, seen: Seen, came: Iterable[_Came]) -> Rendered:
        payload = seen.bodies[next(event["document"] for event in seen.events if "document" in event)]
        document = Document(url=page.capture.target_uri, payload=payload, date=datetime.now(UTC))
        record = Keeper.of(self._crawler).archivist.keep_document(document, request.meta["reading"])
        return Rendered(payload=payload, record=record, assets=(*_assets(came), *_missed(seen.events)))


def _exchanges(seen: Seen) -> Iterable[_Came]:
    """Yield the exchanges that can be kept: those of addresses that can be written."""
    for event in seen.events:
        if "status" in event:
            body = seen.bodies[event["body"]] if event["body"] else None
            try:
                capture = capture_of(event, body, seen.addresses)
            except BadUrl:
                continue
            yield _Came(capture, event["status"], event["via"], event["is_navigation"])


def _page(came: Iterable[_Came], seen: Seen) -> _Came | None:
    """Return the exchange of the page itself: the one that the browser says it shows, or the last it went to."""
    shown = next((event["page"] for event in reversed(seen.events) if "page" in event), None)
    navigated = [one for one in came if one.is_navigation]
    if shown is not None:
        return next((one for one in navigated if one.capture.target_uri == normalize(shown)), None)
    return navigated[-1] if navigated else None


def _assets(came: Iterable[_Came]) -> Iterable[tuple[Reason | None, int]]:
    for one in came:
        if not one.is_navigation:
            failure = Reason.HTTP_ERROR if one.status >= 400 else None
            yield Reason.TOO_LARGE if one.capture.truncated else failure, len(one.capture.response)


def _missed(events: Iterable[Mapping[str, Any]]) -> Iterable[tuple[Reason | None, int]]:
    for event in events:
        if "failed" in event and not event.get("is_navigation"):
            yield Reason.CONNECTION_LOST, 0
        elif "left" in event:
            yield Reason.INTERRUPTED, 0
