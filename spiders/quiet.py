"""The hours in which a source is left alone, by its own clock. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY_MIN: Final = 24 * 60
_MINUTE = timedelta(minutes=1)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))", re.ASCII)


def minutes_of(span: str) -> frozenset[int]:
    """Return the minutes of the day that a span such as "23:00-06:00" holds: from its beginning to before its end.

    One that ends before it begins lasts over midnight. Raises ValueError with what to write instead.
    """
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f'{span!r:.50} is no span of hours; write one such as "23:00-06:00"')
    first_h, first_min, last_h, last_min = (int(digits) for digits in found.groups() if digits is not None)
    first, last = first_h * 60 + first_min, last_h * 60 + last_min
    if first % DAY_MIN == last % DAY_MIN:
        raise ValueError(f"{span!r} ends where it begins, which would be the whole day; leave the source out instead")
    return frozenset(minute % DAY_MIN for minute in range(first, last if first < last else last + DAY_MIN))


@lru_cache(maxsize=1_000)
def quiet_minutes(spans: tuple[str, ...]) -> frozenset[int]:
    """Return the minutes of the day that the spans hold together. Raises ValueError, also where they leave none."""
    together: Iterable[frozenset[int]] = map(minutes_of, spans)
    minutes = frozenset[int]().union(*together)
    if len(minutes) == DAY_MIN:
        raise ValueError("leave no minute of the day to fetch anything in; shorten one, or leave the source out")
    return minutes


def quiet_until(spans: tuple[str, ...], zone: str, now: datetime) -> datetime | None:
    """Return when the quiet ends that `now` lies in, in UTC; None where it lies in none.

    The clock on the wall decides: an hour that daylight saving repeats is quiet both times, one that it skips is not waited
    for. `spans`: as `quiet_minutes` takes them. `zone`: an IANA name.
    """
    quiet, here = quiet_minutes(spans), ZoneInfo(zone)
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    if not _is_within(quiet, moment.astimezone(here)):
        return None
    while _is_within(quiet, moment.astimezone(here)):
        moment += _MINUTE
    return moment


def _is_within(minutes: frozenset[int], local: datetime) -> bool:
    return local.hour * 60 + local.minute in minutes
