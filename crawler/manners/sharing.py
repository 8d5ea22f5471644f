"""What a crawl may ask for: of hosts that no other crawl is at, stories only while its turn lasts, and as each source wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from scrapy import Request
from scrapy.settings import Settings

from archive.catalog.catalog import Catalog
from archive.errors import Busy
from archive.models import Kind
from crawler.manners.allowance import Allowance, allowances, cap_of
from crawler.manners.hosts import HostLocks, host_of
from crawler.manners.restraint import Restraint, held_words
from crawler.manners.turns import make_room
from crawler.saying import messages
from spiders.page import Leave
from spiders.source import Source


def share(
    sources: Sequence[Source], home: Path, settings: Settings, turn_s: float | None = None, *, is_walk: bool = False
) -> tuple[tuple[Source, ...], Leave]:
    """Return the sources that this process may crawl now, and what says of a request why it must be left to another run.

    `turn_s`: after so many seconds no more stories are begun; they stay listed, and the sources can be polled again.
    `is_walk`: the crawl goes back in time. Sources that want to be left alone now are left out, and people told so.
    Raises Busy where others are at the hosts of all sources.
    """
    locks = HostLocks(home)
    ours = _claim(locks, sources)
    allowed = _allowances(ours, home, settings)
    free = _free(ours, allowed)
    make_room(settings, free)
    ends = monotonic() + turn_s if turn_s else None
    restraint = Restraint(free, allowed, is_walk=is_walk)

    def leave(request: Request) -> str | None:
        if not _is_of_page(request) and not locks.claim(host_of(request.url)):
            return "another crawl is at this host"
        if ends is not None and monotonic() > ends and request.meta.get("kind") is Kind.STORY:
            return "the turn of this crawl is over"
        return restraint.why_not(request, datetime.now(UTC))

    return free, leave


def _is_of_page(request: Request) -> bool:
    """Tell whether a page's pictures or their robots.txt are asked for: they lie where those of many outlets do."""
    return Kind.ASSET in {request.meta.get("kind"), request.meta.get("asked_for")}


def _claim(locks: HostLocks, sources: Sequence[Source]) -> tuple[Source, ...]:
    ours = locks.claim_all(sources)
    others = [source.name for source in sources if source not in ours]
    if others and not ours:
        raise Busy(f"another crawl, at the hosts of {', '.join(others[:5])}")
    if others:
        messages.say(f"left out, for another crawl is at their hosts: {', '.join(others)}")
    return ours


def _allowances(sources: Sequence[Source], home: Path, settings: Settings) -> Mapping[str, Allowance]:
    daily_max, file = settings.getint("WARRAQ_DAILY_MAX"), home / "catalog.sqlite"
    if not any(cap_of(source, daily_max) for source in sources):
        return {}
    with Catalog.open(file) as catalog:
        return allowances(catalog, sources, datetime.now(UTC), daily_max)


def _free(sources: Sequence[Source], allowed: Mapping[str, Allowance]) -> tuple[Source, ...]:
    now = datetime.now(UTC)
    free = []
    for source in sources:
        why = held_words(source, allowed.get(source.name), now)
        if why is None:
            free.append(source)
        else:
            messages.say(f"{source.name} is left alone: {why}")
    return tuple(free)
