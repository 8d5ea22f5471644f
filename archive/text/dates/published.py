"""When a story was published and changed: the dates a page gives, ranked, weighed against each other, and kept as evidence.

A date stands by its rank (models.DateKind) unless two other kinds agree on another day: a CMS writes the day it built a page,
a theme copies another story's date, an address is that of an older picture; two of them rarely err alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TypeGuard

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.links import NO_CLAIM, Claim
from archive.text.dates.addressed import day_in_address
from archive.text.dates.clocks import LOCAL
from archive.text.dates.dates import Dated, Stamp, find_dates, trouble_with
from archive.text.dates.evidence import METADATA, ORDER, Found, agree, keep_evidence
from archive.text.dates.orders import in_right_order
from archive.text.dates.settle import Settled, day_of, settle, without_midnight
from archive.text.dates.shown import Around, Shown, read_shown
from archive.text.dates.told import Told

MINUTE = timedelta(minutes=1)
"""A change told within it is the publication itself, its seconds shown or not."""
BUILT_WITHIN = timedelta(minutes=10)
"""A date told that is this near the capture may be when the page was built."""

_UNSAID = frozenset(("date", "dc.date", "dcterms.date"))
"""Meta elements that do not say what they date: templates write the day the page is served."""
_SHOWN = frozenset((DateKind.TIME_ELEMENT, DateKind.VISIBLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the story was published and last changed, None where no date can be trusted; and all that was found."""

    published: Stamp | None
    modified: Stamp | None
    evidence: tuple[DateEvidence, ...]


def read_dates(  # noqa: PLR0913 - what dates are read from, and against
    told: Sequence[Told],
    around: Around,
    *,
    now: datetime,
    zone: tzinfo | None,
    claimed: Claim = NO_CLAIM,
    is_exact: bool = True,
) -> Dates:
    """Weigh what rules and metadata tell, what is shown around the headline, what the list claims, the opening, the address.

    `zone`: the outlet's, where known. `now`: the capture's moment; not `is_exact`: the latest it can have been.
    """
    zone = zone or _zone_stated(told, now)
    now = now.astimezone(zone) if zone else now
    every = (*_told(told, now, zone), *_shown(around, now, is_exact=is_exact), *_elsewhere(around, claimed, now, zone))
    found = in_right_order(
        sorted(every, key=lambda one: (ORDER[one.kind], one.rank)),
        url=around.url,
        texts=(line.text for line in around.lines),
        now=now,
        zone=zone,
        is_exact=is_exact,
    )
    first, changed = _of(found, DateOf.PUBLISHED), _of(found, DateOf.MODIFIED)
    best = _best(first, now, zone)
    settled = _settled(best, first, now, zone)
    modified = _modified(changed, settled, now, zone)
    return Dates(
        published=settled.value if settled else None,
        modified=modified,
        evidence=keep_evidence(found, best, settled, modified, zone),
    )


def _told(told: Iterable[Told], now: datetime, zone: tzinfo | None) -> Iterator[Found]:
    for one in told:
        read = _found(one.of, one.kind, one.name, one.text, find_dates(one.text, now=now, zone=LOCAL))
        value = without_midnight(read.value, zone) if read.value else None
        foreign = DateStanding.OTHER_STORY if one.is_foreign else None
        yield replace(read, value=None if foreign else value, trouble=foreign or read.trouble)


def _zone_stated(told: Iterable[Told], now: datetime) -> tzinfo | None:
    """Return the one offset that the page's own dates are told with, where some are told as UTC."""
    read = (dated.value for one in told if not one.is_foreign for dated in find_dates(one.text, now=now, zone=LOCAL)[:1])
    offsets = {value.utcoffset() for value in read if isinstance(value, datetime) and value.utcoffset()}
    offset = offsets.pop() if len(offsets) == 1 else None
    return timezone(offset) if offset else None


def _shown(around: Around, now: datetime, *, is_exact: bool) -> Iterator[Found]:
    for place, one in enumerate(read_shown(around, now, is_exact=is_exact)):
        found = _from_page(one, place)
        is_vague = one.dated.is_relative and not is_exact
        yield replace(found, value=None, trouble=DateStanding.RELATIVE) if is_vague else found


def _from_page(one: Shown, place: int) -> Found:
    read = _found(one.of, one.kind, None, one.text, (one.dated,))
    return replace(read, rank=one.rank * 100 + place)


def _elsewhere(around: Around, claimed: Claim, now: datetime, zone: tzinfo | None) -> Iterator[Found]:
    if claimed.date is not None:
        value = without_midnight(claimed.date, zone)
        trouble = trouble_with(value, now)
        yield Found(
            of=DateOf.PUBLISHED,
            kind=DateKind.LIST,
            name=None,
            text=claimed.date.isoformat(),
            value=None if trouble else value,
            trouble=trouble,
        )
    opening = find_dates(around.opening, now=now)
    if opening:
        yield _found(DateOf.PUBLISHED, DateKind.OPENING, None, around.opening, opening)
    day = day_in_address(around.url)
    if day is not None:
        trouble = trouble_with(day, now)
        yield Found(
            of=DateOf.PUBLISHED,
            kind=DateKind.ADDRESS,
            name=None,
            text=around.url,
            value=None if trouble else day,
            trouble=trouble,
        )


def _found(of: DateOf, kind: DateKind, name: str | None, text: str, dates: Sequence[Dated]) -> Found:
    dated = dates[0] if dates else None
    if dated is None:
        return Found(of=of, kind=kind, name=name, text=text, value=None, trouble=DateStanding.UNREADABLE)
    return Found(of=of, kind=kind, name=name, text=text, value=dated.value, others=dated.others, trouble=dated.trouble)


def _of(found: Iterable[Found], of: DateOf, kinds: frozenset[DateKind] = frozenset(DateKind)) -> list[Found]:
    """Return the dates that can be believed of one event."""
    return [one for one in found if one.of is of and one.kind in kinds and one.value is not None]


def _best(found: Sequence[Found], now: datetime, zone: tzinfo | None) -> Found | None:
    """Return the date that most other kinds agree with; the rank decides between equals, but not for a page's building."""
    ruled = next((one for one in found if one.kind is DateKind.RULE), None)
    if ruled:
        return ruled

    def weight(one: Found) -> tuple[int, bool]:
        others = {_family(other) for other in found if _family(other) != _family(one) and agree(one, other, zone)}
        return len(others), not (_is_built(one, now) or _is_later_day(one, found))

    return max(found, key=weight, default=None)


def _family(one: Found) -> str:
    """Return what wrote a date: one program fills all of a page's metadata, so they are one witness."""
    return "told" if one.kind in METADATA else "shown" if one.kind in _SHOWN else one.kind


def _is_built(one: Found, now: datetime) -> bool:
    if one.name in _UNSAID and one.value is not None and not isinstance(one.value, datetime):
        return one.value == now.date()
    is_instant = isinstance(one.value, datetime) and one.value.tzinfo is not LOCAL and one.kind in METADATA
    return is_instant and isinstance(one.value, datetime) and abs(now - one.value) < BUILT_WITHIN


def _is_later_day(one: Found, found: Iterable[Found]) -> bool:
    """Return whether a meta element that does not say what it dates names a later day than the page shows."""
    if one.name not in _UNSAID or one.value is None or isinstance(one.value, datetime):
        return False
    return any(other.kind in _SHOWN and other.value is not None and day_of(other.value) < one.value for other in found)


def _settled(best: Found | None, found: Sequence[Found], now: datetime, zone: tzinfo | None) -> Settled | None:
    """Join the best date with the first told, the first shown and the list's that agree with its day."""
    if best is None:
        return None
    near = [best, *(one for one in found if one is not best and agree(best, one, zone))]
    told = _first_timed(near, METADATA | {DateKind.RULE})
    shown = _first_timed(near, _SHOWN)
    if _is_utc(shown) and (clock := _clock_shown(near)):
        told, shown = told if isinstance(told, datetime) else shown, clock
    told = _marked(told, shown, near)
    listed = _first_timed(near, frozenset((DateKind.LIST,)))
    if told is None and shown is None:
        told = listed if isinstance(listed, datetime) else best.value
    return settle(told, shown, listed, zone, now)


def _first_timed(near: Sequence[Found], kinds: frozenset[DateKind]) -> Stamp | None:
    """Return the first date of these kinds that has a time, else the first."""
    values = [one.value for one in near if one.kind in kinds and one.value is not None]
    return next((value for value in values if isinstance(value, datetime)), values[0] if values else None)


def _marked(told: Stamp | None, shown: Stamp | None, near: Sequence[Found]) -> Stamp | None:
    """Return, of a time told without a zone, the instant that has its digits, where the page's own clock shows others."""
    if not _is_local(told) or not _is_local(shown) or told == shown:
        return told
    marked = (one.value for one in near if one.kind in METADATA and isinstance(one.value, datetime) and _is_utc(one.value))
    return next((value for value in marked if abs(value.replace(tzinfo=LOCAL) - told) < MINUTE), told)


def _is_local(stamp: Stamp | None) -> TypeGuard[datetime]:
    return isinstance(stamp, datetime) and stamp.tzinfo is LOCAL


def _is_utc(stamp: Stamp | None) -> bool:
    return isinstance(stamp, datetime) and stamp.tzinfo is not LOCAL and not stamp.utcoffset()


def _clock_shown(near: Sequence[Found]) -> Stamp | None:
    """Return the clock in plain sight: beside it an attribute of a `time` element is only told."""
    values = (one.value for one in near if one.kind is DateKind.VISIBLE)
    return next(filter(_is_local, values), None)


def _modified(found: Sequence[Found], published: Settled | None, now: datetime, zone: tzinfo | None) -> Stamp | None:
    """Return when the story was last changed, by the clock that its publication was told by; never before it.

    Where nothing says when it was published, the change does not say it either.
    """
    if not found:
        return None
    if published is None:
        alone = _settled(found[0], found, now, zone)
        return alone.value if alone else None
    first = published.value
    clock = zone or (first.tzinfo if isinstance(first, datetime) and first.utcoffset() else None)
    if published.is_false_utc:
        found = [replace(one, value=_as_clock(one.value)) for one in found]
    settled = _settled(found[0], found, now, clock)
    if settled is None or not _is_after(settled.value, first):
        return None
    return settled.value


def _as_clock(stamp: Stamp | None) -> Stamp | None:
    return stamp.replace(tzinfo=LOCAL) if isinstance(stamp, datetime) and not stamp.utcoffset() else stamp


def _is_after(modified: Stamp, published: Stamp) -> bool:
    if isinstance(modified, datetime) and isinstance(published, datetime):
        return modified - published >= MINUTE
    return modified != published and day_of(modified) >= day_of(published)
