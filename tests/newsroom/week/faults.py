"""What is thrown in, and when: at sites, at the schedule, at its crawls, at the clock. Pure: from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FaultKind(StrEnum):
    """What happens. Those of a site are named as `site.Trouble` is."""

    DOWN = "down"
    UNAVAILABLE = "503"
    GARBAGE = "garbage"
    STALL = "stall"
    KILL_DAEMON = "kill -9 of the daemon"
    KILL_CRAWL = "kill -9 of a crawl"
    STOP_DAEMON = "daemon stopped"
    SECOND_DAEMON = "second daemon"
    NEW_SOURCE = "new source, SIGHUP"
    BROKEN_SOURCE = "broken source file, SIGHUP"
    CLOCK_WRONG = "clock an hour ahead"


OF_SITES = frozenset({FaultKind.DOWN, FaultKind.UNAVAILABLE, FaultKind.GARBAGE, FaultKind.STALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong at `at`; right again at `until`, where it lasts. `outlet`: whose site it is."""

    at: datetime
    kind: FaultKind
    until: datetime | None = None
    outlet: str | None = None


def faults(start: datetime, days: float, seed: int, *, stall: timedelta) -> tuple[Fault, ...]:
    """Return the faults of a week, in their order; a shorter one has fewer kills, and the rest closer together.

    `stall`: how long a site, and the daemon, say nothing: so long that time-outs, which are real, are met.
    """
    kills = max(1, round(days * 3 / 7))
    chance, week = random.Random(seed), timedelta(days=days)

    def at(day: float) -> datetime:
        return start + week * (day / 7)

    some = [at(chance.uniform(0.5, 6.5)) for _ in range(2 * kills)]
    lasting = (
        Fault(at=at(1), until=at(1.5), kind=FaultKind.DOWN, outlet="wakala"),
        Fault(at=at(1.5), until=at(2), kind=FaultKind.UNAVAILABLE, outlet="wakala"),
        Fault(at=at(2.3), until=at(2.6), kind=FaultKind.GARBAGE, outlet="mishkat"),
        Fault(at=at(3.4), until=at(3.4) + stall, kind=FaultKind.STALL, outlet="salla"),
        Fault(at=at(4.4), until=at(4.4) + stall, kind=FaultKind.STOP_DAEMON),
        Fault(at=at(4), until=at(4.2), kind=FaultKind.BROKEN_SOURCE),
        Fault(at=at(5.3), until=at(5.5), kind=FaultKind.CLOCK_WRONG),
    )
    moments = (
        Fault(at=at(2), kind=FaultKind.NEW_SOURCE),
        Fault(at=at(3), kind=FaultKind.SECOND_DAEMON),
        *(Fault(at=moment, kind=FaultKind.KILL_DAEMON) for moment in some[:kills]),
        *(Fault(at=moment, kind=FaultKind.KILL_CRAWL) for moment in some[kills:]),
    )
    return tuple(sorted((*lasting, *moments), key=lambda fault: fault.at))
