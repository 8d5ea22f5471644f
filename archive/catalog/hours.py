"""What each source listed, and what became of it, by the hour.

Counted up in the transactions that write the links, outcomes, polls and gaps that are counted: what is told twice is written
once, and counted once. All but the polls could be counted from the other rows, but for hundreds of sources not in a second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import log

from sqlalchemy import Connection, Text, func, select, type_coerce

from archive.catalog.answers import Hours, Pace, Total
from archive.catalog.columns import instant_text
from archive.catalog.database import insert_or_add
from archive.catalog.schema import COUNTS, hour
from archive.links import Link
from archive.models import Article, Kept, Outcome, Reason
from archive.watching import Poll

HOUR = timedelta(hours=1)

_OF_OUTCOMES = {
    Outcome.ARCHIVED: "archived",
    Outcome.UNCHANGED: "archived",  # its text was known by another link
    Outcome.REJECTED: "rejected",
    Outcome.FAILED: "failed",
    Outcome.REFUSED: "refused",
}

Place = tuple[datetime, str]
"""The hour something happened in, and the source."""


def hour_of(moment: datetime) -> datetime:
    """Return the beginning of the hour, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def count_links(connection: Connection, links: Iterable[Link], *, walked: bool) -> None:
    """Count links that were written. `walked`: by a walk back in time, not by a poll."""
    counts: dict[Place, Counter[str]] = defaultdict(Counter)
    for one in links:
        counts[hour_of(one.listed_at), one.source].update(("listed", "walked") if walked else ("listed",))
    _add(connection, counts)


def count_outcomes(connection: Connection, written: Iterable[tuple[Kept, bool]]) -> None:
    """Count outcomes that were written, each with whether its story had been archived before: it is a look at it then."""
    counts: dict[Place, Counter[str]] = defaultdict(Counter)
    words: dict[Place, float] = defaultdict(float)
    for one, is_look in written:
        if one.source is None or one.reason is Reason.INTERRUPTED:
            continue
        place = hour_of(one.at), one.source
        counts[place]["looks" if is_look else _OF_OUTCOMES[one.outcome]] += 1
        if one.article is not None and not is_look:
            counts[place]["dateless"] += one.article.date_published is None
            words[place] += _log_words(one.article)
    _add(connection, counts, words)


def count_poll(connection: Connection, polled: Poll, *, answered: bool) -> None:
    """Count a poll. `answered`: the list could be read, or another in its place."""
    place = hour_of(polled.polled_at), polled.source
    _add(connection, {place: Counter({"polls": int(answered), "polls_failed": int(not answered)})})


def count_gaps(connection: Connection, gaps: Iterable[tuple[datetime, str]]) -> None:
    """Count gaps that were written: when, and of which source."""
    often = Counter((hour_of(at), source) for at, source in gaps)
    _add(connection, {place: Counter({"gaps": count}) for place, count in often.items()})


def read_hours(
    connection: Connection, since: datetime, until: datetime, sources: Sequence[str] | None = None
) -> tuple[Hours, ...]:
    """Return the hours from `since` to before `until` of the sources (None: of all), by source; those alone that have any."""
    start = hour_of(since)
    query = select(hour).where(hour.c.hour >= start, hour.c.hour < until).order_by(hour.c.hour)
    if sources is not None:
        query = query.where(hour.c.source.in_(sources))
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for at, source, *counts in connection.execute(query).all():
        rows[source].append(((at - start) // HOUR, *counts))
    length = max(0, -((start - until) // HOUR))
    return tuple(_hours(source, start, length, rows[source]) for source in sorted(rows))


def read_paces(connection: Connection, since: datetime, until: datetime) -> tuple[Pace, ...]:
    """Return what polls listed, and how many there were, in each hour, by source: a hundred thousand rows in little time."""
    start = hour_of(since)
    length = max(0, -((start - until) // HOUR))
    places = {instant_text(start + number * HOUR): number for number in range(length)}
    query = select(type_coerce(hour.c.hour, Text), hour.c.source, hour.c.listed - hour.c.walked, hour.c.polls)
    found: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([0] * length, [0] * length))
    for at, source, new, polled in connection.execute(query.where(hour.c.hour >= start, hour.c.hour < until)).all():
        listed, polls = found[source]
        listed[places[at]], polls[places[at]] = new, polled
    return tuple(
        Pace(source=source, since=start, listed=tuple(found[source][0]), polls=tuple(found[source][1]))
        for source in sorted(found)
    )


def read_totals(connection: Connection, since: datetime, until: datetime) -> tuple[Total, ...]:
    """Return the sums of the hours from `since` to before `until`, by source."""
    sums = (func.sum(hour.c[name]).label(name) for name in (*COUNTS, "log_words"))
    query = select(hour.c.source, *sums).where(hour.c.hour >= hour_of(since), hour.c.hour < until)
    rows = connection.execute(query.group_by(hour.c.source).order_by(hour.c.source))
    return tuple(Total(**row) for row in rows.mappings())


def _add(connection: Connection, counts: Mapping[Place, Counter[str]], words: Mapping[Place, float] | None = None) -> None:
    nothing = dict.fromkeys(COUNTS, 0)
    rows = [
        {"hour": at, "source": source, **nothing, **counted, "log_words": (words or {}).get((at, source), 0.0)}
        for (at, source), counted in sorted(counts.items())
    ]
    if rows:
        connection.execute(insert_or_add(hour), rows)


def _hours(source: str, since: datetime, length: int, rows: Iterable[tuple[float, ...]]) -> Hours:
    places, *columns = zip(*rows, strict=True)
    return Hours(source, since, *(_spread(places, column, length) for column in columns))


def _spread(places: Iterable[int], values: Iterable[int], length: int) -> tuple[int, ...]:
    spread = [0] * length
    for place, value in zip(places, values, strict=True):
        spread[place] += value
    return tuple(spread)


def _log_words(article: Article) -> float:
    return log(max(1, len(article.article_body.split())))
