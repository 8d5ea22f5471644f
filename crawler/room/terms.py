"""On what terms a source is asked: our own limits, and what the robots.txt of each of its hosts said last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings

from archive.catalog.asked import Answer
from archive.catalog.catalog import Catalog
from archive.errors import WarcError
from archive.room.standings import RobotsTold, Terms
from archive.warc.http import entity
from archive.warc.reader import read_response
from archive.warc.store import path_of
from crawler.fetching.statuses import reason_of
from crawler.manners.allowance import DAY, cap_of
from crawler.manners.hosts import lists_of
from crawler.manners.rfc9309 import MAX_BYTES, RobotsTxt
from crawler.manners.rules_kept import rules_told
from crawler.polling.reasons import UNREACHABLE
from spiders.source import Source

ORIGINS_MAX = 10
"""Hosts of a source whose robots.txt is shown."""


def terms_of(source: Source, catalog: Catalog, home: Path, settings: BaseSettings, now: datetime) -> Terms:
    """Return on what terms a source is asked. Raises CatalogError."""
    lists, agent = lists_of(source), settings["ROBOTSTXT_USER_AGENT"]
    origins = tuple(dict.fromkeys(_origin(url) for url in (source.home, *lists)))[:ORIGINS_MAX]
    return Terms(
        delay_s=max(settings.getfloat("DOWNLOAD_DELAY"), source.manners.delay_s or 0.0),
        daily_max=cap_of(source, settings.getint("WARRAQ_DAILY_MAX")),
        used=catalog.count_requests(source.name, now - DAY),
        quiet=source.manners.quiet,
        time_zone=source.time_zone,
        robots=tuple(_robots(catalog, home / "warc", origin, lists, agent) for origin in origins),
        obeys_robots=settings.getbool("WARRAQ_OBEY_ROBOTS"),
    )


def _robots(catalog: Catalog, folder: Path, origin: str, lists: Sequence[str], agent: str) -> RobotsTold:
    last = catalog.last_answer(f"{origin}/robots.txt")
    if last is None:
        return RobotsTold(origin=origin)
    rules = _rules(last, folder, agent)
    if rules is None:
        reason = UNREACHABLE if last.status is None else str(reason_of(last.status))
        return RobotsTold(origin=origin, read_at=last.date, status=last.status, reason=reason)
    return RobotsTold(
        origin=origin,
        read_at=last.date,
        status=last.status,
        rules=len(rules.rules),
        closed=tuple(url for url in lists if _origin(url) == origin and not rules.allows(url)),
        crawl_delay_s=rules.crawl_delay_s,
    )


def _rules(last: Answer, folder: Path, agent: str) -> RobotsTxt | None:
    """Return the rules that an answer gave, as it lies in the archive; None where it gave none and closes the host."""
    if last.status is None:
        return None
    try:
        capture = read_response(path_of(folder, last.record.filename), last.record.offset)
    except (WarcError, OSError):
        return None
    return rules_told(last.status, entity(capture, 2 * MAX_BYTES).data, agent)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
