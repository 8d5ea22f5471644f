"""`warraq archive`: the one-off way in. Addresses come in, each leaves with one outcome."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive.errors import BadUrl
from archive.exchange import answers
from archive.models import Kept
from archive.urls import normalize
from crawler.browsing.browser import find
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.keeping.needs import Assets, summed
from crawler.rounds import ending
from crawler.rounds.crawl import crawl
from crawler.rounds.summary import print_assets
from crawler.rounds.tally import assets_answer
from crawler.saying import tables
from spiders.page import PageSpider
from spiders.source import Source, load_all


def archive(
    addresses: Sequence[str], *, home: Path | None, options: Mapping[str, Any], json: bool, browser: bool = False
) -> int:
    """Archive `addresses` and return the exit code: the worst of theirs. What their pages need changes nothing of it.

    `browser`: let one fetch them. Raises BadSettings where there is none.
    """
    folder = home_folder(home)
    settings = settings_for(folder, {"WARRAQ_ASSETS": "all", **options})
    children = min(settings.getint("WARRAQ_EXTRACT_CHILDREN"), len(addresses))  # each costs half a second to start
    settings.set("WARRAQ_EXTRACT_CHILDREN", children, priority="cmdline")
    sources = load_all(folder / "sources")
    if browser or _need_browser(addresses, sources):
        find(settings["WARRAQ_CHROMIUM"])
    log_to(folder, settings)
    console = Console()
    ending.ask_for_contact(settings)
    is_one = len(addresses) == 1
    with _progress(console, shown=not json) as progress:
        task = progress.add_task("archiving", total=len(addresses))
        telling = _JsonLines() if json else _Words(console, is_one=is_one)

        def on_kept(one: Kept) -> None:
            telling.kept(one)
            progress.update(task, advance=1, description="what the page needs" if is_one else "archiving")

        ended = crawl(
            PageSpider, settings, on_kept=on_kept, on_assets=telling.assets, urls=addresses, sources=sources, browser=browser
        )
    telling.end()
    return ending.exit_code(ended, telling.all_kept, expected=len(addresses))


def _need_browser(addresses: Sequence[str], sources: Sequence[Source]) -> bool:
    """Tell whether an address is of a source whose stories need JavaScript."""
    declared = [source for source in sources if source.browser]
    return any(source.owns(_identity(address)) for source in declared for address in addresses)


class _JsonLines:
    """A line an address, when what its page needs is there too: until then what is kept is kept, and waits to be told."""

    def __init__(self) -> None:
        self.all_kept: list[Kept] = []
        self._waiting: dict[str, Kept] = {}

    def kept(self, one: Kept) -> None:
        self.all_kept.append(one)
        self._waiting[one.url] = one

    def assets(self, assets: Assets) -> None:
        if (one := self._waiting.pop(assets.url, None)) is not None:
            self._write(one, assets)

    def end(self) -> None:
        """Tell those whose needs nobody told of: nothing broke but the end of the crawl."""
        for one in self._waiting.values():
            self._write(one, None)

    def _write(self, one: Kept, assets: Assets | None) -> None:
        told = assets_answer(assets) if assets is not None and assets.is_any else None
        sys.stdout.write(answers.line(answers.kept_answer(one) | {"assets": told}) + "\n")
        sys.stdout.flush()


class _Words:
    """What people are shown: each story as soon as it is kept; what the pages need beneath it, or summed up beneath all."""

    def __init__(self, console: Console, *, is_one: bool) -> None:
        self.all_kept: list[Kept] = []
        self._console, self._is_one = console, is_one
        self._assets: list[Assets] = []

    def kept(self, one: Kept) -> None:
        self.all_kept.append(one)
        if self._is_one:
            tables.print_kept(self._console, one)
        else:
            tables.print_line(self._console, one)

    def assets(self, assets: Assets) -> None:
        self._assets.append(assets)

    def end(self) -> None:
        if not self._is_one:
            tables.print_counts(self._console, self.all_kept)
        print_assets(self._console, summed(self._assets))


def read_addresses(given: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Return the addresses given, then those of `file` (- is standard input), each once; blank lines and # comments skipped."""
    lines = list(given)
    if file is not None:
        text = sys.stdin.read() if str(file) == "-" else _read(file)
        lines += [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    unique = {_identity(line.strip()): line.strip() for line in reversed(lines) if line.strip()}
    if not unique:
        raise typer.BadParameter("no address given; try: warraq archive https://example.com/story, or --file LIST")
    return tuple(reversed(unique.values()))


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise typer.BadParameter(f"{file} cannot be read: {problem}") from problem


def _identity(address: str) -> str:
    try:
        return normalize(address)
    except BadUrl:
        return address


def _progress(console: Console, *, shown: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not shown or not console.is_terminal, transient=True)
