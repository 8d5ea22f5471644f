"""`warraq sources list` and `show`: the registry, shipped and the home's, as tables and as JSON."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from archive.exchange import answers
from crawler.home.folder import home_folder
from crawler.rounds.choice import Choice, choose, default, select
from crawler.saying import messages
from crawler.saying.messages import plain
from spiders.declaration import read_toml
from spiders.manners import Manners
from spiders.source import SHIPPED, Confidence, Feed, Section, Sitemap, Source, load_all

DEFAULT_MARK = "●"
WIDE = 120
"""Columns from which the English names fit as well."""


def list_sources(choice: Choice, *, home: Path | None, json: bool) -> int:
    """Print the sources of the chosen countries and kinds; all, where none is chosen."""
    folder = home_folder(home)
    found = select(load_all(folder / "sources"), choice)
    files = declared_in(folder)
    crawled = frozenset(source.name for source in default(folder))
    if json:
        for source in found:
            sys.stdout.write(answers.line(_answer(source, files, crawled)) + "\n")
    else:
        _print_list(_console(), found, files, crawled, folder)
    return messages.EXIT_OK


def show_source(name: str, *, home: Path | None, json: bool) -> int:
    """Print all that is declared of one source, and where."""
    folder = home_folder(home)
    (source,) = choose(Choice(names=(name,)), folder)
    files = declared_in(folder)
    crawled = frozenset(each.name for each in default(folder))
    if json:
        sys.stdout.write(answers.line(_answer(source, files, crawled)) + "\n")
    else:
        _print_source(Console(), source, files[source.name], is_crawled=source.name in crawled)
    return messages.EXIT_OK


def declared_in(home: Path) -> dict[str, Path]:
    """Return the file that declares each source, by name; the home's own, where both declare it."""
    files: dict[str, Path] = {}
    for folder in (SHIPPED, home / "sources"):
        for path in sorted(folder.glob("*.toml")):
            files |= {entry["name"]: path for entry in tomllib.loads(read_toml(path))["source"]}
    return files


def _console() -> Console:
    """Return a console that is wide where nobody reads it as it is: what a pipe is given is not cut."""
    console = Console()
    return console if console.is_terminal else Console(width=200)


def _answer(source: Source, files: dict[str, Path], crawled: frozenset[str]) -> dict[str, object]:
    return asdict(source) | {"file": str(files[source.name]), "default": source.name in crawled}


def _print_list(console: Console, found: Sequence[Source], files: dict[str, Path], crawled: frozenset[str], home: Path) -> None:
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("", min_width=1)
    table.add_column("name", no_wrap=True, min_width=max(len(source.name) for source in found))
    for heading, width_min in (("outlet", 8), ("in English", 8), ("kind", 11), ("in", 3), ("lists", 16)):
        if heading != "in English" or console.width >= WIDE:
            table.add_column(heading, no_wrap=True, overflow="ellipsis", min_width=width_min)
    for source in found:
        mark = Text(DEFAULT_MARK if source.name in crawled else "", style="green")
        name = Text(source.name, style="bold" if files[source.name].parent == home / "sources" else "")
        titles = (plain(source.title), plain(source.title_en)) if console.width >= WIDE else (plain(source.title),)
        table.add_row(mark, name, *titles, source.kind, source.country, _counted(each.confidence for each in _lists(source)))
    console.print(table)
    marked = sum(source.name in crawled for source in found)
    console.print(
        f"{len(found)} sources: {_counted(source.confidence for source in found)}; "
        f"{DEFAULT_MARK} {marked} of the {len(crawled)} crawled when none is named; bold: of your own",
        highlight=False,
        soft_wrap=True,
    )


def _lists(source: Source) -> tuple[Feed | Sitemap | Section, ...]:
    return (*source.feeds, *source.sitemaps, *source.sections)


def _counted(confidences: Iterable[Confidence | None]) -> str:
    """Return how many are how sure, the surest first: "2 verified, 1 listed"."""
    counts = Counter(confidences)
    return ", ".join(f"{counts[each]} {_sure(each)}" for each in (*Confidence, None) if counts[each])


def _sure(confidence: Confidence | None) -> str:
    return confidence or "unsaid"


def _print_source(console: Console, source: Source, file: Path, *, is_crawled: bool) -> None:
    console.print(Text(plain(source.title), style="bold"))
    fields = (
        ("name", source.name),
        ("in English", source.title_en),
        ("kind", source.kind),
        ("country", source.country),
        ("time zone", source.time_zone),
        ("language", source.language),
        ("home", source.home),
        ("domains", ", ".join(source.domains)),
        ("stories", "  ".join(source.story_patterns) or "told by shape, place and words"),
        ("rules", f"{len(source.rules)}" if source.rules else "none"),
        ("manners", _manners(source.manners)),
        ("default", "crawled when no source is named" if is_crawled else "crawled only when chosen"),
        ("file", str(file)),
    )
    for field, value in fields:
        console.print(Text.assemble((f"  {field:<11}", "dim"), plain(value)), soft_wrap=True)
    for what, lists in (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections)):
        _print_lists(console, what, lists)


def _manners(manners: Manners) -> str:
    """Return how a source wants to be asked, as people say it."""
    told = (
        f"quiet {', '.join(manners.quiet)}" if manners.quiet else "",
        f"{manners.daily_max or 'any number of'} requests a day" if manners.daily_max is not None else "",
        f"{manners.delay_s:g} s between requests" if manners.delay_s is not None else "",
    )
    return "; ".join(filter(None, told)) or "as the settings say"


def _print_lists(console: Console, what: str, lists: Iterable[Feed | Sitemap | Section]) -> None:
    for each in lists:
        covers = f"  {plain(each.covers)}" if each.covers else ""
        words = ((f"  {what:<11}", "dim"), (f"{_sure(each.confidence):<9} ", ""), each.url, covers)
        console.print(Text.assemble(*words), soft_wrap=True)
