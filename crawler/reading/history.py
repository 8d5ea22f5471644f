"""`warraq history`: all that happened to one story, in the order of time: listed, looked at, changed, taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from archive.catalog.answers import History
from archive.catalog.catalog import Catalog
from archive.links import Link
from archive.models import Kept, Version
from archive.urls import readable
from archive.watching import Event
from crawler.reading.asking import ask
from crawler.reading.events import STYLES
from crawler.saying import answers, messages, tables
from crawler.saying.messages import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `what`: listed, look, version or event. `style`, `words`: for people; `answer`: for programs."""

    at: datetime
    what: str
    style: str
    words: str
    answer: dict[str, Any]


def history(url_or_id: str, *, home: Path | None, json: bool) -> int:
    """Print what happened to a story; exit code 4 where the archive has nothing of it."""
    found = ask(url_or_id, home, Catalog.history)
    if found is None:
        return messages.EXIT_FAILED
    if json:
        for entry in entries(found):
            line = {"at": entry.at, "what": entry.what, "url": found.url, **entry.answer}
            sys.stdout.write(answers.line(line) + "\n")
    else:
        _print(Console(), found)
    return messages.EXIT_OK


def entries(found: History) -> tuple[Entry, ...]:
    """Return what happened, oldest first; at one moment a look comes before what it showed."""
    order = ("listed", "look", "version", "event")
    return tuple(sorted(_entries(found), key=lambda entry: (entry.at, order.index(entry.what))))


def _entries(found: History) -> Iterator[Entry]:
    if found.link:
        yield _listed(found.link)
    for kept in found.kept:
        yield _look(kept)
    for version in found.versions:
        yield _version(version)
    for event in found.events:
        yield _event(event)


def _listed(link: Link) -> Entry:
    answer = {"source": link.source, "listed_in": link.listed_in, "claimed_date": link.claim.date, "title": link.claim.title}
    words = f"by {link.source}, in {readable(link.listed_in)}"
    return Entry(at=link.listed_at, what="listed", style="dim", words=words, answer=answer)


def _look(kept: Kept) -> Entry:
    status = kept.fetch.status if kept.fetch else None
    record = answers.record_answer(kept.fetch.record if kept.fetch else None)
    answer = {"outcome": kept.outcome, "reason": kept.reason, "detail": kept.detail, "status": status, "record": record}
    because = f": {messages.what(kept)}" if kept.reason else ""
    led = f", led to {readable(kept.fetch.url)}" if kept.fetch and kept.fetch.url != kept.url else ""
    not_sent = " (not sent again: HTTP 304)" if status == 304 else ""
    words = f"{kept.outcome}{because}{led}{not_sent}"
    return Entry(at=kept.at, what="look", style=tables.STYLES[kept.outcome][0], words=words, answer=answer)


def _version(version: Version) -> Entry:
    article = version.article
    answer = {
        "number": version.number,
        "headline": article.headline,
        "date_modified": article.date_modified,
        "text_digest": version.text_digest,
        "record": answers.record_answer(version.record),
    }
    modified = f", modified {tables.shown(article.date_modified)}" if article.date_modified else ""
    words = f"{version.number}: {article.headline} ({len(article.article_body.split())} words{modified})"
    return Entry(at=version.captured_at, what="version", style="bold", words=words, answer=answer)


def _event(event: Event) -> Entry:
    words = f"{messages.KINDS[event.kind]}: {event.detail}" if event.detail else messages.KINDS[event.kind]
    answer = {name: value for name, value in answers.event_answer(event).items() if name not in {"at", "url"}}
    return Entry(at=event.at, what="event", style=STYLES[event.kind], words=words, answer=answer)


def _print(console: Console, found: History) -> None:
    console.print(Text(plain(readable(found.url)), style="dim"), soft_wrap=True)
    for entry in entries(found):
        head = ((f"{entry.at:%Y-%m-%d %H:%M:%S} ", "dim"), f"{entry.what:<8}")
        console.print(Text.assemble(*head, (plain(entry.words), entry.style)), soft_wrap=True)
