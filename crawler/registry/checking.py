"""`warraq sources check`: asks for what sources declare, through the same settings, guard, manners and tap as a crawl.

A check is a question, not a collection: what it fetches is written to an archive of its own, read like any other, and dropped
at the end. Stories of sources that nobody follows would blur what the home's archive holds and how its sources do; and a
story that was only tried stays new to the next crawl.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text
from scrapy.settings import Settings

from archive.exchange import answers
from archive.models import Kept
from archive.urls import readable
from crawler.configure import settings_for
from crawler.home.folder import home_folder
from crawler.home.log import log_to
from crawler.rounds import ending
from crawler.rounds.choice import Choice, choose
from crawler.rounds.crawl import Ended, crawl
from crawler.saying import messages, tables
from crawler.saying.messages import plain
from spiders.check import Checked, CheckSpider
from spiders.looking import Look, State
from spiders.source import Source

CODES = {State.REFUSED: messages.EXIT_REFUSED, State.FAILED: messages.EXIT_FAILED, State.EMPTY: messages.EXIT_FAILED}
STYLES = {State.OK: "green", State.OLD: "yellow", State.EMPTY: "red", State.FAILED: "red", State.REFUSED: "magenta"}


logger = logging.getLogger("warraq.check")


@dataclass(slots=True, kw_only=True)
class Verdicts:
    """What came of each source so far."""

    checked: dict[str, Checked] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)

    def is_whole(self, name: str) -> bool:
        """Tell whether all that there is to hear of a source was heard."""
        return name in self.checked and (self.checked[name].story is None or name in self.kept)

    def code(self, name: str) -> int:
        """Return the exit code that one source stands for: the worst of its lists' and its story's."""
        lists = [CODES.get(look.state, messages.EXIT_OK) for look in self.checked[name].lists]
        return max((*lists, messages.exit_code([self.kept[name]] if name in self.kept else [])), default=messages.EXIT_OK)

    def answer(self, name: str) -> dict[str, Any]:
        """Return what came of one source, for programs."""
        checked, kept = self.checked[name], self.kept.get(name)
        return {
            "source": name,
            "robots": [look_answer(look) for look in checked.robots],
            "lists": [look_answer(look) for look in checked.lists],
            "story": answers.kept_answer(kept) | {"record": None} if kept else None,
            "exit_code": self.code(name),
        }


def check(choice: Choice, *, home: Path | None, options: Mapping[str, Any], json: bool) -> int:
    """Check the chosen sources and return the exit code: the worst of theirs."""
    folder = home_folder(home)
    settings = settings_for(folder, options)
    sources = choose(choice, folder)
    log_to(folder, settings)
    ending.ask_for_contact(settings)
    verdicts = Verdicts()
    with aside(settings):
        ended = _ask(sources, settings, verdicts, json=json)
    names = [source.name for source in sources if verdicts.is_whole(source.name)]
    if not json:
        _print(Console(), verdicts, names)
    code = exit_code(ended)
    if code == messages.EXIT_OK and len(names) < len(sources):
        messages.say(f"{len(sources) - len(names)} of {len(sources)} came to no end: a fault of ours; see the log")
        return messages.EXIT_FAILED
    return code or max(verdicts.code(name) for name in names)


@contextmanager
def aside(settings: Settings) -> Generator[None]:
    """Let a crawl with these settings work in an archive of its own, which is dropped at the end."""
    logging.getLogger("warraq").setLevel(logging.WARNING)  # "kept" lines would name records that are dropped
    with TemporaryDirectory(prefix="warraq-check-") as folder:
        settings.set("WARRAQ_HOME", folder, priority="cmdline")
        settings.set("WARRAQ_ASSETS", "none", priority="cmdline")
        yield


def exit_code(ended: Ended) -> int:
    """Return the exit code of a crawl of which nothing is kept, as far as it was not the sites' doing."""
    if ended.interrupted and ended.problem is None:
        messages.say("stopped before the end; nothing of it is kept")
        return messages.EXIT_INTERRUPTED
    return ending.exit_code(ended, (), expected=0)


def _ask(sources: Sequence[Source], settings: Settings, verdicts: Verdicts, *, json: bool) -> Ended:
    with _progress(shown=not json) as progress:
        task = progress.add_task("checking", total=len(sources))

        def tell(checked: Checked) -> None:
            verdicts.checked[checked.source.name] = checked
            heard(checked.source.name)

        def on_kept(kept: Kept) -> None:
            verdicts.kept[kept.source or ""] = kept
            heard(kept.source or "")

        def heard(name: str) -> None:
            if verdicts.is_whole(name):
                progress.advance(task)
                logger.info("checked source=%s exit=%s", name, verdicts.code(name))
                if json:
                    sys.stdout.write(answers.line(verdicts.answer(name)) + "\n")
                    sys.stdout.flush()

        return crawl(
            CheckSpider,
            settings,
            on_kept=on_kept,
            sources=sources,
            tell=tell,
            obey_robots=settings.getbool("WARRAQ_OBEY_ROBOTS"),
            side_by_side=settings.getint("CONCURRENT_REQUESTS"),
        )


def _progress(*, shown: bool) -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("sources"))
    return Progress(*columns, console=console, disable=not shown or not console.is_terminal, transient=True)


def look_answer(look: Look) -> dict[str, Any]:
    """Return what one address showed, for programs."""
    return {
        "what": look.what,
        "url": look.url,
        "confidence": look.confidence,
        "state": look.state,
        "status": look.status,
        "links": look.links,
        "newest": look.newest,
        "detail": look.detail,
    }


def _print(console: Console, verdicts: Verdicts, names: Sequence[str]) -> None:
    """Print a line an address, by source."""
    for name in names:
        checked = verdicts.checked[name]
        style = "bold green" if verdicts.code(name) == messages.EXIT_OK else "bold red"
        console.print(Text.assemble((name, style), f"  {plain(checked.source.title)}"), soft_wrap=True)
        for look in (*checked.robots, *checked.lists):
            print_look(console, look)
        if name in verdicts.kept:
            print_story(console, verdicts.kept[name])
        elif any(look.state in {State.OK, State.OLD} for look in checked.lists):
            console.print("  no story to try: what is listed lies on other hosts, or is none by story_patterns", soft_wrap=True)
    codes = [verdicts.code(name) for name in names]
    console.print(f"{codes.count(messages.EXIT_OK)} of {len(names)} sources are well", highlight=False)


def print_look(console: Console, look: Look) -> None:
    """Print what one address showed: state, what it is, links, newest, address, what is wrong with it or remarkable."""
    columns = _columns(look.what, f"{look.links:,} links" if look.links else "", look.newest)
    _print_row(console, (look.state, STYLES[look.state]), columns, look.url, look.detail)


def print_story(console: Console, kept: Kept) -> None:
    """Print what became of the story that was tried: words, date, address, headline, or why it is no article."""
    if kept.article is None:
        why = f"{messages.what(kept)}; {messages.remedy(kept)}"
        _print_row(console, (kept.outcome, "red"), _columns("story", "", None), kept.url, why)
        return
    columns = _columns("story", f"{len(kept.article.article_body.split()):,} words", kept.article.date_published)
    _print_row(console, (State.OK, STYLES[State.OK]), columns, kept.url, kept.article.headline)


def _columns(what: str, count: str, at: datetime | date | None) -> str:
    return f"{what:<8}{count:>12}  {tables.shown(at) if at else '':<17}"


def _print_row(console: Console, state: tuple[str, str], columns: str, url: str, words: str | None) -> None:
    """Print one line, however long: a terminal wraps it, a file or a pipe need not."""
    head = ((f"  {state[0]:<9}", state[1]), columns, (plain(readable(url)), "dim"))
    console.print(Text.assemble(*head, f"  {plain(words)}"), soft_wrap=True)
