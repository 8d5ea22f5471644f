"""One story listed under several addresses is fetched once: which links are of stories known by another name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Connection, bindparam, func, select, union

from archive.catalog.schema import link, page, version
from archive.identity import identity
from archive.links import Link, LinkState

CANONICALS_MAX = 3
"""Pages that may state one canonical address: where more do, the site states the same on all, and none is believed."""


def untwinned(connection: Connection, links: Mapping[str, Link], archived: Collection[str]) -> dict[str, Link]:
    """Return, of links listed under a new address, those of new stories, the first of each; and what is `archived` itself."""
    if not links:
        return {}
    names = {key: identity(one.url) for key, one in links.items()}
    taken = _taken(connection, set(names.values()))
    first = {name: key for key, name in reversed(names.items()) if name not in taken}
    return {key: one for key, one in links.items() if key in archived or first.get(names[key]) == key}


def _taken(connection: Connection, names: Collection[str]) -> set[str]:
    """Return the identities under which a story is archived or about to be: a twin that failed is none, nor one refused."""
    return {name for name in connection.scalars(_TAKEN, {"names": list(names)}) if name is not None}


def _taken_query() -> CompoundSelect[str | None]:
    names: BindParameter[Any] = bindparam("names", expanding=True)
    hopeful = link.c.state.in_((LinkState.LISTED, LinkState.ARCHIVED))
    linked = select(page.c.identity).join(link, link.c.page_id == page.c.id).where(page.c.identity.in_(names), hopeful)
    read = select(page.c.identity).join(version, version.c.page_id == page.c.id).where(page.c.identity.in_(names))
    stated = (
        select(version.c.canonical_identity)
        .where(version.c.canonical_identity.in_(names))
        .group_by(version.c.canonical_identity)
        .having(func.count(version.c.page_id.distinct()) <= CANONICALS_MAX)
    )
    return union(linked, read, stated)


_TAKEN = _taken_query()
