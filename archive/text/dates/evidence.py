"""Dates as they were found, whether two of them agree, and what is kept of them with the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from archive.dating import DateEvidence, DateKind, DateOf, DateStanding
from archive.text.dates.clocks import LOCAL
from archive.text.dates.dates import Stamp
from archive.text.dates.settle import Settled, day_of

EVIDENCE_MAX = 8
TEXT_MAX = 120
EASTERNMOST = timedelta(hours=5)
"""A day of an instant whose clock is not known: outlets lie from UTC to here."""
METADATA = frozenset((DateKind.JSON_LD, DateKind.META, DateKind.MICRODATA, DateKind.DATA))
ORDER = {kind: place for place, kind in enumerate(DateKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date found, as it was read. `others`: its other readings. `trouble`: why it has no value. `rank`: within its kind."""

    of: DateOf
    kind: DateKind
    name: str | None
    text: str
    value: Stamp | None
    others: tuple[Stamp, ...] = ()
    trouble: DateStanding | None = None
    rank: int = 0


def agree(one: Found, other: Found, zone: tzinfo | None) -> bool:
    """Return whether both may be of the same day."""
    return one.value is not None and other.value is not None and bool(days_of(one.value, zone) & days_of(other.value, zone))


def days_of(stamp: Stamp, zone: tzinfo | None) -> set[date]:
    """Return the days that the outlet's clock may show: one, or two where an instant's clock is not known."""
    if not isinstance(stamp, datetime) or stamp.tzinfo is LOCAL:
        return {day_of(stamp)}
    if zone is not None:
        return {stamp.date(), stamp.astimezone(zone).date()}
    return {stamp.date(), (stamp + EASTERNMOST).date()} if not stamp.utcoffset() else {stamp.date()}


def keep_evidence(
    found: Sequence[Found], best: Found | None, settled: Settled | None, modified: Stamp | None, zone: tzinfo | None
) -> tuple[DateEvidence, ...]:
    """Keep each date once, ranked; the one chosen never falls out of the bound."""
    changed = next((one for one in found if one.of is DateOf.MODIFIED and one.value is not None), None) if modified else best
    final = settled.value if settled else None
    kept: dict[tuple[DateOf, DateKind, Stamp | None, str], DateEvidence] = {}
    for one in sorted(found, key=lambda one: one is not best and one is not changed):
        against = changed if one.of is DateOf.MODIFIED else best
        standing = _standing(one, against, settled, zone)
        value = _public(one.value, final)
        evidence = DateEvidence(
            of=one.of, kind=one.kind, name=one.name, text=one.text[:TEXT_MAX], value=value, standing=standing
        )
        kept.setdefault((one.of, one.kind, value, "" if value else evidence.text), evidence)
    bounded = list(kept.values())[:EVIDENCE_MAX]
    return tuple(sorted(bounded, key=lambda one: (one.of is DateOf.MODIFIED, ORDER[one.kind])))


def _standing(one: Found, best: Found | None, settled: Settled | None, zone: tzinfo | None) -> DateStanding:
    if one.value is None:
        return one.trouble or DateStanding.UNREADABLE
    is_utc = isinstance(one.value, datetime) and one.value.tzinfo is not LOCAL and not one.value.utcoffset()
    agrees = best is not None and agree(one, best, zone)
    if agrees and is_utc and settled and settled.is_false_utc and one.kind in METADATA | {DateKind.TIME_ELEMENT}:
        return DateStanding.FALSE_UTC
    if one is best:
        return DateStanding.CHOSEN
    return DateStanding.AGREES if agrees else DateStanding.DISAGREES


def _public(stamp: Stamp | None, final: Stamp | None) -> Stamp | None:
    """Give a local clock the zone of the date that was settled on, or only its day."""
    if not isinstance(stamp, datetime) or stamp.tzinfo is not LOCAL:
        return stamp
    return stamp.replace(tzinfo=final.tzinfo) if isinstance(final, datetime) else stamp.date()
