"""What one page still needs to be shown again, what it got, and when it has had enough: pure counting."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.models import Reason
from spiders.requisites import Requisite

STYLES_DEPTH_MAX = 2
"""A page's stylesheets, and those that they import; what the latter import is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """What became of what the page at `url` (as asked for) needs. `left`: not asked for, because of a limit or an end.

    `size_bytes`: of those fetched for this page, decoded. `reasons`: of the failed, with how often, the most frequent first.
    """

    url: str
    source: str | None
    kept: int = 0
    failed: int = 0
    left: int = 0
    size_bytes: int = 0
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether the page needs anything, as far as was looked for."""
        return bool(self.kept or self.failed or self.left)


def summed(all_assets: Iterable[Assets]) -> Assets:
    """Return what became of the needs of several pages together."""
    several = tuple(all_assets)
    reasons = sum((Counter(dict(assets.reasons)) for assets in several), Counter[str]())
    return Assets(
        url="",
        source=None,
        kept=sum(assets.kept for assets in several),
        failed=sum(assets.failed for assets in several),
        left=sum(assets.left for assets in several),
        size_bytes=sum(assets.size_bytes for assets in several),
        reasons=_sorted(reasons),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one page: how many addresses, how many octets, and seconds after which no more are asked for."""

    number_max: int
    size_max_bytes: int
    time_max_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One address. `via`: the page or stylesheet that names it. `depth`: 0 where it is the page."""

    wanted: Requisite
    via: str
    depth: int


@dataclass(eq=False, slots=True, kw_only=True)
class Needs:
    """The needs of the page that was asked for as `url`. `began`: by the monotonic clock."""

    url: str
    source: str | None
    limits: Limits
    began: float
    waiting: deque[Need] = field(default_factory=deque)
    under_way: int = 0
    _seen: set[str] = field(default_factory=set)
    _kept: int = 0
    _left: int = 0
    _size_bytes: int = 0
    _reasons: Counter[str] = field(default_factory=Counter)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing more to wait for."""
        return not self.waiting and not self.under_way

    def add(self, needed: Iterable[Requisite], via: str, depth: int) -> None:
        """Wait for what is not waited for yet; what is past the limit of a page is left."""
        for one in needed:
            if one.url in self._seen or (one.is_style and depth >= STYLES_DEPTH_MAX):
                continue
            if len(self._seen) >= self.limits.number_max:
                self._left += 1
            else:
                self._seen.add(one.url)
                self.waiting.append(Need(wanted=one, via=via, depth=depth))

    def count(self, failure: str | None, size_bytes: int = 0) -> None:
        """Count one that has come to its end. `failure`: why it was not kept, or None."""
        self._size_bytes += size_bytes
        if failure is None:
            self._kept += 1
        elif failure == Reason.INTERRUPTED:
            self._left += 1
        else:
            self._reasons[failure] += 1

    def is_spent(self, now: float) -> bool:
        """Whether the page has had its octets, or its time."""
        return self._size_bytes >= self.limits.size_max_bytes or now - self.began > self.limits.time_max_s

    def leave(self) -> None:
        """Ask for no more."""
        self._left += len(self.waiting)
        self.waiting.clear()

    def told(self) -> Assets:
        """Return what there is to tell; what is still under way is counted as left."""
        return Assets(
            url=self.url,
            source=self.source,
            kept=self._kept,
            failed=self._reasons.total(),
            left=self._left + self.under_way + len(self.waiting),
            size_bytes=self._size_bytes,
            reasons=_sorted(self._reasons),
        )


def _sorted(reasons: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return the reasons with how often, the most frequent first, then by name."""
    return tuple(sorted(reasons.items(), key=lambda counted: (-counted[1], counted[0])))
