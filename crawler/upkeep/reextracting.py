"""`warraq reextract`: what is kept is read again by today's extractor; what would change is told, and kept where wished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text
from scrapy.settings import BaseSettings

from archive.catalog.catalog import Catalog
from archive.catalog.ids import page_id
from archive.catalog.readings import Choice
from archive.errors import DiskFull
from archive.models import Record
from crawler.configure import settings_for
from crawler.exports.choice import end_of
from crawler.home.folder import home_folder
from crawler.keeping.ahead import children_of
from crawler.reading import asking
from crawler.reading.events import moment
from crawler.saying import messages
from crawler.upkeep.reextract_report import Report
from crawler.upkeep.repairing import working_alone
from crawler.upkeep.rereading import Reader, Reread
from spiders.source import load_all

Keep = Callable[[Iterable[Reread]], Iterator[tuple[Reread, Record | None]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which captures are to be read again, and what is to be done. `since`, `until`: when they were made, as typed."""

    since: str | None
    until: str | None
    sources: tuple[str, ...]
    ids: tuple[str, ...]
    again: bool
    apply: bool
    json: bool


def reextract(wish: Wish, *, home: Path | None, options: Mapping[str, Any]) -> int:
    """Read the chosen captures again and tell what changed; return the exit code."""
    folder = home_folder(home)
    if asking.is_empty(folder):
        return messages.EXIT_FAILED
    settings, sources = settings_for(folder, options), load_all(folder / "sources")
    size_max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
    reader = Reader(folder=folder / "warc", sources=sources, size_max_bytes=size_max_bytes, again=wish.again)
    if wish.apply:
        return _apply(wish, folder, reader, settings)
    return _read(wish, folder, reader, settings, lambda rereads: ((reread, None) for reread in rereads))


def _apply(wish: Wish, folder: Path, reader: Reader, settings: BaseSettings) -> int:
    """Read, and keep what reads otherwise. Raises Busy where others write to the archive."""
    from crawler.rounds import ending  # noqa: PLC0415 - these bring all that fetches with them, which a look has no need of
    from crawler.rounds.crawl import Ended  # noqa: PLC0415
    from crawler.upkeep.rekeeping import rekeeping  # noqa: PLC0415

    try:
        with working_alone(folder, "reextract"), rekeeping(folder, settings) as rekeeper:
            return _read(wish, folder, reader, settings, rekeeper.keep)
    except (DiskFull, OSError) as problem:
        return ending.exit_code(Ended(problem=problem), (), expected=0)


def _read(wish: Wish, folder: Path, reader: Reader, settings: BaseSettings, keep: Keep) -> int:
    """Read, keep and tell; end within a moment of Ctrl-C."""
    report, begun = Report(json=wish.json, is_applying=wish.apply), monotonic()
    children = children_of(settings)
    try:
        with asking.open_catalog(folder) as catalog:
            choice = choice_of(wish, catalog)
            total = catalog.count_standings(choice)
            if not total:
                messages.say("no capture is chosen by this")
            with _progress(total) as advance:
                rereads = reader.read(catalog.standings(choice), children)
                for reread, conversion in keep(advance(rereads)):
                    report.tell(reread, conversion)
    except KeyboardInterrupt:
        messages.say("stopped; what was kept is kept: run it again to go on")
        return messages.EXIT_INTERRUPTED
    finally:
        children.close(now=True)
    report.sum_up(monotonic() - begun)
    return report.exit_code()


def choice_of(wish: Wish, catalog: Catalog) -> Choice:
    """Return which captures are wished for. Raises typer.BadParameter for an id or address of which nothing is here."""
    now = datetime.now(UTC)
    return Choice(
        since=moment(wish.since, now),
        until=end_of(wish.until, now),
        sources=wish.sources,
        keys=tuple(key for named in wish.ids for key in _keys(named, catalog)),
    )


def _keys(named: str, catalog: Catalog) -> Iterator[str]:
    """Yield the keys of the page that is named: its article's, and the one that it was asked for by."""
    found = catalog.find(named)
    if found is None:
        raise typer.BadParameter(f"--ids: {asking.not_found(named, catalog.candidates(named))}")
    yield page_id(found.url)
    if found.kept is not None:
        yield page_id(found.kept.url)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Iterable[Reread]], Iterator[Reread]]]:
    """Show on standard error how far the walk is, where that is a terminal; yield what counts those who pass."""
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading", total=total)

        def advance(rereads: Iterable[Reread]) -> Iterator[Reread]:
            for reread in rereads:
                progress.advance(task)
                yield reread

        yield advance
