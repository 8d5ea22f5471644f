"""`warraq crawl`: one round over sources: their lists, what is new on them, and a summary of what became of it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from scrapy.settings import Settings

from archive.models import Kept
from crawler import answers, ending, messages, tables
from crawler.choice import Choice, choose
from crawler.configure import settings_for
from crawler.crawl import Ended, crawl
from crawler.home import home_folder
from crawler.log import log_to
from crawler.tally import Tally
from spiders.items import Listed
from spiders.news import NewsSpider
from spiders.source import Source


def crawl_once(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Crawl the sources that are chosen and return the exit code.

    0 when each source could be listed; single stories that failed or were refused stand in the summary.
    One at a time in a home (`crawler.home.alone`): the caller sees to it.
    """
    folder = home_folder(home)
    settings = settings_for(folder, options)
    sources = choose(choice, folder)
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    return _crawl(sources, settings, json=json)


def _crawl(sources: Sequence[Source], settings: Settings, *, json: bool) -> int:
    console = Console(stderr=True)
    tallies: dict[str, Tally] = defaultdict(Tally) | {source.name: Tally() for source in sources}
    with _progress(console, shown=not json) as progress:
        task = progress.add_task("crawling", total=None)

        def on_listed(listed: Listed) -> None:
            tallies[listed.source].add_list(listed)
            progress.update(task, total=sum(tally.new for tally in tallies.values()))

        def on_kept(kept: Kept) -> None:
            tallies[kept.source or ""].add_kept(kept)
            progress.advance(task)
            if json:
                _write(answers.kept_answer(kept))

        ended = crawl(
            NewsSpider,
            settings,
            on_kept=on_kept,
            on_listed=on_listed,
            sources=sources,
            lists_max=settings.getint("WARRAQ_LISTS_MAX"),
            depth_max=settings.getint("WARRAQ_LIST_DEPTH_MAX"),
        )
    if json:
        for source, tally in sorted(tallies.items()):
            _write(tally.answer(source))
    else:
        tables.print_summary(Console(), tallies)
    return _exit_code(ended, tallies)


def _exit_code(ended: Ended, tallies: Mapping[str, Tally]) -> int:
    code = ending.exit_code(ended, (), expected=0)
    if code == messages.EXIT_OK and any(tally.lists == 0 for tally in tallies.values()):
        return messages.EXIT_FAILED
    return code


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(answers.line(answer) + "\n")
    sys.stdout.flush()


def _progress(console: Console, *, shown: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("stories"))
    return Progress(*columns, console=console, disable=not shown or not console.is_terminal, transient=True)
