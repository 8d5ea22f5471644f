"""`warraq crawl`: one round over sources: their lists, what is new on them, and a summary of what became of it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from scrapy.settings import Settings

from archive.exchange import answers
from archive.models import Kept
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.keeping.needs import Assets
from crawler.manners.sharing import share
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.rounds.crawl import Ended, crawl
from crawler.rounds.summary import print_summary
from crawler.rounds.tally import Tally
from crawler.saying import messages
from spiders.items import Listed
from spiders.news import NewsSpider
from spiders.page import PageSpider


def crawl_once(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Crawl the sources that are chosen and return the exit code.

    0 when each source could be listed; single stories that failed or were refused stand in the summary.
    One at a time in a home (`crawler.home.folder.alone`): the caller sees to it.
    """
    folder = home_folder(home)
    settings = settings_for(folder, options)
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    sources, leave = share(choose(choice, folder), folder, settings)
    names = [source.name for source in sources]
    ended, tallies = crawl_and_count(NewsSpider, names, settings, json=json, sources=sources, leave=leave)
    return sum_up(ended, tallies, json=json)


def crawl_and_count(
    spider: type[PageSpider],
    names: Iterable[str],
    settings: Settings,
    *,
    json: bool,
    heard: Callable[[Listed], None] = lambda _: None,
    **arguments: object,
) -> tuple[Ended, dict[str, Tally]]:
    """Run a crawl, showing how far it is; return how it ended, and the counts of each source named.

    `heard`: is told of each list that was read. `arguments`: the spider's.
    """
    tallies: dict[str, Tally] = defaultdict(Tally) | {name: Tally() for name in names}
    with _progress(Console(stderr=True), shown=not json) as progress:
        task = progress.add_task("crawling", total=None)

        def on_listed(listed: Listed) -> None:
            heard(listed)
            tallies[listed.source].add_list(listed)
            progress.update(
                task, total=sum(tally.new for tally in tallies.values()), description=_where(listed, tallies[listed.source])
            )

        def on_kept(kept: Kept) -> None:
            tallies[kept.source or ""].add_kept(kept)
            progress.advance(task)
            if json:
                _write(answers.kept_answer(kept))

        def on_assets(assets: Assets) -> None:
            tallies[assets.source or ""].add_assets(assets)

        limits = {"lists_max": settings.getint("WARRAQ_LISTS_MAX"), "depth_max": settings.getint("WARRAQ_LIST_DEPTH_MAX")}
        ended = crawl(spider, settings, on_kept=on_kept, on_listed=on_listed, on_assets=on_assets, **limits, **arguments)
    return ended, tallies


def sum_up(ended: Ended, tallies: Mapping[str, Tally], *, json: bool, polled: Collection[str] | None = None) -> int:
    """Say what became of a crawl, source by source, and return the exit code. `polled`: who should have been listed; all."""
    if json:
        for source, tally in sorted(tallies.items()):
            _write(tally.answer(source))
    elif tallies:
        print_summary(Console(), tallies)
    return _exit_code(ended, [tally for name, tally in tallies.items() if polled is None or name in polled])


def _where(listed: Listed, tally: Tally) -> str:
    """Return what the progress bar says: of a walk back in time, how many lists are read and left."""
    return "crawling" if listed.left is None else f"{listed.source}: {tally.lists} lists read, {listed.left} left"


def _exit_code(ended: Ended, tallies: Iterable[Tally]) -> int:
    code = ending.exit_code(ended, (), expected=0)
    if code == messages.EXIT_OK and any(tally.lists == 0 and not tally.is_walked for tally in tallies):
        return messages.EXIT_FAILED
    return code


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(answers.line(answer) + "\n")
    sys.stdout.flush()


def _progress(console: Console, *, shown: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("stories"))
    return Progress(*columns, console=console, disable=not shown or not console.is_terminal, transient=True)
