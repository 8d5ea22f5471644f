"""Links: written when a list shows them, handed out until an outcome closes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, func, or_, select, update

from archive.catalog.database import insert_new
from archive.catalog.hours import count_links
from archive.catalog.ids import page_id
from archive.catalog.rows import link_row, page_row
from archive.catalog.schema import link, outcome, page
from archive.catalog.twins import untwinned
from archive.links import Claim, Link, LinkState
from archive.models import Kept, Outcome, Reason

LINKS_MAX = 5_000
"""Links written in one transaction: a sitemap may hold 50,000, and others wait to write meanwhile."""

NOTED_EVERY = timedelta(hours=1)
"""A link that is listed again is noted no oftener: feeds are polled every few minutes and show the same."""

_STATES = {
    Outcome.ARCHIVED: LinkState.ARCHIVED,
    Outcome.UNCHANGED: LinkState.ARCHIVED,
    Outcome.REJECTED: LinkState.REJECTED,
    Outcome.FAILED: LinkState.FAILED,
    Outcome.REFUSED: LinkState.REFUSED,
}


PASSING = frozenset(
    {
        *(Reason.TIMEOUT, Reason.CONNECTION_LOST, Reason.CONNECTION_REFUSED, Reason.NO_DNS),
        *(Reason.SERVER_ERROR, Reason.THROTTLED, Reason.ROBOTS_UNREACHABLE),
    }
)
"""What may be otherwise next time: such a link stays open for the next run, until it has been tried TRIES_MAX times."""

RETRIED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, *[360] * 5))
"""How long a link waits after each try that failed so: more than a day in all, for a site may be down for one."""

TRIES_MAX = len(RETRIED_AFTER) + 1

OPEN_MIN = timedelta(days=1)
"""However often a link was tried in vain, by someone who asks again and again: it is not given up sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """`written`: the links that were not known. `fresh`: those of them that are to be fetched. Both in the order listed."""

    written: tuple[Link, ...]
    fresh: tuple[Link, ...]


def add_links(connection: Connection, links: Sequence[Link], *, walked: bool = False) -> Added:
    """Write the links of stories not yet known, LINKS_MAX at most.

    A page archived before anyone listed it (by `warraq archive URL`, say) is written as archived, and is not fresh. A story
    known by another address, one that is open or was archived, is not written again: `archive.identity` tells.
    `walked`: no poll showed them, but a walk back in time.
    """
    listed: dict[str, Link] = {}
    for one in links:
        listed.setdefault(page_id(one.url), one)
    known = set(connection.scalars(select(link.c.page_id).where(link.c.page_id.in_(listed))))
    unknown = {key: one for key, one in listed.items() if key not in known}
    archived = _archived(connection, unknown)
    fresh = untwinned(connection, unknown, archived)
    _insert(connection, fresh, archived)
    count_links(connection, fresh.values(), walked=walked)
    _note_again(connection, {key: listed[key] for key in known})
    return Added(written=tuple(fresh.values()), fresh=tuple(one for key, one in fresh.items() if key not in archived))


def open_links(connection: Connection, source: str, limit: int, now: datetime | None) -> tuple[Link, ...]:
    """Return the source's links that nothing has become of: listed last first, and of one listing the newest claimed first.

    `now`: leave out those that still wait after trouble; None: take them too.
    """
    query = (
        _links()
        .where(link.c.source == source, link.c.state == LinkState.LISTED)
        .order_by(link.c.listed_at.desc(), link.c.claimed_utc.desc().nulls_last())
        .limit(limit)
    )
    if now is not None:
        query = query.where(or_(link.c.due_at.is_(None), link.c.due_at <= now))
    return tuple(read_row(row) for row in connection.execute(query).mappings())


def read_link(connection: Connection, key: str) -> Link | None:
    """Return the link of a page, if a source ever listed it."""
    row = connection.execute(_links().where(link.c.page_id == key)).mappings().first()
    return read_row(row) if row else None


def close_links(connection: Connection, kept: Sequence[Kept]) -> None:
    """Give each link the state that follows from its outcome.

    The link of the address that answered is closed with the one that was asked for: a redirect need not be followed twice.
    An interrupted fetch leaves its link open, and so does trouble that may pass, the first times; a link once archived stays
    so, whatever becomes of later looks at the page.
    """
    retried = _to_be_retried(connection, kept)
    closing = [
        {"key": key, "state_": _STATES[one.outcome], "at": one.at}
        for one in kept
        if one.reason is not Reason.INTERRUPTED
        for key in {page_id(one.url), page_id(one.article.url if one.article else one.url)} - retried.keys()
    ]
    if closing:
        closed = update(link).where(link.c.page_id == bindparam("key"), link.c.state != LinkState.ARCHIVED)
        connection.execute(closed.values(state=bindparam("state_"), closed_at=bindparam("at")), closing)
    if retried:
        rows = [{"key": key, "until": until} for key, until in retried.items()]
        waiting = update(link).where(link.c.page_id == bindparam("key"), link.c.state == LinkState.LISTED)
        connection.execute(waiting.values(due_at=bindparam("until")), rows)


def release_links(connection: Connection, source: str) -> None:
    """Let the source's links wait no longer: it answers again."""
    waiting = (link.c.source == source) & (link.c.state == LinkState.LISTED) & link.c.due_at.is_not(None)
    connection.execute(update(link).where(waiting).values(due_at=None))


def _to_be_retried(connection: Connection, kept: Iterable[Kept]) -> dict[str, datetime]:
    """Return when to try the pages again whose trouble may pass; their outcomes are written already."""
    passing = {page_id(one.url): one.at for one in kept if one.reason in PASSING}
    if not passing:
        return {}
    since = func.min(outcome.c.at, type_=outcome.c.at.type)
    query = select(outcome.c.page_id, func.count(), since).where(outcome.c.page_id.in_(passing)).group_by(outcome.c.page_id)
    return {
        key: passing[key] + RETRIED_AFTER[min(tries, TRIES_MAX - 1) - 1]
        for key, tries, first in connection.execute(query)
        if tries < TRIES_MAX or passing[key] - first < OPEN_MIN
    }


def _links() -> Select[Any]:
    return select(link, page.c.url).join(page, page.c.id == link.c.page_id)


def read_row(row: RowMapping) -> Link:
    """Return the link of a row of `link` with its page's `url`."""
    return Link(
        url=row[page.c.url],
        source=row[link.c.source],
        listed_at=row[link.c.listed_at],
        listed_in=row[link.c.listed_in],
        claim=Claim(
            date=row[link.c.claimed_date],
            title=row[link.c.claimed_title],
            text=row[link.c.claimed_text],
            author=row[link.c.claimed_author],
        ),
        state=row[link.c.state],
    )


def _archived(connection: Connection, keys: Iterable[str]) -> set[str]:
    query = select(outcome.c.page_id).where(outcome.c.page_id.in_(keys), outcome.c.version_number.is_not(None))
    return set(connection.scalars(query))


def _insert(connection: Connection, fresh: dict[str, Link], archived: set[str]) -> None:
    if not fresh:
        return
    connection.execute(insert_new(page), [page_row(one.url) for one in fresh.values()])
    rows = [
        link_row(one) | ({"state": LinkState.ARCHIVED, "closed_at": one.listed_at} if key in archived else {"closed_at": None})
        for key, one in fresh.items()
    ]
    connection.execute(insert_new(link), rows)


def _note_again(connection: Connection, listed: dict[str, Link]) -> None:
    """Note when and where the known links were seen again, in one statement a list."""
    lists: dict[tuple[datetime, str], list[str]] = {}
    for key, one in listed.items():
        lists.setdefault((one.listed_at, one.listed_in), []).append(key)
    for (at, where), keys in lists.items():
        stale = link.c.page_id.in_(keys) & (link.c.last_listed_at < at - NOTED_EVERY)
        connection.execute(update(link).where(stale).values(last_listed_at=at, last_listed_in=where))
