"""`warraq show`: from what a person typed, an address in any spelling or an id or its beginning, to a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import Connection, select, union

from archive.catalog.answers import Found, History
from archive.catalog.events import events_of
from archive.catalog.ids import article_id, is_id, page_id
from archive.catalog.links import read_link
from archive.catalog.questions import asked_as, last_kept, list_versions, outcomes_of
from archive.catalog.schema import link, outcome, page, version
from archive.errors import BadUrl
from archive.identity import identity
from archive.urls import normalize

TWINS_MAX = 10
"""Addresses of one identity that are looked at."""


def find(connection: Connection, text: str) -> Found | None:
    """Return the page that `text` names: by any address of the story, its canonical one too, by id or its beginning.

    None where there is no such page, and where an id's beginning fits several (`candidates` tells them).
    """
    text = text.strip()
    if is_id(text):
        fitting = _beginning_with(connection, text, 2)
        return _gather(connection, fitting[0]) if len(fitting) == 1 else None
    keys = _keys(text)
    named = chain(keys, _stating_canonical(connection, keys), _of_one_story(connection, text))
    return next((one for key in named if (one := _gather(connection, key))), None)


def history(connection: Connection, text: str) -> History | None:
    """Return what happened to the page that `text` names, as `find` finds it."""
    found = find(connection, text)
    if found is None:
        return None
    keys = asked_as(connection, page_id(found.url))
    return History(
        url=found.url,
        link=found.link,
        versions=found.versions,
        kept=outcomes_of(connection, keys),
        events=events_of(connection, keys),
    )


def candidates(connection: Connection, prefix: str, limit: int) -> tuple[str, ...]:
    """Return the addresses of the pages whose id begins with `prefix`, in the order of their ids."""
    keys = _beginning_with(connection, prefix, limit)
    return tuple(connection.scalars(select(page.c.url).where(page.c.id.in_(keys)).order_by(page.c.id)))


def _beginning_with(connection: Connection, prefix: str, limit: int) -> tuple[str, ...]:
    low, high = prefix.lower(), prefix.lower() + "g"  # the letter after the last hexadecimal digit
    columns = (outcome.c.page_id, version.c.page_id, link.c.page_id)
    query = union(*(select(column.label("key")).where(column >= low, column < high) for column in columns))
    return tuple(connection.scalars(query.order_by("key").limit(limit)))


def _keys(text: str) -> tuple[str, ...]:
    """Return the keys `text` may stand under: normalised, and as typed, which is how what is no address is kept."""
    try:
        return (page_id(normalize(text)), page_id(text))
    except BadUrl:
        return (page_id(text),)


def _stating_canonical(connection: Connection, keys: tuple[str, ...]) -> tuple[str, ...]:
    query = select(version.c.page_id).where(version.c.canonical_id.in_(keys)).order_by(version.c.captured_at.desc())
    return tuple(connection.scalars(query.limit(1)))


def _of_one_story(connection: Connection, text: str) -> Iterator[str]:
    """Yield the pages that have the address's identity, or whose canonical address has; asked only where nothing else is."""
    name = identity(text)
    yield from connection.scalars(select(page.c.id).where(page.c.identity == name).limit(TWINS_MAX))
    stating = select(version.c.page_id).where(version.c.canonical_identity == name).order_by(version.c.captured_at.desc())
    yield from connection.scalars(stating.limit(1))


def _gather(connection: Connection, key: str) -> Found | None:
    kept, listed = last_kept(connection, key), read_link(connection, key)
    versions = list_versions(connection, _article_key(connection, key))
    named = versions[-1:] or (kept or listed,)
    if named[0] is None:
        return None
    url = named[0].url
    return Found(id=article_id(url), url=url, link=listed, kept=kept, versions=versions)


def _article_key(connection: Connection, key: str) -> str:
    """Return where the article lies that was last shown for this address: elsewhere, when a redirect led there."""
    led_to = (
        select(outcome.c.version_page_id)
        .where(outcome.c.page_id == key, outcome.c.version_page_id.is_not(None))
        .order_by(outcome.c.at.desc(), outcome.c.id.desc())
        .limit(1)
    )
    return connection.scalar(led_to) or key
