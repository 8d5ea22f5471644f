"""Every source is a spider: what `scrapy list` shows and `scrapy crawl NAME` runs."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawler.home.folder import home_of
from spiders.news import NewsSpider
from spiders.source import Source, load_all


class SourceLoader:
    """Loads the shipped sources and those of `folder` when they are asked for: Scrapy makes one for every crawl."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Scrapy's way to make one, for the home that the settings name."""
        return cls(home_of(settings) / "sources")

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in load_all(self._folder)}

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
