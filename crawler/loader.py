"""Every source is a spider: what `scrapy list` shows and `scrapy crawl NAME` runs."""

from __future__ import annotations

import builtins
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.home import home_of
from spiders.news import NewsSpider
from spiders.source import Source, load_all


class SourceLoader:
    """Loads the shipped sources and the home's."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = {source.name: source for source in sources}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Load them for the home that the settings name."""
        return cls(load_all(home_of(settings) / "sources"))

    def load(self, spider_name: str) -> type[Spider]:
        """Return a spider class for the source. Raises KeyError for a name no source has."""
        source = self._sources[spider_name]

        class OneSource(NewsSpider):
            name = source.name

            def __init__(self, **kwargs: Any) -> None:
                super().__init__(sources=(source,), **kwargs)

        return OneSource

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the sources that cover the request's address."""
        return [name for name, source in self._sources.items() if source.owns(request.url)]

    def list(self) -> builtins.list[str]:
        """Return the names of all sources."""
        return sorted(self._sources)
