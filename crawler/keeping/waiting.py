"""What was written and waits to be synced and committed together: the archivist's group."""

from __future__ import annotations

from concurrent.futures import Future
from time import monotonic
from typing import Any

from archive.catalog.groups import Group, Listing
from archive.catalog.looks import Looks
from archive.links import Link
from archive.models import Fetch, Kept


class Waiting:
    """What waits for the next sync, and who waits for it."""

    def __init__(self) -> None:
        self._fetches: list[Fetch] = []
        self._stories: list[tuple[Kept, Future[Kept]]] = []
        self._listings: list[tuple[Listing, Future[tuple[Link, ...]]]] = []
        self._begun: float | None = None

    @property
    def records(self) -> int:
        """How many exchanges and stories wait."""
        return len(self._fetches) + len(self._stories)

    @property
    def begun(self) -> bool:
        """Whether anything waits."""
        return self._begun is not None

    def answers(self) -> tuple[Future[Any], ...]:
        """Return whom to answer: stories, then listings."""
        return (*(answer for _, answer in self._stories), *(answer for _, answer in self._listings))

    def add_fetch(self, fetch: Fetch) -> None:
        """Add an exchange; nobody waits for it."""
        self._begin()
        self._fetches.append(fetch)

    def add_story(self, kept: Kept, answer: Future[Kept]) -> None:
        """Add an outcome, and whom to answer."""
        self._begin()
        self._stories.append((kept, answer))

    def add_listing(self, listing: Listing, answer: Future[tuple[Link, ...]]) -> None:
        """Add what a list showed, and whom to answer."""
        self._begin()
        self._listings.append((listing, answer))

    def as_committed(self, looks: Looks) -> Group:
        """Return all that waits as what the catalogue commits."""
        listings, kept = tuple(one for one, _ in self._listings), tuple(one for one, _ in self._stories)
        return Group(listings=listings, fetches=tuple(self._fetches), kept=kept, looks=looks)

    def wait_s(self, delay_s: float) -> float | None:
        """Return how long the group may still wait for company; None when it is empty."""
        return None if self._begun is None else max(self._begun + delay_s - monotonic(), 0.0)

    def _begin(self) -> None:
        if self._begun is None:
            self._begun = monotonic()
