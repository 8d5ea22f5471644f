"""What a crawl may ask for beside others: hosts that no other crawl is at, and stories only while its turn lasts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from scrapy import Request
from scrapy.settings import Settings

from archive.errors import Busy
from archive.models import Kind
from crawler import messages
from crawler.hosts import HostLocks, host_of
from crawler.turns import make_room
from spiders.page import Leave
from spiders.source import Source


def share(
    sources: Sequence[Source], home: Path, settings: Settings, turn_s: float | None = None
) -> tuple[tuple[Source, ...], Leave]:
    """Return the sources that this process may crawl now, and what says of a request why it must be left to another run.

    `turn_s`: after so many seconds no more stories are begun; they stay listed, and the sources can be polled again.
    Raises Busy where others are at the hosts of all sources.
    """
    locks = HostLocks(home)
    ours = locks.claim_all(sources)
    others = [source.name for source in sources if source not in ours]
    if others and not ours:
        raise Busy(f"another crawl, at the hosts of {', '.join(others[:5])}")
    if others:
        messages.say(f"left out, for another crawl is at their hosts: {', '.join(others)}")
    make_room(settings, ours)
    ends = monotonic() + turn_s if turn_s else None

    def leave(request: Request) -> str | None:
        if not locks.claim(host_of(request.url)):
            return "another crawl is at this host"
        if ends is not None and monotonic() > ends and request.meta.get("kind") is Kind.STORY:
            return "the turn of this crawl is over"
        return None

    return ours, leave
