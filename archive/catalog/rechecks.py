"""When a story is looked at again: a row a story, made when it is first archived, moved on by every look, gone after the last.

Looks are due so many seconds after the story appeared. Where a look shows nothing sure (the site does not answer), it is tried
again; where it shows a story missing, a day later once more: `archive.catalog.removals` tells what that comes to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, bindparam, delete, select, update

from archive.catalog.database import insert_or_replace
from archive.catalog.ids import page_id
from archive.catalog.links import PASSING
from archive.catalog.looks import AGAIN_FOR, Looks
from archive.catalog.removals import ANSWERED_WITHIN, Absence
from archive.catalog.rows import Row
from archive.catalog.schema import link, poll, recheck
from archive.links import LinkState
from archive.models import Article, Kept, Reason
from archive.watching import Recheck

DATED_WITHIN = timedelta(days=1)
"""How long before its first capture a story may say it appeared: it is an old one otherwise, and edits of it are as old."""

_REPLACE = insert_or_replace(recheck)
_STANDINGS = (
    select(link.c.page_id, link.c.source, link.c.claimed_date, link.c.state, recheck)
    .outerjoin(recheck, recheck.c.page_id == link.c.page_id)
    .where(link.c.page_id.in_(bindparam("keys", expanding=True)))
)


def follow(connection: Connection, kept: Sequence[Kept], absences: Mapping[int, Absence], looks: Looks) -> None:
    """Make, move on and end the rows of the pages that were looked at; their links are not closed yet.

    `absences`: what the missing ones of `kept` come to, by their place in it. `looks`: when they are due; none makes
    no rows.
    """
    standings = _read_standings(connection, {page_id(one.url): one.url for one in kept})
    for number, one in enumerate(kept):
        standing = standings.get(page_id(one.url))
        if standing is not None and one.reason is not Reason.INTERRUPTED:
            standing.see(one, absences.get(number), looks)
    _write(connection, standings)
    for number, found in absences.items():
        if not found.is_certain:
            _ask_a_list(connection, kept[number].source, kept[number].at)


def first(kept: Kept, source: str, claimed: datetime | date | None, looks: Looks) -> Recheck | None:
    """Return the row of a story just archived: the first look that is still ahead of it; None where none is, or no article."""
    if kept.article is None or kept.fetch is None:
        return None
    since = appeared_at(kept.article, claimed, kept.fetch.date)
    row = Recheck(url=kept.url, source=source, appeared_at=since, step=0, due_at=since)
    return _ahead(row, kept.at, looks)


def appeared_at(article: Article, claimed: datetime | date | None, captured_at: datetime) -> datetime:
    """Return when a story appeared: what it says, what its list says, or when it was captured; the first that may be true."""
    for stated in (article.date_published, claimed):
        if isinstance(stated, datetime) and captured_at - DATED_WITHIN <= stated <= captured_at:
            return stated
    return captured_at


def moved(row: Recheck, kept: Kept, absence: Absence | None, looks: Looks) -> Recheck | None:
    """Return the row after a look, whatever led to it: the next step ahead, or an earlier look where this one left a doubt."""
    if kept.reason not in PASSING:
        row = replace(row, missing_at=absence.since if absence else None)
    ahead, again = _ahead(row, kept.at, looks), _again(row, kept, absence, looks)
    if again is not None and (ahead is None or again < ahead.due_at):
        return replace(row, due_at=again)
    return ahead


def _ahead(row: Recheck, at: datetime, looks: Looks) -> Recheck | None:
    for step, step_s in enumerate(looks.steps_s):
        due_at = row.appeared_at + timedelta(seconds=step_s)
        if due_at > at:
            return replace(row, step=step, due_at=due_at)
    return None


def _again(row: Recheck, kept: Kept, absence: Absence | None, looks: Looks) -> datetime | None:
    """Return when to look again before the next step, or instead of it where there is none."""
    if absence is not None and absence.is_certain:
        return absence.since + looks.apart if absence.since and kept.at < absence.since + looks.apart_min else None
    if not looks.steps_s or (absence is None and kept.reason not in PASSING):
        return None
    was_due_at = row.appeared_at + timedelta(seconds=looks.steps_s[min(row.step, len(looks.steps_s) - 1)])
    after = looks.doubted_for if absence else looks.again_after
    return kept.at + after if kept.at + after < was_due_at + AGAIN_FOR else None


@dataclass(slots=True)
class _Standing:
    """How a listed page stands while a group is gone through."""

    source: str
    claimed: datetime | date | None
    is_archived: bool
    before: Recheck | None
    row: Recheck | None

    def see(self, kept: Kept, absence: Absence | None, looks: Looks) -> None:
        if self.row is not None:
            self.row = moved(self.row, kept, absence, looks)
        elif not self.is_archived and not absence:
            self.row = first(kept, self.source, self.claimed, looks)
        self.is_archived |= kept.article is not None


def _read_standings(connection: Connection, pages: Mapping[str, str]) -> dict[str, _Standing]:
    """Return how those of the pages (key: address) stand that a source listed."""
    rows = connection.execute(_STANDINGS, {"keys": list(pages)}).mappings()
    return {row[link.c.page_id]: _read_standing(row, pages[row[link.c.page_id]]) for row in rows}


def _read_standing(row: RowMapping, url: str) -> _Standing:
    known = read_recheck(row, url) if row[recheck.c.page_id] else None
    is_archived = row[link.c.state] is LinkState.ARCHIVED
    return _Standing(row[link.c.source], row[link.c.claimed_date], is_archived, known, known)


def read_recheck(row: RowMapping, url: str) -> Recheck:
    """Return the recheck of the page at `url`."""
    return Recheck(
        url=url,
        source=row[recheck.c.source],
        appeared_at=row[recheck.c.appeared_at],
        step=row[recheck.c.step],
        due_at=row[recheck.c.due_at],
        missing_at=row[recheck.c.missing_at],
    )


def _write(connection: Connection, standings: Mapping[str, _Standing]) -> None:
    written = [_row(key, one.row) for key, one in standings.items() if one.row and one.row != one.before]
    ended = [key for key, one in standings.items() if one.before and one.row is None]
    if written:
        connection.execute(_REPLACE, written)
    if ended:
        connection.execute(delete(recheck).where(recheck.c.page_id.in_(ended)))


def _row(key: str, row: Recheck) -> Row:
    return {
        "page_id": key,
        "source": row.source,
        "appeared_at": row.appeared_at,
        "step": row.step,
        "due_at": row.due_at,
        "missing_at": row.missing_at,
    }


def _ask_a_list(connection: Connection, source: str | None, at: datetime) -> None:
    """Have one list of the source that answered the last time asked at once: whether its site answers is in doubt."""
    answered = poll.c.status.in_((200, 304)) & (poll.c.source == source)
    soonest = select(poll.c.url).where(answered).order_by(poll.c.due_at, poll.c.url).limit(1).scalar_subquery()
    stale = (poll.c.due_at > at) & (poll.c.polled_at < at - ANSWERED_WITHIN)
    connection.execute(update(poll).where(poll.c.source == source, poll.c.url == soonest, stale).values(due_at=at))
