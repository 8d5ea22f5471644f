"""Removals: a story that is gone, seen twice a day apart while its site answered; and stories that came back.

Decided from outcomes and exchanges alone, all of which the WARC files hold: a rebuild decides the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, or_, select

from archive.catalog.ids import page_id
from archive.catalog.looks import Looks
from archive.catalog.schema import event, fetch, link, outcome, page
from archive.identity import identity
from archive.models import Kept, Kind, Reason
from archive.watching import Event, EventKind

ANSWERED_WITHIN = timedelta(hours=1)
"""How long before a look its site must have been seen to answer."""

LOOKS_MAX = 100
"""Looks at a page that are gone through, from the last one back."""

GONE = frozenset({Reason.NOT_FOUND, Reason.GONE})

_NOWHERE = re.compile(
    r"(?:/(?:ar|arabic|en|fr))?(?:/(?:home|main|errors?|404|(?:page-?)?not-?found)(?:/404)?(?:\.\w{3,5})?)?", re.IGNORECASE
)
"""Paths of home pages, and of the pages that say that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A story that did not come. `since`: when that was first seen while its site answered, or None where it never was.

    `is_certain`: whether the site answered this time. `event`: the removal, where this look makes it known.
    """

    since: datetime | None
    is_certain: bool
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at a page that was missing. `landed`: the key of the page that answered in the end."""

    at: datetime
    landed: str


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a sign of life is looked for. `hosts`: as in identities: the story's own, and that of the list that showed it."""

    key: str
    source: str | None
    hosts: frozenset[str]


def is_missing(kept: Kept) -> bool:
    """Whether the page asked for is not there: 404, 410, a page that says so, or the way led to the home page instead."""
    return kept.reason in GONE or (kept.fetch is not None and leads_nowhere(kept.url, kept.fetch.url))


def leads_nowhere(asked: str, landed: str) -> bool:
    """Whether a redirect from a story ended on a home page or on one for what is not found."""
    return _is_nowhere(landed) and not _is_nowhere(asked)


def absence(connection: Connection, kept: Kept, when: Looks) -> Absence:
    """Say what a missing page comes to. Its outcome, and those before it, are written already."""
    key = page_id(kept.url)
    looks, was_read = _looks_since_read(connection, key, kept.at)
    site = _Site(key, kept.source, _hosts(connection, key, kept.url))
    is_certain = bool(looks) and _answers(connection, site, looks[-1])
    since = next((look.at for look in looks if _answers(connection, site, look)), None)
    is_proven = since is not None and is_certain and kept.at - since >= when.apart_min
    if since is None or not (is_proven and was_read) or is_removed(connection, key, kept.at):
        return Absence(since=since, is_certain=is_certain)
    return Absence(since=since, is_certain=is_certain, event=_removed(kept, since))


def returned(connection: Connection, kept: Kept, version: int) -> Event | None:
    """Return the event of a story read again after it was removed; `version`: the text it shows."""
    if not is_removed(connection, page_id(kept.url), kept.at):
        return None
    return Event(at=kept.at, kind=EventKind.RESTORED, url=kept.url, source=kept.source, version=version)


def is_removed(connection: Connection, key: str, before: datetime) -> bool:
    """Whether the page counted as removed, just before that time."""
    query = (
        select(event.c.kind)
        .where(event.c.page_id == key, event.c.kind.in_((EventKind.REMOVED, EventKind.RESTORED)), event.c.at < before)
        .order_by(event.c.at.desc(), event.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query) is EventKind.REMOVED


def _removed(kept: Kept, since: datetime) -> Event:
    led = kept.fetch and kept.fetch.url != kept.url and f"led to {kept.fetch.url}"
    why = kept.detail or led or (kept.reason and kept.reason.value) or "missing"
    detail = f"{why}; first seen {since.isoformat(timespec='seconds')}"
    return Event(at=kept.at, kind=EventKind.REMOVED, url=kept.url, source=kept.source, detail=detail)


def _is_nowhere(url: str) -> bool:
    parts = urlsplit(identity(url))
    return not parts.query and _NOWHERE.fullmatch(parts.path.rstrip("/")) is not None


def _looks_since_read(connection: Connection, key: str, until: datetime) -> tuple[list[_Look], bool]:
    """Return the looks, oldest first, at which the page was missing since it was last read; and whether it ever was."""
    query = (
        select(outcome.c.at, outcome.c.reason, outcome.c.version_number, fetch.c.page_id, page.c.url)
        .outerjoin(fetch, fetch.c.record_id == outcome.c.fetch_id)
        .outerjoin(page, page.c.id == fetch.c.page_id)
        .where(outcome.c.page_id == key, outcome.c.at <= until)
        .order_by(outcome.c.at.desc(), outcome.c.id.desc())
        .limit(LOOKS_MAX)
    )
    asked = connection.scalar(select(page.c.url).where(page.c.id == key)) or ""
    looks: list[_Look] = []
    for at, reason, number, landed, url in connection.execute(query):
        if reason in GONE or (url is not None and leads_nowhere(asked, url)):
            looks.append(_Look(at, landed or key))
        elif number is not None:
            return looks[::-1], True
    return looks[::-1], False


def _hosts(connection: Connection, key: str, url: str) -> frozenset[str]:
    listed_in = connection.scalars(select(link.c.listed_in).where(link.c.page_id == key))
    return frozenset(urlsplit(identity(one)).netloc for one in (url, *listed_in))


def _answers(connection: Connection, site: _Site, look: _Look) -> bool:
    """Whether the site gave a story or a list, another than the page looked at, within the hour before the look."""
    on_site = (page.c.identity.between(f"https://{host}/", f"https://{host}0") for host in site.hosts)  # "0" comes after "/"
    alive = (
        select(fetch.c.record_id)
        .join(page, page.c.id == fetch.c.page_id)
        .where(fetch.c.source == site.source if site.source else fetch.c.source.is_(None))
        .where(fetch.c.date.between(look.at - ANSWERED_WITHIN, look.at), fetch.c.status.in_((200, 304)))
        .where(fetch.c.kind.in_((Kind.STORY, Kind.LIST)), fetch.c.page_id.not_in((site.key, look.landed)))
        .where(or_(*on_site))
    )
    return connection.scalar(alive.limit(1)) is not None
