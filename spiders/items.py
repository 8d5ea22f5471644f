"""What spiders bring back: a page, or the problem that came instead. `crawler.keeping.keep` makes an outcome of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scrapy import Request
from scrapy.http import Response

from archive.links import NO_CLAIM, Claim
from archive.models import Reason
from archive.text.rules import Rules
from spiders.fallback import Instead

NO_RULES = Rules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A response that should hold a story. `url`: as it was asked for, before redirects. `time_zone`: IANA, the outlet's.

    `claimed`: what the list says of it.
    """

    url: str
    response: Response
    source: str | None = None
    publisher: str | None = None
    time_zone: str | None = None
    rules: Rules = NO_RULES
    claimed: Claim = NO_CLAIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A fetch that brought no response. `request`: the last that was sent, if any. `cause`: what was raised."""

    url: str
    request: Request | None
    cause: Exception
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list that was read: how many links it showed, how many of them were new; or what is wrong with it.

    `lists`: how many further lists it named. Such a list may stay the same while those change. `root`: the list as declared,
    by way of which this one was found: itself, mostly. `status`: of the answer, None where none came; then `reason` may tell.
    `instead`: the dead lists it was read in place of; `root` is the first of them. Of a walk back in time: `left`, the lists
    still to be read; `walked`, whether the list can be done with; `led`, the pages that it led to; `oldest`, the day of the
    oldest story that a sitemap named; `undated`, the links of which nothing says from which day.
    """

    source: str
    url: str
    root: str
    links: int = 0
    new: int = 0
    lists: int = 0
    status: int | None = None
    problem: str | None = None
    reason: Reason | None = None
    instead: Instead | None = None
    left: int | None = None
    walked: bool = False
    led: tuple[str, ...] = ()
    oldest: date | None = None
    undated: int = 0
