"""Indices filled with texts of before there were any, with a bar where somebody watches; nothing to do, as a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.catalog.catalog import Catalog
from archive.catalog.search.filling import Filling
from crawler.reading.asking import open_catalog
from crawler.saying import messages


def fill_index(home: Path) -> None:
    """Put the texts that are missing into the search index. Raises KeyboardInterrupt; what is indexed then stays so."""
    _fill(home, "indexing", "are put into the search index first, once", Catalog.count_unindexed, Catalog.fill_index)


def fill_trace(home: Path) -> None:
    """Trace the texts that are not. Raises KeyboardInterrupt; what is traced then stays so."""
    _fill(home, "tracing", "are compared with each other first, once", Catalog.count_untraced, Catalog.fill_trace)


def _fill(home: Path, doing: str, why: str, count: Callable[[Catalog], int], fill: Callable[[Catalog], Filling]) -> None:
    with open_catalog(home) as catalog:
        missing = count(catalog)
    if not missing:
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        messages.say(f"{missing:,} stories of before {why}")
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(doing, total=missing)
        with Catalog.open(home / "catalog.sqlite") as catalog:
            while not (done := fill(catalog)).is_whole:
                progress.advance(task, done.added)
