"""`warraq story`: who printed an agency's story, how long after it, and what they did to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archive.catalog.catalog import Catalog
from archive.catalog.tracing.answers import Printing, Shown, Story
from archive.exchange import answers
from archive.text.printings.crediting import CreditFate
from crawler.home.folder import home_folder
from crawler.reading.asking import ask, is_empty
from crawler.reading.filling import fill_trace
from crawler.saying import messages
from crawler.saying.messages import plain
from spiders.source import Kind, load_all

CREDIT = {
    CreditFate.KEPT: "credit kept",
    CreditFate.CHANGED: "credit changed",
    CreditFate.DROPPED: "credit dropped",
    CreditFate.UNKNOWN: "",
}
ALTERED_MAX = 3
"""Alterations of one printing that are told; `--json` has them all."""

WORDS_MAX = 60
"""Characters of one alteration, before and after each."""


def story(url_or_id: str, *, home: Path | None, json: bool) -> int:
    """Show the stories that an article is of; exit code 4 where the archive has nothing of it."""
    folder = home_folder(home)
    if is_empty(folder):
        return messages.EXIT_FAILED
    try:
        fill_trace(folder)
    except KeyboardInterrupt:
        messages.say("stopped; what is traced is traced, and the next time goes on")
        return messages.EXIT_INTERRUPTED
    agencies = {source.name for source in load_all(folder / "sources") if source.kind is Kind.AGENCY}

    def stories_of(catalog: Catalog, asked: str) -> tuple[Story, ...] | None:
        return catalog.stories(asked, agencies) or None

    found = ask(url_or_id, home, stories_of)
    if found is None:
        return messages.EXIT_FAILED
    console = Console()
    for one in found:
        if json:
            print(answers.line(one))  # noqa: T201 - the command's answer
        else:
            _print_story(console, one)
    return messages.EXIT_OK


def _print_story(console: Console, one: Story) -> None:
    whose = f", {plain(one.agency)}'s" if one.agency else ""
    console.print(Text(f"{one.id[:12]}{whose}: {_printed(one)}", style="dim"), soft_wrap=True)
    _print_text(console, "", one.origin)
    for printing in one.printings:
        console.print()
        _print_text(console, _lag(printing.lag_s), printing.text)
        for line in _told(printing):
            console.print(Text(f"    {line}", style="dim"), soft_wrap=True)
    console.print()


def _printed(one: Story) -> str:
    if not one.printings:
        return "nobody else in this archive printed it"
    outlets = "one outlet" if one.outlets == 1 else f"{one.outlets} outlets"
    return f"printed by {outlets}{'' if one.is_whole else ', and more'}"


def _print_text(console: Console, lag: str, text: Shown) -> None:
    when = f"{text.appeared_at:%Y-%m-%d %H:%M} UTC  "
    after = f"  {lag}" if lag else ""
    console.print(Text.assemble((when, "dim"), (plain(text.outlet), "cyan"), after), soft_wrap=True)
    console.print(Text(f"  {plain(text.headline)}", style="bold"), soft_wrap=True)
    console.print(Text(f"    {text.id[:12]}", style="dim"))


def _told(printing: Printing) -> Iterator[str]:
    """Yield what was done to the text, in lines: what became of the whole, then what was altered."""
    done = printing.editing
    cut = f"{_paragraphs(len(done.cut))} cut ({', '.join(done.cut_from)})" if done.cut else ""
    added = f"{_paragraphs(len(done.added))} added" if done.added else ""
    headline = "same headline" if printing.is_headline_same else "other headline"
    yield ", ".join(filter(None, (f"{done.kept:.0%} kept", headline, CREDIT[printing.credit], cut, added)))
    for change in done.altered[:ALTERED_MAX]:
        yield f"{change.kind}: «{_short(change.before)}» → «{_short(change.after)}»"
    if len(done.altered) > ALTERED_MAX:
        yield f"and {len(done.altered) - ALTERED_MAX} other alterations"


def _paragraphs(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count} paragraphs"


def _short(words: str) -> str:
    words = plain(" ".join(words.split()))
    return words if len(words) <= WORDS_MAX else words[:WORDS_MAX].rsplit(" ", 1)[0] + "…"


def _lag(seconds: float | None) -> str:
    """Return how long after the origin a text appeared: "2 h 14 min later"; "" where that is not known."""
    if seconds is None:
        return ""
    hours, minutes = divmod(round(abs(seconds) / 60), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{number} {unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "min")) if number]
    return f"{' '.join(parts[:2]) or 'less than a minute'} {'later' if seconds >= 0 else 'before'}"
