"""What `warraq export` is asked for, and the texts that it means."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from archive.catalog.catalog import Catalog
from archive.catalog.exporting import Choice
from archive.catalog.ids import page_id
from archive.catalog.search.explaining import explain_notes
from archive.catalog.search.parsing import parse
from archive.text.origin.agencies import agency_named
from crawler.reading.events import moment
from crawler.reading.searching import countries_for
from crawler.saying.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The command's options. `out`: None for standard output, or the format's own name in the folder that one is in.

    `ids`: ids, beginnings of them, addresses; "@FILE" for a file of them, a line each, "-" for standard input.
    """

    sources: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    query: str | None = None
    ids: tuple[str, ...] = ()
    all_versions: bool = False
    out: Path | None = None
    force: bool = False
    bom: bool = False


@dataclass(slots=True)
class Unknown:
    """Ids of which the archive has nothing, or of which several stories' begin so: how many, and the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Count one."""
        self.count += 1
        if len(self.first) < 10:
            self.first.append(text)


def choice_of(wish: Wish, catalog: Catalog, unknown: Unknown, home: Path, now: datetime) -> Choice:
    """Return the choice. Ids are looked up when it is gone through; `unknown` hears of those that name nothing."""
    return Choice(
        sources=wish.sources,
        agencies=tuple(agency_named(name) or name for name in wish.agencies),
        since=moment(wish.since, now),
        until=end_of(wish.until, now),
        pages=_pages(catalog, _listed(wish.ids), unknown) if wish.ids else None,
        texts=_found(wish, catalog, home) if wish.query is not None else None,
        every_version=wish.all_versions,
    )


def end_of(text: str | None, now: datetime) -> datetime | None:
    """Return the moment before which a text must be: of a day, its end, for the day is meant with it."""
    end = moment(text, now, "--until")
    return end + timedelta(days=1) if end and text and _is_day(text) else end


def in_words(wish: Wish) -> str:
    """Return what was asked for, as it was: it stands in the files that are written."""
    said = {
        "source": wish.sources,
        "agency": wish.agencies,
        "since": (wish.since,),
        "until": (wish.until,),
        "query": (wish.query,),
        "ids": wish.ids,
    }
    told = [f"--{name} {value}" for name, values in said.items() for value in values if value]
    return " ".join(told + ["--all-versions"] * wish.all_versions) or "everything"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def _listed(ids: Iterable[str]) -> Iterator[str]:
    for text in ids:
        if text == "-":
            yield from _lines(sys.stdin)
        elif text.startswith("@"):
            with Path(text[1:]).open(encoding="utf-8", errors="replace") as file:
                yield from _lines(file)
        else:
            yield text


def _lines(file: Iterable[str]) -> Iterator[str]:
    return (line.strip() for line in file if line.strip())


def _found(wish: Wish, catalog: Catalog, home: Path) -> Iterator[tuple[str, int]]:
    query = parse(wish.query or "")
    for note in explain_notes(query):
        say(note)
    return catalog.matching(query, older=wish.all_versions, countries=countries_for(query, home))


def _pages(catalog: Catalog, ids: Iterable[str], unknown: Unknown) -> Iterator[str]:
    for text in ids:
        found = catalog.find(text)
        if found is not None and found.versions:
            yield page_id(found.versions[-1].url)
        else:
            unknown.add(text)
