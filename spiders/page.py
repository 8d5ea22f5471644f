"""The one-off spider: the addresses it is given, each to one outcome."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.errors import BadUrl
from archive.links import NO_CLAIM, Link
from archive.models import Kind
from archive.text.rules import rules_at
from archive.urls import fetchable, without_userinfo
from spiders.items import NO_RULES, Problem, Story
from spiders.source import Source

Leave = Callable[[Request], str | None]


class PageSpider(Spider):
    """Fetches `urls`, as typed. Where a source covers an address, its zone, title and rules help to read the page."""

    name = "page"
    crawls = False
    """Whether links that earlier runs listed and left are to be fetched too."""
    chooses = False
    """Whether only some of these are wanted (`choose`)."""

    def __init__(
        self,
        urls: Sequence[str] = (),
        sources: Sequence[Source] = (),
        leave: Leave = lambda _: None,
        *,
        is_patient: bool = False,
        browser: bool = False,
        **kwargs: Any,
    ) -> None:
        """`leave`: why a request is to be left for another run, or None. `is_patient`: what waits after trouble may.

        `browser`: let one fetch every story; else those of the sources that are declared so.
        """
        super().__init__(**kwargs)
        self.urls = urls
        self.sources = sources
        self.leave = leave
        self.is_patient = is_patient
        self.browser = browser

    async def start(self) -> AsyncIterator[Request | Problem]:
        """Yield a request an address, or what is wrong with it."""
        for typed in self.urls:
            try:
                url = fetchable(typed)
            except BadUrl as problem:
                yield Problem(url=without_userinfo(typed), request=None, cause=problem)
            else:
                yield self.story_request(url, next((source for source in self.sources if source.owns(url)), None))

    def choose(self, source: Source, pending: Sequence[Link]) -> Sequence[Link]:  # noqa: ARG002 - a walk back needs it
        """Return the links that earlier runs left open and that this one wants, in the order to be fetched."""
        return pending

    def enough(self, source: str) -> None:
        """Hear that as many stories of the source are fetched as one run may."""

    def story_request(self, url: str, source: Source | None, link: Link | None = None) -> Request:
        """Return the request for a story; `link` says which list showed it."""
        meta: dict[str, object] = {"kind": Kind.STORY, "asked": url, "outlet": source, "link": link}
        meta["source"] = source.name if source else None
        meta["is_rendered"] = self.browser or (source is not None and source.browser)
        if link is not None:
            meta["via"] = link.listed_in
        return Request(url, callback=self.story, errback=self.failed, meta=meta, dont_filter=True)

    def story(self, response: Response) -> Iterator[Story]:
        """Yield the page for the pipeline to read."""
        source: Source | None = response.meta["outlet"]
        link: Link | None = response.meta["link"]
        yield Story(
            url=response.meta["asked"],
            response=response,
            source=source.name if source else None,
            publisher=source.title if source else None,
            time_zone=source.time_zone if source else None,
            rules=rules_at(source.rules, datetime.now(UTC).date()) if source else NO_RULES,
            claimed=link.claim if link else NO_CLAIM,
        )

    def failed(self, failure: Failure) -> Iterator[Problem]:
        """Yield what came instead of a page."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        cause = failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
        yield Problem(url=request.meta["asked"], request=request, cause=cause, source=request.meta["source"])
