"""Redirects: each hop is an exchange of its own, and a chain without end has its own reason."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response


class TooManyRedirects(IgnoreRequest):
    """The chain of redirects is longer than the limit. `hops`: how many were followed."""

    def __init__(self, hops: int) -> None:
        super().__init__(f"still redirected after {hops} hops")
        self.hops = hops


class Redirects(RedirectMiddleware):
    """Scrapy's redirects, with a typed end."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """Send no Referer: which list or hop led here stands in the archive; the server need not know."""

    def _redirect(self, redirected: Request, request: Request, reason: int | str) -> Request:
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as problem:
            raise TooManyRedirects(len(request.meta.get("redirect_urls", ()))) from problem
