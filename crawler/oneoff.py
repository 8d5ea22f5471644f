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
from archive.models import Kept
from archive.urls import normalize
from crawler import answers, ending, tables
from crawler.configure import settings_for
from crawler.crawl import crawl
from crawler.home import home_folder
from crawler.log import log_to
from spiders.page import PageSpider
from spiders.source import load_all


def archive(addresses: Sequence[str], *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Archive `addresses` and return the exit code: the worst of theirs."""
    folder = home_folder(home)
    settings = settings_for(folder, options)
    children = min(settings.getint("WARRAQ_EXTRACT_CHILDREN"), len(addresses))  # each costs half a second to start
    settings.set("WARRAQ_EXTRACT_CHILDREN", children, priority="cmdline")
    sources = load_all(folder / "sources")
    log_to(folder, settings)
    console = Console()
    ending.ask_for_contact(settings)
    kept: list[Kept] = []
    with _progress(console, shown=len(addresses) > 1 and not json) as progress:
        task = progress.add_task("archiving", total=len(addresses))

        def on_kept(one: Kept) -> None:
            kept.append(one)
            progress.advance(task)
            if json:
                sys.stdout.write(answers.line(answers.kept_answer(one)) + "\n")
                sys.stdout.flush()
            elif len(addresses) == 1:
                tables.print_kept(console, one)
            else:
                tables.print_line(console, one)

        ended = crawl(PageSpider, settings, on_kept=on_kept, urls=addresses, sources=sources)
    if len(addresses) > 1 and not json:
        tables.print_counts(console, kept)
    return ending.exit_code(ended, kept, expected=len(addresses))


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
