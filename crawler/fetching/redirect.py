"""Redirects: each hop is an exchange of its own, and a chain that leads nowhere has its own reason."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from archive.errors import BadUrl
from archive.models import Reason
from archive.urls import SCHEMES, normalize, without_userinfo
from archive.warc.http import Head
from crawler.fetching.failures import FetchFailed

STATUSES = frozenset({301, 302, 303, 307, 308})
"""Those a browser follows (RFC 9110 section 15.4); 300 offers a choice, 304 is none."""
PRIORITY = 2
"""A chain that was begun is ended before others are."""
SHOWN_MAX = 200


class TooManyRedirects(IgnoreRequest):
    """The chain of redirects is longer than the limit. `hops`: how many were followed."""

    def __init__(self, hops: int) -> None:
        super().__init__(f"still redirected after {hops} hops")
        self.hops = hops


class Redirects:
    """Follows redirects. No Referer is sent: which list or hop led here stands in the archive; the server need not know."""

    def __init__(self, crawler: Crawler) -> None:
        self._hops_max: int = crawler.settings.getint("REDIRECT_MAX_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the response, or the request for where it leads. Raises FetchFailed, TooManyRedirects."""
        location = response.headers.get("Location")
        if location is None or response.status not in STATUSES:
            return response
        url = target(location, request.url)
        hops = request.meta.get("redirect_urls", [])
        if len(hops) >= self._hops_max:
            raise TooManyRedirects(len(hops))
        following = request.replace(
            url=url, priority=request.priority + PRIORITY, meta={**request.meta, "redirect_urls": [*hops, request.url]}
        )
        for condition in ("If-None-Match", "If-Modified-Since"):  # they were the other address's
            following.headers.pop(condition, None)
        return following


def is_redirect(head: Head | None) -> bool:
    """Whether a response leads on to another address."""
    return head is not None and head.status in STATUSES and head.get("Location") is not None


def target(location: bytes, base: str) -> str:
    """Return where a Location header leads, octets beyond ASCII percent-encoded as browsers do. Raises FetchFailed."""
    text = "".join(chr(octet) if octet < 128 else f"%{octet:02X}" for octet in location)
    try:
        url = normalize(text, base)
    except BadUrl as problem:
        shown = without_userinfo(text)[:SHOWN_MAX]
        raise FetchFailed(Reason.BAD_HTTP, f"redirected to {shown!r}, which no browser would open") from problem
    if not url.startswith(SCHEMES):
        raise FetchFailed(Reason.SCHEME, f"redirected to {url[:SHOWN_MAX]}")
    return url
