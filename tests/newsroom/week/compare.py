"""The catalogue held against what was published and served: what is missing, double, unseen, untrue."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from archive.catalog.catalog import Catalog
from archive.catalog.looks import USUAL
from tests.newsroom.model import encode_path
from tests.newsroom.week.living import START, Lived, lasting
from tests.newsroom.week.script import Piece, edition_of, twin_path
from tests.newsroom.week.site import Asked, Office

CRAWLS_MAX = 100_000
LATE_CRAWLS = 4
"""How many crawls, of the slowest that there was, whatever is due may have to wait for: a busy machine is no fault of theirs."""

EDITS = ("edited", "silent_edit")


@dataclass(slots=True, kw_only=True)
class Found:
    """What became of one story. `editions`: of its texts in the catalogue, by address, in order. `events`: kinds and times.

    `twice`: it was fetched by its own address after another had told that one.
    """

    piece: Piece
    listed_at: datetime | None
    fetched_at: datetime | None
    gone_when_asked: bool
    twice: bool
    editions: Mapping[str, tuple[int, ...]]
    events: Sequence[tuple[str, datetime]] = ()


@dataclass(slots=True, kw_only=True)
class Score:
    """The week in numbers, by name; `outlets`: some of them of each. `wrong`: what must not be, in words."""

    numbers: dict[str, float] = field(default_factory=dict)
    outlets: dict[str, dict[str, float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def compare(lived: Lived, catalog: Catalog, events: Sequence[Mapping[str, Any]]) -> Score:
    """Return how the catalogue, and the events that the command told, stand to what happened."""
    score, grace = Score(), max(lived.plan.grace, LATE_CRAWLS * _longest(catalog))
    by_url: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for event in events:
        by_url[event["url"]].append((event["kind"], datetime.fromisoformat(event["at"])))
    for office in lived.offices:
        found = [_found(piece, office, catalog, by_url) for piece in office.pieces]
        gaps = [_gap(event) for event in events if event["kind"] == "gap" and event["url"] in _lists(office)]
        _Outlet(lived, office, found, gaps, score, grace).count()
    _twice_told(events, score)
    _add_up(score)
    return score


def _longest(catalog: Catalog) -> timedelta:
    """Return how long the slowest crawl took, by the clock of the week."""
    took = (run.ended_at - run.started_at for run in catalog.crawls(CRAWLS_MAX) if run.ended_at)
    return max(took, default=timedelta(0))


def _found(piece: Piece, office: Office, catalog: Catalog, events: Mapping[str, list[tuple[str, datetime]]]) -> Found:
    urls = _urls(piece, office)
    editions = {url: tuple(edition_of(v.article.article_body) for v in catalog.versions(url)) for url in urls}
    asked = [one for one in office.asked if one.number == piece.number]
    return Found(
        piece=piece,
        listed_at=next((one.at for one in office.asked if one.shown and piece.number in one.shown), None),
        fetched_at=next((one.at for one in asked if one.status == 200 and one.edition is not None), None),
        gone_when_asked=bool(asked) and asked[0].edition is None,
        twice=_is_twice(piece, [one for one in asked if one.status == 200 and one.edition is not None]),
        editions={url: some for url, some in editions.items() if some},
        events=sorted((event for url in urls for event in events.get(url, ())), key=lambda event: event[1]),
    )


def _is_twice(piece: Piece, shown: Sequence[Asked]) -> bool:
    """Whether the first look was at the twin, whose page names the canonical address, and a later one at that."""
    names = [one.path.partition("?")[0] for one in shown]
    return piece.twin and bool(names) and names[0] == twin_path(piece.path) and piece.path in names


def _urls(piece: Piece, office: Office) -> tuple[str, ...]:
    paths = (piece.path, *((twin_path(piece.path),) * piece.twin))
    tails = {"", office.outlet.tracked}
    return tuple(office.url.rstrip("/") + encode_path(path + tail) for path in paths for tail in tails)


def _lists(office: Office) -> tuple[str, ...]:
    return (*office.declared.feeds, *office.declared.sitemaps, *office.declared.sections)


class _Outlet:
    """One outlet's part of the score."""

    def __init__(  # noqa: PLR0917 - all that is compared
        self,
        lived: Lived,
        office: Office,
        found: Sequence[Found],
        gaps: Sequence[tuple[datetime, datetime]],
        score: Score,
        grace: timedelta,
    ) -> None:
        self._office, self._found, self._gaps, self._score = office, found, gaps, score
        self._end, self._grace, self._down = lived.plan.end, grace, lasting(lived, office.outlet.name)
        self._numbers: dict[str, float] = defaultdict(float)
        self._delays_min: list[float] = []

    def count(self) -> None:
        for one in self._found:
            self._count_story(one)
            self._count_texts(one)
            self._count_removal(one)
        self._count_gaps()
        self._numbers["requests"] = len(self._office.asked)
        self._numbers["list requests"] = sum(one.shown is not None for one in self._office.asked)
        self._numbers["looks"] = sum(one.number is not None for one in self._office.asked)
        self._delays_min.sort()
        if self._delays_min:
            self._numbers["delay median, min"] = self._delays_min[len(self._delays_min) // 2]
            self._numbers["delay 95 %, min"] = self._delays_min[int(len(self._delays_min) * 0.95)]
        self._score.outlets[self._office.outlet.name] = dict(self._numbers)

    def _wrong(self, one: Found, words: str) -> None:
        self._score.wrong.append(f"{one.piece.outlet} {one.piece.number}: {words}")

    def _count_story(self, one: Found) -> None:
        if one.piece.published < START:
            return
        self._numbers["published"] += 1
        if one.listed_at is None:
            self._numbers["never on a list that was read"] += 1
        elif one.editions:
            self._numbers["archived"] += 1
            if one.fetched_at:
                self._delays_min.append((one.fetched_at - one.piece.published) / timedelta(minutes=1))
        elif one.gone_when_asked:
            self._numbers["taken down before it was fetched"] += 1
        elif one.listed_at > self._end - self._grace:
            self._numbers["listed at the very end"] += 1
        else:
            self._wrong(one, f"listed at {one.listed_at:%a %H:%M} and not archived")

    def _count_texts(self, one: Found) -> None:
        if one.twice:
            self._wrong(one, "fetched again by the address that its first page called canonical")
        for editions in one.editions.values():
            told = sum(kind in EDITS for kind, _ in one.events)
            self._numbers["edits seen"] += len(editions) - 1
            if len(set(editions)) < len(editions):
                self._wrong(one, f"the same text twice: {editions}")
            if told != len(editions) - 1:
                self._wrong(one, f"{len(editions) - 1} edits and {told} events")
        for number in self._seeable_edits(one):
            self._numbers["edits that a look could see"] += 1
            if not any(edition >= number for editions in one.editions.values() for edition in editions):
                self._wrong(one, f"edit {number} at {one.piece.edits[number - 1].at:%a %H:%M} was not seen")

    def _seeable_edits(self, one: Found) -> Iterator[int]:
        """Yield the numbers of the edits after which a look was due, in time, while the story was there and its site up."""
        if not one.editions:
            return
        for number, edit in enumerate(one.piece.edits, 1):
            for due in self._looks(one.piece):
                if edit.at <= due and self._was_there(one.piece, due, due + self._grace):
                    yield number
                    break

    def _count_removal(self, one: Found) -> None:
        told = Counter(kind for kind, _ in one.events)
        self._numbers["removals seen"] += told["removed"]
        self._numbers["restored seen"] += told["restored"]
        if told["removed"] > 1 or told["restored"] > told["removed"]:
            self._wrong(one, f"{told['removed']} removals, {told['restored']} returns")
        for kind, at in one.events:
            if kind == "removed" and not one.piece.is_gone(at - timedelta(hours=2)) and not one.piece.is_gone(at):
                self._wrong(one, f"told to be removed at {at:%a %H:%M}, and was there")
        if self._is_removal_seeable(one):
            self._numbers["removals that looks could see"] += 1
            if not told["removed"]:
                self._wrong(one, f"taken down ({one.piece.gone_by}) at {one.piece.gone_at:%a %H:%M}, not told")
        if told["removed"] and self._is_return_seeable(one):
            self._numbers["returns that looks could see"] += 1
            if not told["restored"]:
                self._wrong(one, f"back at {one.piece.back_at:%a %H:%M}, not told")

    def _is_removal_seeable(self, one: Found) -> bool:
        """Whether two looks a day apart were due, in time, while the story was down and its site up."""
        gone_at = one.piece.gone_at
        if gone_at is None or not one.editions:
            return False
        first = next((due for due in self._looks(one.piece) if due >= gone_at), None)
        if first is None:
            return False
        last = first + USUAL.apart + 2 * self._grace
        return last <= self._end and one.piece.is_gone(last) and not self._is_down(first, last)

    def _is_return_seeable(self, one: Found) -> bool:
        back, removed = one.piece.back_at, next(at for kind, at in one.events if kind == "removed")
        if back is None:
            return False
        return any(due >= max(back, removed) and due + self._grace <= self._end for due in self._looks(one.piece))

    def _looks(self, piece: Piece) -> Iterator[datetime]:
        return (piece.published + timedelta(seconds=step_s) for step_s in USUAL.steps_s)

    def _was_there(self, piece: Piece, since: datetime, until: datetime) -> bool:
        is_there = not piece.is_gone(since) and not piece.is_gone(until)
        return until <= self._end and is_there and not self._is_down(since, until)

    def _is_down(self, since: datetime, until: datetime) -> bool:
        return any(start < until and since < end for start, end in self._down)

    def _count_gaps(self) -> None:
        """Hold the gaps told against the stories that no reading of a list showed."""
        reads = [one for one in self._office.asked if one.shown and one.status in {200, 304}]
        lost = [one for one in self._found if one.listed_at is None and START <= one.piece.published < self._end - self._grace]
        self._numbers["gaps told"] = len(self._gaps)
        for one in lost:
            until = one.piece.gone_at or self._end
            nexts = [read.at for read in reads if read.at > one.piece.published][:2]
            if reads and one.piece.published < reads[0].at:
                self._numbers["published before the first reading"] += 1
            elif not nexts:
                self._numbers["published after the last reading"] += 1
            elif until <= nexts[0]:
                self._numbers["taken down before a list was read"] += 1
            elif any(one.piece.published < gap <= nexts[-1] + self._grace for gap, _ in self._gaps):
                self._numbers["lost, and the gap told"] += 1
            else:
                self._wrong(one, f"published {one.piece.published:%a %H:%M}, on no list that was read, and no gap told")
        for gap, since in self._gaps:
            if not _has_turned_over(reads, gap, since):
                self._score.wrong.append(f"{self._office.outlet.name}: a gap told at {gap:%a %H:%M} where there was none")


def _has_turned_over(reads: Sequence[Asked], gap: datetime, since: datetime) -> bool:
    """Whether nothing of the last reading until `since` was left at the gap; readings between them were killed with their crawls."""
    before = [read for read in reads if read.at <= since + timedelta(minutes=1)]
    at = [read for read in reads if read.at <= gap + timedelta(minutes=1)]
    return not before or not at or not (before[-1].shown or frozenset()) & (at[-1].shown or frozenset())


def _gap(event: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return when a gap was told, and since when it is."""
    stated = re.search(r"since (\S+ \S+) UTC", event["detail"])
    assert stated
    return datetime.fromisoformat(event["at"]), datetime.fromisoformat(f"{stated[1]}+00:00")


def _twice_told(events: Sequence[Mapping[str, Any]], score: Score) -> None:
    keys = Counter((event["kind"], event["url"], event["version"], event["previous"], event["at"]) for event in events)
    score.wrong += [f"told {times} times: {key}" for key, times in keys.items() if times > 1]


def _add_up(score: Score) -> None:
    total: dict[str, float] = defaultdict(float)
    for numbers in score.outlets.values():
        for name, number in numbers.items():
            if not name.startswith("delay"):
                total[name] += number
    score.numbers = dict(total)
