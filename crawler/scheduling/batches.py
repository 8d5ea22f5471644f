"""Which sources are crawled together: pure. Those that share a host are one unit, and no unit is in two crawls at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from crawler.manners.hosts import hosts_of
from spiders.source import Source

_PORT = re.compile(r":\d+$")
_ADDRESS = re.compile(r"\A(?:[\d.]+|\[.*\])")

Units = Mapping[str, str]
"""The unit of each source, named for one of its sources."""


def units(sources: Iterable[Source]) -> Units:
    """Return the unit of each source: sources are of one when they share a host, or one's host lies below the other's."""
    chosen = tuple(sources)
    owners: dict[str, list[str]] = {}
    for source in chosen:
        for host in hosts_of(source):
            owners.setdefault(host, []).append(source.name)
    leader = {source.name: source.name for source in chosen}
    for host, names in owners.items():
        for above in _above(host):
            for name in owners.get(above, ()):
                _join(leader, names[0], name)
    return {name: _leader(leader, name) for name in leader}


def batches(  # noqa: PLR0913 - what may and what may not
    due: Sequence[str], unit: Units, *, busy: Collection[str], apart: Mapping[str, int], free: int, sources_max: int
) -> tuple[tuple[str, ...], ...]:
    """Return the crawls to be begun, `free` at most: of the due sources, the longest due first, those whose unit is not `busy`.

    A crawl has `sources_max` sources, or more where one unit has. Of the sources `apart`, whose last crawl went wrong, it has
    only so many as is said there, and no others: what one of them does wrong, it does to fewer each time.
    """
    groups: dict[str, list[str]] = {}
    for name in due:
        if unit[name] not in busy:
            groups.setdefault(unit[name], []).append(name)
    crawls: list[list[str]] = []
    last: dict[int, list[str]] = {}
    for names in groups.values():
        most = min(apart.get(name, sources_max) for name in names)
        if most in last and len(last[most]) + len(names) <= most:
            last[most] += names
        else:
            last[most] = list(names)
            crawls.append(last[most])
    return tuple(map(tuple, crawls[:free]))


def _above(host: str) -> Iterable[str]:
    """Yield the host, the domains it lies in, and each without its port: a declared domain covers all of them."""
    port = _PORT.search(host)
    bare = host[: port.start()] if port else host
    labels = (bare,) if _ADDRESS.fullmatch(bare) else tuple(bare.split("."))
    for start in range(len(labels)):
        domain = ".".join(labels[start:])
        yield domain
        if port:
            yield domain + port[0]


def _join(leader: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_leader(leader, one), _leader(leader, other)))
    leader[second] = first


def _leader(leader: dict[str, str], name: str) -> str:
    while leader[name] != name:
        leader[name] = leader[leader[name]]
        name = leader[name]
    return name
