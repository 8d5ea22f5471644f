"""Whose turn a host is: no host is asked by two crawls at once, in whatever processes they run.

One file, one byte of it a host (by the digest of its name), locked with fcntl: the kernel frees a lock when its holder dies,
whichever way it dies, and children do not inherit it.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from spiders.source import Source


class HostLocks:
    """The hosts that this process crawls. Open once a process: to close it is to free them all."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._file = (home / "hosts.lock").open("a+b")
        self._held: set[str] = set()

    def claim(self, host: str) -> bool:
        """Whether the host (with its port, where it is not the usual one) is ours, from now on, until the process ends."""
        if host in self._held:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(host))
        except (BlockingIOError, PermissionError):  # EAGAIN or EACCES, as the system likes
            return False
        self._held.add(host)
        return True

    def claim_all(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """Claim the hosts of the sources; return those sources whose hosts are all ours."""
        return tuple(source for source in sources if self._claim_each(hosts_of(source)))

    def close(self) -> None:
        """Free all hosts."""
        self._file.close()

    def _claim_each(self, hosts: Iterable[str]) -> bool:
        return all(self.claim(host) for host in sorted(hosts))


def hosts_of(source: Source) -> frozenset[str]:
    """Return the hosts that a source is declared with: its home, its lists, its domains."""
    urls = (source.home, *lists_of(source))
    return frozenset({*(host_of(url) for url in urls), *source.domains})


def lists_of(source: Source) -> Sequence[str]:
    """Return the addresses of the lists that a source declares."""
    return [declared.url for lists in (source.feeds, source.sitemaps, source.sections) for declared in lists]


def host_of(url: str) -> str:
    """Return the host of a normalised URL, with its port where it is not the scheme's own."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _place(host: str) -> int:
    return int.from_bytes(hashlib.sha256(host.encode()).digest()[:7]) >> 1  # offsets have 63 bits; two hosts share none
