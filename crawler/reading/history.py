"""`warraq history`: all that happened to one story, in the order of time: listed, looked at, changed, taken away."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from archive.catalog.answers import History
from archive.catalog.catalog import Catalog
from archive.exchange import answers
from archive.exchange.history import Entry, Listed, Look, Shown, entries
from archive.urls import readable
from crawler.reading.asking import ask
from crawler.reading.events import STYLES
from crawler.saying import messages, tables
from crawler.saying.messages import plain


def history(url_or_id: str, *, home: Path | None, json: bool) -> int:
    """Print what happened to a story; exit code 4 where the archive has nothing of it."""
    found = ask(url_or_id, home, Catalog.history)
    if found is None:
        return messages.EXIT_FAILED
    if json:
        for entry in entries(found):
            sys.stdout.write(answers.line(entry) + "\n")
    else:
        _print(Console(), found)
    return messages.EXIT_OK


def _print(console: Console, found: History) -> None:
    console.print(Text(plain(readable(found.url)), style="dim"), soft_wrap=True)
    for entry in entries(found):
        head = ((f"{entry.at:%Y-%m-%d %H:%M:%S} ", "dim"), f"{entry.what:<8}")
        words, style = _told(entry)
        console.print(Text.assemble(*head, (plain(words), style)), soft_wrap=True)


def _told(entry: Entry) -> tuple[str, str]:
    """Return an entry in words for people, and the style they are shown in."""
    if isinstance(entry, Listed):
        return f"by {entry.source}, in {readable(entry.listed_in)}", "dim"
    if isinstance(entry, Look):
        return _look(entry), tables.STYLES[entry.outcome][0]
    if isinstance(entry, Shown):
        modified = f", modified {tables.shown(entry.date_modified)}" if entry.date_modified else ""
        return f"{entry.number}: {entry.headline} ({entry.words} words{modified})", "bold"
    return ": ".join(filter(None, (messages.KINDS[entry.kind], entry.detail))), STYLES[entry.kind]


def _look(look: Look) -> str:
    because = f": {messages.what(look)}" if look.reason else ""
    led = f", led to {readable(look.led_to)}" if look.led_to else ""
    not_sent = " (not sent again: HTTP 304)" if look.status == 304 else ""
    return f"{look.outcome}{because}{led}{not_sent}"
