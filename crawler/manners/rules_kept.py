"""What a robots.txt says by its answer: the one that came now, or one that was kept lately and need not be asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.errors import WarcError
from archive.warc.http import entity
from archive.warc.reader import read_response
from archive.warc.store import path_of
from crawler.manners.rfc9309 import MAX_BYTES, RobotsTxt, read_robots

KEPT_FOR = timedelta(hours=1)
"""How long an answer is held to by the crawls of a schedule; RFC 9309 section 2.4: a day at most."""


def rules_told(status: int, payload: bytes, agent: str) -> RobotsTxt | None:
    """Return the rules that an answer gives, none at all where there is no robots.txt; None where it says "unreachable".

    RFC 9309 section 2.3.1: 4xx is no robots.txt, but "too many requests"; so is a redirect that could not be followed.
    """
    if status >= 500 or status == 429:
        return None
    return read_robots(payload, agent) if status < 300 else RobotsTxt()


def rules_kept(catalog: Catalog, folder: Path, url: str, agent: str, now: datetime) -> RobotsTxt | None:
    """Return what the robots.txt at `url` said lately, from the WARC files in `folder`; None where it must be asked for."""
    last = catalog.last_answer(url)
    if last is None or not now - KEPT_FOR < last.date <= now or last.status is None or 300 <= last.status < 400:
        return None
    try:
        capture = read_response(path_of(folder, last.record.filename), last.record.offset)
    except (WarcError, OSError):
        return None
    return None if capture.truncated else rules_told(last.status, entity(capture, 2 * MAX_BYTES).data, agent)
