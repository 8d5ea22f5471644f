"""How long to wait where a server says so: Retry-After, with 429 and 503."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.models import Reason
from crawler.fetching.failures import FetchFailed


class Patience:
    """Waits as long as a server asks (429, 503) and tries once more.

    Where that is too long for a run, the page is left; the host too, for the rest of the run, when it says so twice in a row:
    once may be said of that page alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._wait_max_s: float = crawler.settings.getfloat("WARRAQ_RETRY_AFTER_MAX")
        self._until: dict[str, float] = {}
        self._last_busy: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise FetchFailed for a host that asked to be left alone for longer than a run waits."""
        host = urlsplit(request.url).netloc
        if (left_s := self._until.get(host, 0.0) - monotonic()) > 0:
            raise FetchFailed(Reason.THROTTLED, f"{host} asked to be left alone, for {left_s:.0f} s more")

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the response, or the request again when the server named a wait within the limit."""
        host = urlsplit(request.url).netloc
        if response.status not in {429, 503}:
            self._last_busy.discard(host)
            return response
        wait_s = retry_after_s(response.headers.get("Retry-After"), datetime.now(UTC))
        if wait_s is not None and wait_s > self._wait_max_s:
            self._note_busy(host, monotonic() + wait_s)
        if wait_s is None or wait_s > self._wait_max_s or request.meta.get("waited"):
            return response
        _pause(self._crawler, request.meta["download_slot"], wait_s)
        return request.replace(meta={**request.meta, "waited": True}, dont_filter=True)

    def _note_busy(self, host: str, until: float) -> None:
        if host in self._last_busy:
            self._until[host] = until
        self._last_busy.add(host)


def retry_after_s(value: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110 section 10.2.3: seconds or a date), or None."""
    text = (value or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds(), 0.0)


def _pause(crawler: Crawler, slot_name: str, wait_s: float) -> None:
    """Send nothing from the slot for `wait_s`: it behaves as if its last request were that much later."""
    slot = crawler.engine.downloader.slots[slot_name]
    slot.delay = max(slot.delay, 0.01)  # a slot without delay never looks at the clock
    slot.lastseen = monotonic() + wait_s
