"""An instant told and a clock shown → the story's moment by the outlet's clock, or its day alone.

Where both are the same moment, they are apart by the offset of the outlet's clock. An instant marked as UTC with the very
digits of the clock is that clock falsely marked, unless the outlet's zone is Greenwich's; where nothing gives the zone,
which it is cannot be known, and the day is all that is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from archive.text.dates.clocks import LOCAL
from archive.text.dates.dates import SKEW, Stamp

SAME = timedelta(seconds=100)
QUARTER = timedelta(minutes=15)
OFFSETS = frozenset((*range(-12 * 60, 15 * 60, 60), -210, -150, 210, 270, 330, 345, 390, 570, 630))
"""Minutes ahead of UTC of the world's clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The story's moment. `is_false_utc`: what was told as UTC is the outlet's clock."""

    value: Stamp
    is_false_utc: bool = False


def settle(told: Stamp | None, shown: Stamp | None, listed: Stamp | None, zone: tzinfo | None, now: datetime) -> Settled | None:
    """Join what metadata tell, what the page shows and what its list claims: the same day, each or any of them absent.

    Times without a zone have `clocks.LOCAL`. `zone`: the outlet's, where known. None where nothing is left of them.
    """
    instant, named, listed_at = _instant(told), _instant(shown), _instant(listed)
    if named is not None:
        return _beside_named(instant, named, zone) if instant else Settled(value=named)
    clock = _clock_of(_clock(told), _clock(shown), zone)
    if instant is not None:
        return _beside_clock(instant, clock, listed_at, zone) if clock else _alone(instant, zone, now)
    if clock is not None:
        by_list = offset_between(clock, listed_at) if listed_at else None
        return Settled(value=_in_zone(listed_at, by_list, zone) if listed_at and by_list else _placed(clock, zone))
    only = listed_at or shown or told or listed
    return Settled(value=_placed(only, zone)) if only is not None else None


def offset_between(clock: datetime, instant: datetime) -> timedelta | None:
    """Return how far the clock is ahead of UTC where it shows the instant; None where no clock of the world would."""
    ahead = clock.replace(tzinfo=UTC) - instant.astimezone(UTC)
    offset = round(ahead / QUARTER) * QUARTER
    return offset if abs(ahead - offset) <= SAME and offset // timedelta(minutes=1) in OFFSETS else None


def without_midnight(stamp: Stamp, zone: tzinfo | None) -> Stamp:
    """Return the day alone for a midnight: what writes a day where a time is asked for."""
    if not isinstance(stamp, datetime):
        return stamp
    if stamp.timetz().replace(tzinfo=None) == time(0):
        return stamp.date()
    local = stamp.astimezone(zone) if zone and not stamp.utcoffset() and stamp.tzinfo is not LOCAL else stamp
    return local.date() if local.timetz().replace(tzinfo=None) == time(0) else stamp


def _clock_of(told: datetime | None, shown: datetime | None, zone: tzinfo | None) -> datetime | None:
    """Return the clock to believe of two without a zone: the one told, unless it is UTC's, an outlet's offset behind."""
    if told is None or shown is None or abs(shown - told) < SAME:
        return shown or told
    offset = offset_between(shown, told.replace(tzinfo=UTC))
    return shown if zone and offset and shown.replace(tzinfo=zone).utcoffset() == offset else told


def _beside_named(instant: datetime, shown: datetime, zone: tzinfo | None) -> Settled:
    """Believe the clock shown where it names its zone and shows the same moment, or the same digits."""
    if abs(shown - instant) < SAME:
        return Settled(value=shown)
    digits = abs(shown.replace(tzinfo=UTC) - instant.replace(tzinfo=UTC))
    if digits < SAME and not instant.utcoffset():
        return Settled(value=shown, is_false_utc=True)
    return Settled(value=_placed(instant, zone or shown.tzinfo))


def _beside_clock(instant: datetime, clock: datetime, listed: datetime | None, zone: tzinfo | None) -> Settled:
    offset = offset_between(clock, instant)
    if offset is None:
        return Settled(value=_placed(instant, zone))
    if offset or instant.utcoffset():
        return Settled(value=_in_zone(instant, offset, zone))
    by_list = offset_between(clock, listed) if listed else None
    if by_list and listed:
        return Settled(value=_in_zone(listed, by_list, zone), is_false_utc=True)
    if zone is None:
        return Settled(value=clock.date(), is_false_utc=True)
    placed = clock.replace(tzinfo=zone)
    return Settled(value=placed, is_false_utc=bool(placed.utcoffset()))


def _alone(instant: datetime, zone: tzinfo | None, now: datetime) -> Settled:
    """No clock is shown; an instant in the future is the outlet's clock, its mark of UTC false."""
    if instant <= now + SKEW:
        return Settled(value=_placed(instant, zone))
    return Settled(value=instant.replace(tzinfo=zone) if zone else instant.date(), is_false_utc=True)


def _in_zone(instant: datetime, offset: timedelta, zone: tzinfo | None) -> datetime:
    is_known = zone is not None and instant.astimezone(zone).utcoffset() == offset
    return instant.astimezone(zone if is_known else timezone(offset) if offset else UTC)


def _placed(stamp: Stamp, zone: tzinfo | None) -> Stamp:
    """Give a local clock its zone, or only its day when no zone is known; show an instant by the outlet's clock."""
    if not isinstance(stamp, datetime):
        return stamp
    if stamp.tzinfo is LOCAL:
        return stamp.replace(tzinfo=zone) if zone else stamp.date()
    return stamp.astimezone(zone) if zone and not stamp.utcoffset() else stamp


def _instant(stamp: Stamp | None) -> datetime | None:
    return stamp if isinstance(stamp, datetime) and stamp.tzinfo is not LOCAL else None


def _clock(stamp: Stamp | None) -> datetime | None:
    return stamp if isinstance(stamp, datetime) and stamp.tzinfo is LOCAL else None


def day_of(stamp: Stamp) -> date:
    """Return the day alone."""
    return stamp.date() if isinstance(stamp, datetime) else stamp
