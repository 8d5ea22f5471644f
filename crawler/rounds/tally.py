"""What a crawl did, counted by source: listed, new, archived, unchanged, and the rest by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from archive.models import Kept, Outcome
from crawler.keeping.needs import Assets, summed
from spiders.fallback import Instead
from spiders.items import Listed


@dataclass(slots=True, kw_only=True)
class Tally:
    """One source's counts. `lists`: those that were read. `problems`: what is wrong with lists, in words.

    `fallbacks`: what was read in place of dead lists. Of a walk back in time: `left_lists`, `left_links`: what is left for the
    next run; `undated`, how many links were left because nothing says of which day they are. `assets`: of all stories.
    """

    lists: int = 0
    listed: int = 0
    new: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: dict[Outcome, Counter[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    fallbacks: list[Instead] = field(default_factory=list)
    left_lists: int | None = None
    left_links: int = 0
    undated: int = 0
    assets: Assets = field(default_factory=lambda: summed(()))

    @property
    def is_walked(self) -> bool:
        """Whether this was a walk back in time that found nothing left to read, nor anything wrong."""
        return self.left_lists == 0 and not self.problems

    def add_list(self, listed: Listed) -> None:
        """Count a list."""
        self.lists += listed.problem is None and (listed.instead is None or listed.instead.took is not None)
        self.listed += listed.links
        self.new += listed.new
        self.undated += listed.undated
        if listed.left is not None:
            self.left_lists = listed.left
        if listed.problem is not None:
            self.problems.append(f"{listed.url}: {listed.problem}")
        if listed.instead is not None:
            self.fallbacks.append(listed.instead)

    def add_assets(self, assets: Assets) -> None:
        """Count what was kept of a page beside it."""
        self.assets = summed((self.assets, assets))

    def add_kept(self, kept: Kept) -> None:
        """Count a story."""
        self.outcomes[kept.outcome] += 1
        if kept.reason is not None:
            self.reasons.setdefault(kept.outcome, Counter())[kept.reason] += 1

    def answer(self, source: str) -> dict[str, object]:
        """Return the counts for programs."""
        by_reason: dict[str, object] = {outcome: dict(self.reasons.get(outcome, {})) for outcome in _REASONED}
        return {
            "source": source,
            "lists": self.lists,
            "listed": self.listed,
            "new": self.new,
            "archived": self.outcomes[Outcome.ARCHIVED],
            "unchanged": self.outcomes[Outcome.UNCHANGED],
            **by_reason,
            "problems": self.problems,
            "fallbacks": [_fallback(instead) for instead in self.fallbacks],
            "assets": assets_answer(self.assets),
            **self._walk(),
        }

    def _walk(self) -> dict[str, object]:
        if self.left_lists is None:
            return {}
        return {"walk": {"left_lists": self.left_lists, "left_links": self.left_links, "undated": self.undated}}


def assets_answer(assets: Assets) -> dict[str, Any]:
    """Return what became of what a page needs to be shown again; `reasons`: of the failed."""
    return {
        "kept": assets.kept,
        "failed": assets.failed,
        "left": assets.left,
        "bytes": assets.size_bytes,
        "reasons": dict(assets.reasons),
    }


def _fallback(instead: Instead) -> dict[str, object]:
    """Return for programs what was read in place of dead lists; `took` is null where nothing worked."""
    took = {"kind": instead.took.kind, "url": instead.took.url} if instead.took else None
    return {"dead": [{"kind": one.kind, "url": one.url, "problem": one.problem} for one in instead.dead], "took": took}


_REASONED = (Outcome.REJECTED, Outcome.FAILED, Outcome.REFUSED)
